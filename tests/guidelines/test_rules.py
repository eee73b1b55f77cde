"""Which version counts, whose documents win, what a file may not say, and what a clause is found by."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tachiai.guidelines import rules
from tachiai.guidelines.rules import Place
from tachiai.guidelines.rules.library import read_library
from tests.guidelines.samples import BREACH, clause, source, write

FIRST = source(clause(1, breach=BREACH), clause(2))
SECOND = source(
    clause(1, "Keep quiet.", breach=BREACH), clause(3), version="2", announced="2026-08-01", on="2026-09-01"
)


@pytest.fixture
def own(tmp_path: Path):
    """An operator's folder with two versions of the message guideline, in use."""
    write(tmp_path, FIRST)
    write(tmp_path, SECOND, version="2")
    rules.use(str(tmp_path))
    yield tmp_path
    rules.use("")


class TestTheVersionInForce:
    @pytest.mark.parametrize(
        ("on", "version"),
        [(date(2026, 1, 1), "1"), (date(2026, 8, 31), "1"), (date(2026, 9, 1), "2"), (None, "2")],
    )
    def test_is_the_newest_that_has_begun(self, own, on, version) -> None:
        assert rules.document("message", on).version == version

    def test_stands_among_all_of_them(self, own) -> None:
        assert [each.version for each in rules.versions("message")] == ["2", "1"]

    def test_of_no_document_is_none(self) -> None:
        for ask in (rules.document, rules.versions, rules.clause, rules.clause_of_danger):
            with pytest.raises(LookupError):
                ask("weather")


class TestAnOperatorsDocument:
    def test_replaces_the_shipped_one_whole_and_leaves_the_others(self, own) -> None:
        assert rules.document("message").title["en"] == "Rules of the train"
        assert rules.document("job").clauses == read_library().document("job").clauses

    def test_answers_for_its_dangers_in_its_own_words(self, own) -> None:
        assert rules.clause_of_danger("abuse").text["en"] == "Keep quiet."
        mine = rules.clause("message.1-1")
        assert mine in rules.clauses_for("message") and mine.places == {Place.MESSAGE}

    def test_lets_what_was_cited_before_be_read_still(self, own) -> None:
        """A clause that only its older version has, and one that only the shipped document has."""
        assert rules.clause("message.1-2").text["en"] == "Keep your seat."
        assert rules.clause("message.3-3").title["en"] == "Demands for penalties or damages"


class TestTheClausesOfAPlace:
    def test_come_the_most_frequent_first(self) -> None:
        often = [each.breach.often for each in rules.clauses_for("listing")]
        assert often == sorted(often, reverse=True) and len(set(often)) > 2

    def test_are_those_that_can_be_broken_there(self) -> None:
        assert {each.id for each in rules.clauses_for("rating")} >= {"terms.4-4", "message.1-2"}
        assert all("rating" in each.places for each in rules.clauses_for("rating"))


class TestAFileIsRefused:
    @pytest.mark.parametrize(
        ("there", "instead", "said"),
        [
            ('document = "message"', 'document = "menu"', "document is 'menu'"),
            ('version = "1"', 'version = "1/2"', "version '1/2'"),
            ("[[section]]", "colour = 1\n[[section]]", "colour is unknown"),
            ('title = { ja = "席", en = "Seats" }', 'title = { ja = "席" }', "message.1-1: title must be said in"),
            ("severity = 1", "severity = 9", "message.1-1: severity is 9"),
            ("severity = 1\n", "", "message.1-1.breach: severity is missing"),
            ('places = ["message"]', 'places = ["pigeon"]', "message.1-1.breach.places[0]: 'pigeon' is none of"),
            ("OTHER_VIOLATION_TC", "WEATHER", "'WEATHER' is none of"),
            ("number = 2", "number = 1", "numbers do not rise"),
            ("effective_on = 2026-07-01", 'effective_on = "soon"', "effective_on: 'soon' is not of type date"),
            ("document =", "document", "Expected '='"),
        ],
    )
    def test_that_says_something_wrong_by_file_and_clause(self, tmp_path, there, instead, said) -> None:
        write(tmp_path, FIRST.replace(there, instead, 1))
        with pytest.raises(ValueError) as refused:
            read_library(tmp_path)
        assert str(refused.value).startswith("message/1.toml: ") and said in str(refused.value)

    def test_with_every_fault_at_once(self, tmp_path) -> None:
        write(tmp_path, FIRST.replace("severity = 1", "severity = 9").replace("often = 2", "often = 0"))
        with pytest.raises(ValueError, match=r"severity is 9.*\n.*often is 0"):
            read_library(tmp_path)

    def test_that_stands_under_another_name(self, tmp_path) -> None:
        write(tmp_path, FIRST, version="7")
        with pytest.raises(ValueError, match=r"message/7.toml: the file says message/1"):
            read_library(tmp_path)

    def test_that_takes_effect_sooner_than_the_terms_promise(self, tmp_path) -> None:
        write(tmp_path, FIRST)
        write(tmp_path, SECOND.replace("2026-08-01", "2026-08-19"), version="2")
        with pytest.raises(ValueError, match=r"message/2.toml: takes effect less than 14 days after"):
            read_library(tmp_path)

    def test_that_begins_later_than_the_shipped_one_that_it_replaces(self, tmp_path) -> None:
        write(tmp_path, SECOND.replace("2026", "2126"), version="2")
        with pytest.raises(ValueError, match="message: its first version must be .*; copy the older files too"):
            read_library(tmp_path)

    def test_that_nobody_would_read(self, tmp_path) -> None:
        write(tmp_path, FIRST)
        (tmp_path / "job.toml").touch()
        (tmp_path / "jobs").mkdir()
        (tmp_path / "message" / "2.TOML").touch()
        (tmp_path / ".git").mkdir()
        with pytest.raises(ValueError) as refused:
            read_library(tmp_path)
        told = [line.split(":")[0] for line in str(refused.value).splitlines()]
        assert told == ["job.toml", "jobs", "message/2.TOML"]

    def test_but_not_what_a_system_hides_beside_the_documents(self, tmp_path) -> None:
        write(tmp_path, FIRST)
        for folder in (tmp_path, tmp_path / "message"):
            for name in (".DS_Store", "._1.toml", ".1.toml.swp"):
                (folder / name).write_bytes(b"\0\5\x16\7")
        assert read_library(tmp_path).document("message").version == "1"

    def test_that_answers_for_a_danger_of_another_clause(self, tmp_path) -> None:
        write(tmp_path, source(clause(1, breach=BREACH), clause(2, breach=BREACH)))
        with pytest.raises(ValueError, match=r"message.1-2: message.1-1 answers for abuse already"):
            read_library(tmp_path)

    def test_when_the_folder_is_not_there(self, tmp_path) -> None:
        with pytest.raises(ValueError, match="there is no such folder"):
            read_library(tmp_path / "nowhere")
