"""The life cycles of contracts: sound, complete in words, frozen, and no trap for anybody."""

import pytest

from tachiai.config.lifecycles import LIFECYCLES, text_keys
from tachiai.kernel.declared import digest
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.kernel.soundness import SILENCES, clock_path, escrow_by_state, faults, reachable, sure_to_end
from tachiai.kernel.texts import CATALOGUE
from tachiai.money.rules import EFFECTS

# Released versions and their digests. A line is never changed: another number or step is another version.
RELEASED = {
    ("fixed_price", 1): "ca267dd6dd6f0005933aef6c64257afb5515e110df2344c96cfc9b7e2704dad3",
    ("award", 1): "e9423f57762141944f98ac73e3e486c5a3205c63892adc36e457587cb20502eb",
    ("hourly", 1): "7aaab1fefb65d4ccdd9f675588d612e9ecc955d62f490f79213928a12f6e6a59",
    ("week", 1): "e7982777f0020ce8d6075ea87411367052a7a28ab9bcb69f08c649f42d298aaf",
    ("contract_close", 1): "09766eb80ab6600b624997c190a6556d9ee0b986249ba28a381da850cc0b5787",
    ("contact_reminder", 1): "ad00e7dcd15bbe39b30cc06a007e3d952fc8857c385e1ffa8883cd934c9af57b",
    ("termination", 1): "2150574d3cc4b2337385803d986862f14bf761936ab18375183294d640ce62d4",
    ("change", 1): "dca5729658067032ea6f4559ad5c16e907379d2d820c5875fd9a8196f6908f92",
    ("mediation_talk", 1): "f1c66f8c3cbc83aa8ed9120c4ccf903867c13cbbf1a489ef03905eb1f25741e2",
    ("mediation_proposal", 1): "99b2674512033c9a369ac0cd07e0981510f935cfa56a28b868d01a03951f5c28",
    ("mediation_decision", 1): "64411ed9fd7b506d2470ebb4dbd4d9042ea5c8346ea4e5a6a2387eed4a471880",
    ("plea", 1): "c9ab93a46c10e96fd3bf4ce035ac44c9233910e595e384c04520877c4603ef92",
    ("listing", 2): "0a68361b625a3fb4659e10d913e33b0257906a4c712e82c8c85e5754c369039d",
    ("confidentiality", 1): "5cb61f866bf3a20e54ef28ae093cfdeaf38fa793972e4f979da6de60a0a4bc08",
    ("proposal", 1): "acdb2c406cc5d87e794a82c0240e7f4c509cdfcc51c949f3ec70dd32256e293b",
    ("task", 1): "e9d6fe63e7bcf73976216b76f947d61d36c265d3bfb7e051d8dc459eb239a0f5",
    ("submission", 1): "d2869f5f5f28dcd2af8916caa66b1bcc05af6be4b8752123647f66ac73500854",
    ("contest", 1): "0063804983ff7ee4b09b31cebd42711450cbf4ed7d3f11776fb5e0673e375e57",
    ("case", 1): "b60e7b2e2bbcde3f7642da781aa6043fd9832082d1fd2b500719393d33da37ee",
    ("decision", 1): "f4a87937ab9d0f9d5b1e8b4ea1aad29b7714de2e22f41fa248fb2504dcd20795",
    ("appeal", 1): "db263b205388e6f9ac54ec03ac2c1335f54bb34296bf198a4c64648ae085da90",
    ("inquiry", 1): "8f46dd86f3bc920a077d308c2797eaaae500f41c330073d6a154a326150ecbc5",
}

every_lifecycle = pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: f"{cycle.name}-{cycle.version}")


@every_lifecycle
def test_is_sound(cycle: Lifecycle) -> None:
    assert faults(cycle, EFFECTS) == []


@every_lifecycle
@pytest.mark.parametrize("silence", SILENCES)
def test_silence_traps_nobody(cycle: Lifecycle, silence: str) -> None:
    """From every reachable state each party alone, and the clock alone, reaches an end, and every end holds nothing."""
    assert reachable(cycle, cycle.first) - sure_to_end(cycle, SILENCES[silence]) == set()
    escrow = escrow_by_state(cycle, EFFECTS)
    assert all(escrow.get(state.name, {0}) == {0} for state in cycle.states if state.final)


@every_lifecycle
def test_when_both_are_silent_the_clock_ends_it(cycle: Lifecycle) -> None:
    for state in cycle.states:
        path = clock_path(cycle, state.name)
        assert cycle.state(path[-1].to if path else state.name).final


@every_lifecycle
def test_has_all_its_texts(cycle: Lifecycle) -> None:
    assert [key for key in text_keys(cycle) if key not in CATALOGUE] == []


@pytest.mark.parametrize(("name", "version"), RELEASED)
def test_a_released_version_is_frozen(name: str, version: int) -> None:
    (cycle,) = [cycle for cycle in LIFECYCLES if (cycle.name, cycle.version) == (name, version)]
    assert digest(cycle) == RELEASED[name, version]


class TestSilenceFollowsTheRecord:
    """Undelivered work returns the escrow, delivered and unanswered work is paid (design 5.2)."""

    def moves_by_silence(self, state: str) -> list[str]:
        (cycle,) = [cycle for cycle in LIFECYCLES if cycle.name == "fixed_price"]
        return [move for step in clock_path(cycle, state) for move in step.moves]

    @pytest.mark.parametrize("state", ["working", "delivery_overdue"])
    def test_undelivered_work_is_refunded(self, state: str) -> None:
        assert self.moves_by_silence(state) == ["return_escrow"]

    @pytest.mark.parametrize("state", ["delivered", "inspection_overdue"])
    def test_delivered_work_is_paid(self, state: str) -> None:
        assert self.moves_by_silence(state) == ["release_escrow"]

    def test_while_a_delivery_awaits_inspection_the_client_cannot_take_the_money_back(self) -> None:
        (cycle,) = [cycle for cycle in LIFECYCLES if cycle.name == "fixed_price"]
        for state in ("delivered", "inspection_overdue"):
            steps = cycle.steps_from(state, frozenset({Actor.CLIENT}))
            assert "return_escrow" not in {move for step in steps for move in step.moves}
