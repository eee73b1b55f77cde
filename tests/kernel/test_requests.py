"""How a request and the contract beside it act on each other, as the declaration says it."""

import pytest

from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.requests import hats, other_side
from tests.kernel.toy import PARTING, TALKS, WORK


class TestHats:
    @pytest.mark.parametrize(
        ("actor", "asked_by", "worn"),
        [
            (Actor.CLIENT, Actor.CLIENT, {Actor.CLIENT, Actor.ASKER}),
            (Actor.CLIENT, Actor.WORKER, {Actor.CLIENT, Actor.ASKED}),
            (Actor.WORKER, Actor.WORKER, {Actor.WORKER, Actor.ASKER}),
            (Actor.WORKER, Actor.CLIENT, {Actor.WORKER, Actor.ASKED}),
            (Actor.STAFF, Actor.CLIENT, {Actor.STAFF}),
            (Actor.CLOCK, Actor.WORKER, {Actor.CLOCK}),
        ],
    )
    def test_a_side_is_asker_or_asked_and_nobody_else_is(self, actor: Actor, asked_by: Actor, worn: set[Actor]) -> None:
        assert hats(actor, asked_by) == worn

    def test_the_other_side(self) -> None:
        assert (other_side(Actor.CLIENT), other_side(Actor.WORKER)) == (Actor.WORKER, Actor.CLIENT)


class TestCaused:
    def test_the_named_step_that_fits_where_the_contract_stands(self) -> None:
        caused = PARTING.caused("lapsed", WORK, "working")
        assert caused is not None
        assert caused.name == "end"

    def test_nothing_when_the_state_names_nothing(self) -> None:
        assert PARTING.caused("closed", WORK, "working") is None

    def test_a_mistake_when_nothing_named_fits(self) -> None:
        with pytest.raises(LookupError, match="delivered"):
            PARTING.caused("lapsed", WORK, "delivered")


class TestStays:
    def test_where_it_may_be_opened_unless_said_otherwise(self) -> None:
        assert PARTING.stays("working")
        assert not PARTING.stays("delivered")

    def test_where_it_is_said_to_stay(self) -> None:
        assert TALKS.stays("talking")
        assert not TALKS.stays("working")
