"""The command line: worth reading, and every failure one line."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterator

import pytest

from tachiai.config import cli, commands
from tachiai.config.commands import BETWEEN_OUR_PROCESSES, COMMANDS, ENVIRONMENT, GROUPS, Argument, Command, Needs
from tachiai.config.lifecycles import LIFECYCLES
from tachiai.config.place import PACKAGE
from tachiai.kernel.refused import Refusal, Refused


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command line in English; what it does to this process's signals is undone."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    monkeypatch.setenv("TACHIAI_LANG", "en")
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class TestHelp:
    @pytest.mark.parametrize("asked", [[], ["--help"], ["-h"], ["help"]])
    def test_comes_however_it_is_asked_for(self, asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(asked) == 0
        assert "Usage: tachiai COMMAND" in capsys.readouterr().out

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_has_every_command_and_variable_once(self, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TACHIAI_LANG", language)
        page = cli.help_page()
        for name in (*(command.words for command in COMMANDS), *ENVIRONMENT):
            assert len(re.findall(rf"^  {re.escape(name)}  ", page, re.MULTILINE)) == 1, name

    def test_explains_every_variable_that_the_code_reads(self) -> None:
        read = set()
        for path in PACKAGE.rglob("*.py"):
            read |= set(re.findall(r'"((?:TACHIAI_\w+)|PORT|DATABASE_URL)"', path.read_text("utf-8")))
        assert read - set(BETWEEN_OUR_PROCESSES) == set(ENVIRONMENT)

    def test_of_one_command_says_what_it_and_its_arguments_are_for(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["lifecycles", "--help"]) == 0
        page = capsys.readouterr().out
        assert "print every life cycle" in page
        assert "as JSON" in page


class TestTheTable:
    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.key)
    def test_names_a_function_that_exists_and_a_group_that_is_shown(self, command: Command) -> None:
        assert callable(cli._function(command))
        assert command.group in GROUPS

    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.key)
    def test_explains_every_argument(self, command: Command) -> None:
        assert cli.parser(command).format_help()


class TestWhatNobodyUnderstands:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (["frobnicate"], "there is no command frobnicate; tachiai --help lists them."),
            (["migrat"], "there is no command migrat; did you mean migrate?"),
            (["lifecycle"], "there is no command lifecycle; did you mean lifecycles?"),
        ],
    )
    def test_is_answered_with_one_line_and_code_2(
        self, given: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert cli.main(given) == 2
        heard = capsys.readouterr()
        assert heard.err.startswith(f"tachiai: {said}")
        assert (heard.err.count("\n"), heard.out) == (1, "")

    def test_an_unknown_argument_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["lifecycles", "--jso"]) == 2
        assert "--jso" in capsys.readouterr().err

    def test_the_first_word_of_two_is_answered_with_both(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(cli, "COMMANDS", (Command("write letters", "market", "builtins:len"),))
        assert cli.main(["write"]) == 2
        assert "write needs a second word: tachiai write letters" in capsys.readouterr().err


class TestAFailure:
    @pytest.fixture
    def failing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        table = (
            Command("refuse", "market", f"{__name__}:refuse", needs=Needs.NOTHING),
            Command("break", "market", f"{__name__}:break_down", needs=Needs.NOTHING),
            Command("echo words", "market", f"{__name__}:echo", (Argument("word"),), needs=Needs.NOTHING),
        )
        monkeypatch.setattr(cli, "COMMANDS", table)
        monkeypatch.setattr(cli, "words", lambda key, **params: f"{key} {params}" if params else key)

    def test_of_the_rules_is_told_with_its_reason(self, failing: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["refuse"]) == 1
        assert capsys.readouterr().err == "tachiai: TACHIAI_LANG is ja or en, not soup.\n"

    def test_of_any_other_kind_is_told_without_a_trace(
        self, failing: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("TACHIAI_DEBUG", raising=False)
        assert cli.main(["break"]) == 1
        heard = capsys.readouterr().err
        assert heard.startswith("tachiai: failed (ZeroDivisionError): ")
        assert "Traceback" not in heard

    def test_is_shown_in_full_to_a_developer(self, failing: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TACHIAI_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            cli.main(["break"])

    def test_leaves_the_good_alone(self, failing: None, capsys: pytest.CaptureFixture[str]) -> None:
        assert cli.main(["echo", "words", "hello"]) == 0
        assert capsys.readouterr().out == "hello\n"


def refuse(_arguments: object) -> int:
    raise Refusal(Refused("settings.refused.language", {"name": "TACHIAI_LANG", "given": "soup"}))


def break_down(_arguments: object) -> int:
    return 1 // 0


def echo(arguments) -> int:  # type: ignore[no-untyped-def]
    print(arguments.word)
    return 0


class TestLifecyclesToRead:
    @pytest.fixture
    def printed(self, capsys: pytest.CaptureFixture[str]) -> str:
        assert cli.main(["lifecycles"]) == 0
        return capsys.readouterr().out

    def test_names_each_in_words_and_its_steps(self, printed: str) -> None:
        heads = re.findall(r"^(\w+) \((.+)\), version", printed, re.MULTILINE)
        assert [name for name, _ in heads] == [cycle.name for cycle in LIFECYCLES]
        assert {words for name, words in heads if name.startswith("mediation_")} == {"Mediation"}
        assert len(re.findall(r"^  \w", printed, re.MULTILINE)) == sum(len(cycle.steps) for cycle in LIFECYCLES)

    def test_shows_forks_steps_that_stay_and_what_only_requests_cause(self, printed: str) -> None:
        assert "-> completed | awaiting_deposit [a_part_will_follow]: accept (client)" in printed
        assert "statements | talking -> =: offer (asked, asker)" in printed
        assert "-> terminated: end_by_silence (contact_reminder | termination)" in printed
        assert not re.search(r"\(\)$", printed, re.MULTILINE)


class TestLifecyclesAsJson:
    @pytest.fixture
    def printed(self, capsys: pytest.CaptureFixture[str]) -> list[dict]:
        assert cli.main(["lifecycles", "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    def test_holds_every_life_cycle_of_the_installation(self, printed: list[dict]) -> None:
        assert [(p["name"], p["version"]) for p in printed] == [(c.name, c.version) for c in LIFECYCLES]

    def test_has_exactly_the_promised_shape(self, printed: list[dict]) -> None:
        for cycle in printed:
            assert set(cycle) == {"name", "version", "first", "states", "steps"}
            for state in cycle["states"]:
                assert set(state) == {"name", "final", "deadline", "reminders"}
            for step in cycle["steps"]:
                assert set(step) == {"name", "from", "to", "by", "moves", "asks", "tells"}
                assert all(isinstance(step[name], list) for name in ("from", "by", "moves", "asks", "tells"))

    def test_is_enough_for_a_stranger_to_see_that_silence_ends(self, printed: list[dict]) -> None:
        for cycle in printed:
            final = {state["name"] for state in cycle["states"] if state["final"]}
            for state in cycle["states"]:
                here, seen = state["name"], set()
                while here not in final:
                    assert here not in seen, (cycle["name"], here)
                    seen.add(here)
                    here = next(step["to"] for step in cycle["steps"] if here in step["from"] and "clock" in step["by"])


def test_every_group_of_the_table_is_known() -> None:
    assert {command.group for command in commands.COMMANDS} <= set(GROUPS)


@pytest.mark.django_db
def test_a_django_command_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["showmigrations", "contracts"]) == 0
    assert "contracts" in capsys.readouterr().out
