"""Reading packs: strictly, at start, with file and key in every complaint; and which of them counts on which day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tachiai.kernel.texts import CATALOGUE
from tachiai.kernel.typed import plain, read
from tachiai.terms.packs import KNOWN, in_force, packs_for, pinned, pins
from tachiai.terms.packs.library import pack_of, read_folder, read_pack
from tachiai.terms.packs.schema import Pack
from tests.terms.packs.samples import DAY, FILES, any_facts, raw, unhurried

NAMES = [path.stem for path in FILES]
Key = tuple[str | int, ...]
# Given and expected of a golden test are whatever the question takes; its own test says whether they are right.
FREE = {"given", "expect"}


def keys_of(data: Any, above: Key = ()) -> Iterator[Key]:
    """Every key of every table, down into lists."""
    for name, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(data, dict):
            yield (*above, name)
        if isinstance(value, dict | list) and name not in FREE:
            yield from keys_of(value, (*above, name))


def holder_of(data: Any, key: Key) -> Any:
    for part in key[:-1]:
        data = data[part]
    return data


def is_a_name(key: Key) -> bool:
    """A golden test may be called anything."""
    return len(key) == 2 and key[0] == "tests"


def shape_of(key: Key, value: Any) -> tuple[object, ...]:
    """What a key is when the names that a pack chooses itself are left out: keys alike are read by the same line."""
    chosen = {"sources": 1, "regimes": 1, "tests": 1, "records": 1, "help": 1, "severity": 1}
    depth = chosen.get(str(key[0]), 3 if "items" in key or "contest" in key else 1)
    parts = ("*" if n == depth or isinstance(part, int) else part for n, part in enumerate(key))
    return *parts, type(value)


# All that 2024.11 says is in 2026.01 too, which extends it.
CORRUPTIONS = [(name, key) for name in NAMES if name != "jp-2024.11" for key in keys_of(raw(name))]
OF_EACH_SHAPE = list(
    {shape_of(key, holder_of(raw(name), key)[key[-1]]): (name, key) for name, key in CORRUPTIONS}.values()
)


class TestReading:
    @pytest.mark.parametrize("name", NAMES)
    def test_goes_round_without_loss(self, name: str) -> None:
        pack = pack_of(raw(name), name)
        assert read(Pack, plain(pack), name) == pack == KNOWN[pack.pin]
        assert pack_of(plain(pack), name).digest() == pack.digest()

    def test_refuses_every_key_that_is_misspelt(self) -> None:
        taken = []
        for name, key in CORRUPTIONS:
            data = raw(name)
            holder = holder_of(data, key)
            holder[f"{key[-1]}_x"] = holder.pop(key[-1])
            taken += [] if is_a_name(key) or is_refused(data) else [(name, key)]
        assert not taken

    @pytest.mark.parametrize("wrong", [1.5, " "])
    def test_refuses_every_value_of_another_type_and_every_empty_text(self, wrong: object) -> None:
        taken = []
        for name, key in OF_EACH_SHAPE:
            data = raw(name)
            holder_of(data, key)[key[-1]] = wrong
            taken += [] if key[-1] in FREE or is_refused(data) else [(name, key)]
        assert len(OF_EACH_SHAPE) > 100 and not taken

    @pytest.mark.parametrize(
        ("path", "value", "complaint"),
        [
            (("payment", "freelance_full", "source"), "nowhere", "payment.freelance_full.source: there is no source"),
            (("payment", "telework", "max_days"), True, "payment.telework.max_days: True is not of type int"),
            (("valid_from",), "2026-01-01", "valid_from: '2026-01-01' is not of type date"),
            (("sources", "fl_4", "confidence"), "A", "sources.fl_4.confidence: 'A' is none of C, K, V"),
            (("severity", "C07"), "block", "severity.C07: a pack can only make a check milder"),
            (("severity", "C99"), "note", "severity: C99 is no check"),
            (("applies",), {"fact": "client.planet", "is": "JP"}, "applies: there is no fact called client.planet"),
            (("applies",), {"fact": "client.country", "is": 1}, "applies.is: 1 does not fit"),
            (("applies",), {"fact": "client.country", "at_least": "JP"}, "cannot be asked of a fact of the kind text"),
            (("applies",), {"fact": "client.kind", "is": "compny"}, "applies.is: 'compny' is nothing that client.kind"),
            (("applies",), {"any": []}, "applies.any: must be a list of conditions"),
            (("valid_to",), date(2020, 1, 1), "valid_to: lies before valid_from"),
            (("tz",), "Asia/Nowhere", "tz: there is no time zone"),
            (("tax", "invoice", "number"), "vat", "tax.invoice.number: vat is none of"),
            (("tax", "withholding", "brackets"), [], "tax.withholding.brackets"),
            (("payment", "elsewhere"), "copy", "payment.elsewhere: there is no such regime"),
            (("tests",), {}, "tests: a pack without golden tests is none"),
            (("tests", "withheld_from_100000", "ask"), "weather", "tests.withheld_from_100000.ask: weather is none of"),
            (("tests", "number_form", "given"), {"sum": 1}, "tests.number_form.given: sum is unknown"),
            (("help", "nobody"), {"source": "help_lines"}, "help.nobody: there is no text outside_help.JP.nobody.name"),
        ],
    )  # fmt: skip
    def test_says_which_key_is_wrong(self, path: tuple[str, ...], value: Any, complaint: str) -> None:
        data = raw("jp-2026.01")
        holder_of(data, path)[path[-1]] = data["payment"]["freelance_full"] if value == "copy" else value
        with pytest.raises(ValueError, match="here.toml") as refused:
            pack_of(data, "here.toml")
        assert complaint in str(refused.value)

    def test_refuses_a_rule_without_a_citation(self) -> None:
        data = raw("jp-2026.01")
        del data["payment"]["freelance_full"]["source"]
        with pytest.raises(ValueError, match=r"payment\.freelance_full: source is missing"):
            pack_of(data, "jp.toml")

    def test_refuses_a_source_that_nothing_cites(self) -> None:
        data = raw("jp-2026.01")
        data["sources"]["idle"] = data["sources"]["fl_4"]
        with pytest.raises(ValueError, match=r"sources\.idle: nothing cites it"):
            pack_of(data, "jp.toml")


class TestAFolder:
    def test_names_the_file_that_is_wrong(self, tmp_path: Path) -> None:
        (tmp_path / "zz-1.toml").write_text("id = ", "utf-8")
        with pytest.raises(ValueError, match=r"^zz-1\.toml: "):
            read_folder(tmp_path)

    def test_needs_golden_tests_of_each_version_itself(self, tmp_path: Path) -> None:
        self._copy(tmp_path, "jp-2024.11")
        (tmp_path / "jp-2027.01.toml").write_text('id = "jp"\nversion = "2027.01"\nextends = "2024.11"\n', "utf-8")
        with pytest.raises(ValueError, match=r"^jp-2027\.01\.toml: tests: a pack without golden tests"):
            read_folder(tmp_path)

    def test_needs_the_version_that_another_extends(self, tmp_path: Path) -> None:
        path = self._copy(tmp_path, "jp-2026.01")
        with pytest.raises(ValueError, match=r"extends: there is no jp-2024\.11\.toml"):
            read_pack(path)

    def test_needs_the_name_that_the_file_says(self, tmp_path: Path) -> None:
        path = self._copy(tmp_path, "eu-2013.03").rename(tmp_path / "eu-2030.01.toml")
        with pytest.raises(ValueError, match=r"version: the file says eu 2013\.03"):
            read_pack(path)

    @staticmethod
    def _copy(folder: Path, name: str) -> Path:
        (path,) = (each for each in FILES if each.stem == name)
        copied = folder / path.name
        copied.write_bytes(path.read_bytes())
        return copied


class TestWhichPacksCount:
    def test_the_version_of_the_day(self) -> None:
        def japan(on: date) -> list[str]:
            return [pack.pin for pack in in_force(on) if pack.id == "jp"]

        assert japan(date(2024, 10, 31)) == []
        assert japan(date(2024, 11, 1)) == japan(date(2025, 12, 31)) == ["jp@2024.11"]
        assert japan(date(2026, 1, 1)) == japan(date(2030, 1, 1)) == ["jp@2026.01"]

    def test_until_a_pack_ends_without_a_successor(self) -> None:
        ending = replace(KNOWN["eu@2013.03"], valid_to=date(2026, 12, 31))
        assert in_force(date(2026, 12, 31), {"eu@2013.03": ending}) == (ending,)
        assert in_force(date(2027, 1, 1), {"eu@2013.03": ending}) == ()

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            ({"client.country": "JP", "worker.country": "JP"}, ["jp@2026.01"]),
            ({"client.country": "JP", "worker.country": "US", "worker.region": "NY"}, ["jp@2026.01", "us-ny@2024.08"]),
            ({"client.country": "US", "client.region": "CA", "worker.country": "FR"}, ["eu@2013.03", "us-ca@2025.01"]),
            ({"client.country": "BR", "worker.country": "BR"}, []),
            ({"client.country": "US", "worker.country": "BR"}, ["us-ca@2025.01", "us-ny@2024.08"]),
            ({}, ["eu@2013.03", "jp@2026.01", "us-ca@2025.01", "us-ny@2024.08"]),
            ({"site.country": "JP"}, ["jp@2026.01"]),
            ({"site.country": "JP", "worker.country": "FR"}, ["eu@2013.03", "jp@2026.01"]),
        ],
    )
    def test_by_where_both_live(self, facts: dict[str, Any], expected: list[str]) -> None:
        assert pins(packs_for(facts, DAY)) == expected

    @unhurried
    @given(any_facts)
    def test_not_knowing_where_somebody_lives_only_adds_packs(self, facts: dict[str, Any]) -> None:
        facts.pop("site.country", None)
        known = set(pins(packs_for(facts, DAY)))
        for name in ("client.country", "client.region", "worker.country", "worker.region"):
            assert known <= set(pins(packs_for({**facts, name: None}, DAY)))

    def test_a_pin_finds_its_pack_again(self) -> None:
        packs = packs_for({"client.country": "JP", "worker.country": "FR"}, date(2025, 1, 1))
        assert pins(packs) == ["eu@2013.03", "jp@2024.11"]
        assert pinned(pins(packs)) == packs
        assert pinned([]) == ()

    def test_a_pin_that_no_release_knows_is_an_error(self) -> None:
        with pytest.raises(LookupError, match=r"jp@1999\.01"):
            pinned(["jp@1999.01"])


def test_every_category_has_an_answer_about_withholding() -> None:
    leaves = {key for key in CATALOGUE if key.startswith("category.") and not key.endswith(".name")}
    for pin in ("jp@2024.11", "jp@2026.01"):
        rule = KNOWN[pin].tax.withholding
        assert rule is not None
        named = {f"category.{group}.{leaf}" for group, below in rule.categories.items() for leaf in below}
        assert named == leaves


def is_refused(data: dict[str, Any]) -> bool:
    """Whether the loader refuses it with a complaint that names the file."""
    try:
        pack_of(data, "broken.toml")
    except ValueError as error:
        return str(error).startswith("broken.toml: ")
    return False
