"""A demo and a real market are never opened as the other one."""

from __future__ import annotations

import pytest

from tachiai.config import cli, kind, preparation
from tachiai.config.commands import COMMANDS, Command, Needs
from tachiai.config.demo import content
from tachiai.config.kind import refuse_the_other_kind
from tachiai.kernel.refused import Refusal
from tachiai.people import queries
from tests.cast import Cast, make_person
from tests.web.test_sign_up import SIGN_UP

pytestmark = pytest.mark.django_db


def refused() -> str:
    with pytest.raises(Refusal) as caught:
        refuse_the_other_kind()
    return caught.value.reasons[0].key


@pytest.mark.parametrize("is_demo", [True, False])
def test_an_empty_one_becomes_either(settings, is_demo: bool) -> None:
    settings.DEMO = is_demo
    refuse_the_other_kind()


def test_people_of_a_real_one_are_not_moved_by_a_time_machine(cast: Cast, settings) -> None:
    settings.DEMO = False
    assert cast.aoi
    refuse_the_other_kind()
    settings.DEMO = True
    assert refused() == "run.real_market"


def test_published_passwords_open_no_real_one(settings) -> None:
    make_person(content.players()[0].email, "もみじ", pk=1)
    settings.DEMO = True
    refuse_the_other_kind()
    settings.DEMO = False
    assert refused() == "run.demo_market"


def test_whoever_signs_up_with_an_address_of_the_demo_makes_no_demo_of_a_real_one(cast: Cast, client, settings) -> None:
    email = content.players()[0].email
    client.post("/account/signup/", {**SIGN_UP, "email": email})
    assert cast.aoi and queries.id_by_email(email) is not None
    settings.DEMO = False
    refuse_the_other_kind()


IN_A_DATABASE = [each for each in COMMANDS if each.needs in (Needs.DATABASE, Needs.MARKET)]
CHANGING = [each for each in IN_A_DATABASE if not each.any_kind]
LOOKING = [each for each in IN_A_DATABASE if each.any_kind]


class TestACommand:
    @pytest.fixture
    def done(self, cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """A real market with people, opened as a demo; what came to be done in it."""
        monkeypatch.setenv("TACHIAI_LANG", "en")
        done: list[str] = []
        monkeypatch.setattr(cli, "_function", lambda command: lambda _arguments: done.append(command.words) or 0)
        settings.DEMO = True
        assert cast.aoi
        return done

    @pytest.mark.parametrize("command", CHANGING, ids=lambda command: command.key)
    def test_that_serves_or_changes_it_does_nothing(self, command: Command, done: list[str], capsys, settings) -> None:
        assert cli.main(typed(command)) == 1
        assert "this is no demo's data" in capsys.readouterr().err and done == []
        settings.DEMO = False
        assert cli.main(typed(command)) == 0 and done == [command.words]

    @pytest.mark.parametrize("command", LOOKING, ids=lambda command: command.key)
    def test_that_looks_at_it_is_answered(self, command: Command, done: list[str]) -> None:
        assert cli.main(typed(command)) == 0 and done == [command.words]

    def test_that_hands_out_a_record_and_links_what_is_new_in_it_does_nothing(self, done: list[str], capsys) -> None:
        assert cli.main(["seal", "x", "--out", "x"]) == 1 and done == []
        assert "this is no demo's data" in capsys.readouterr().err

    @pytest.mark.parametrize("given", ["clearsessions", "migrate", "shell"])
    def test_of_django_does_nothing_either(self, given: str, done: list[str], monkeypatch, capsys) -> None:
        monkeypatch.setattr(cli, "execute_from_command_line", done.append)
        assert cli.main([given]) == 1 and done == []
        assert "this is no demo's data" in capsys.readouterr().err

    def test_that_serves_everything_changes_no_table_before(self, done: list[str], monkeypatch) -> None:
        for name in ("_migrate", "_check", "let_go"):
            monkeypatch.setattr(preparation, name, lambda name=name: done.append(name))
        with pytest.raises(Refusal):
            preparation.prepare()
        assert done == ["_check", "let_go"]


def typed(command: Command) -> list[str]:
    """The command line with something for whatever it has to be given."""
    options = [each.name for each in command.arguments if each.options.get("required")]
    given = [each.name for each in command.arguments if not each.name.startswith("--")]
    return [*command.words.split(), *("x" for _ in given), *(word for name in options for word in (name, "x"))]


def test_what_has_no_tables_yet_becomes_either(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO = True
    assert cast.aoi and refused() == "run.real_market"
    monkeypatch.setattr(kind.connection.introspection, "table_names", lambda: ["django_migrations"])
    refuse_the_other_kind()
