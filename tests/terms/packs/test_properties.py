"""What holds for any facts and any packs: pinning, the strictest, the unknown, and findings that people can read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.terms.packs import KNOWN, Finding, Moment, Pack, findings, in_force, pinned, pins
from tachiai.terms.packs.catalogue import HEAVIEST_FIRST
from tachiai.terms.packs.finding import strictest_of
from tachiai.terms.packs.schema import SECTIONS
from tachiai.terms.packs.strictest import directions, is_laxer, merged, value_of
from tests.terms.packs.samples import DAY, cases, settled, unhurried

PACKS = tuple(KNOWN.values())
some_pins = st.lists(st.sampled_from(sorted(KNOWN)), unique=True, min_size=1)
# What the sentence must not be about; the act that is called 取適法 for short may be named.
VERDICTS = re.compile(r"\b(il)?legal|\b(un)?lawful|violat|違法|適法|合法|不法|違反で", re.IGNORECASE)


# What relieves counts only when it is known: moment, check, facts that it relieves from, and the relief.
RELIEFS = [
    (Moment.CONTRACT, "C02",
     {"terms.slowest_due_on": date(2026, 7, 1), "terms.slowest_pay_on": date(2026, 8, 31)},
     {"order.month_closing": True}),
    (Moment.CONTRACT, "C02",
     {"terms.slowest_due_on": date(2026, 1, 1), "terms.slowest_pay_on": date(2026, 3, 2)},
     {"order.holiday_shift": True}),
    (Moment.CONTRACT, "C02",
     {"terms.slowest_due_on": date(2026, 1, 1), "terms.slowest_pay_on": date(2026, 4, 15)},
     {"terms.recommission": "yes", "terms.recommission_client": "x", "terms.recommission_pay_on": date(2026, 4, 1)}),
    (Moment.CONTRACT, "C01", {"terms.delivery_place": None}, {"terms.pending": ("delivery_place",)}),
    (Moment.CONTRACT, "C01", {"order.inspect_by": None}, {"order.inspection": False}),
    (Moment.DELIVERY, "D04", {"redo.asked": True, "order.span_months": 1}, {"redo.change_agreed": True}),
    (Moment.DELIVERY, "D04", {"redo.asked": True, "order.span_months": 1},
     {"redo.beyond_scope": False, "redo.fault": "worker"}),
    (Moment.DELIVERY, "D04", {"redo.asked": True, "order.span_months": 1},
     {"redo.beyond_scope": False, "redo.number": 2, "terms.rounds": 2}),
    (Moment.DELIVERY, "D05", {"postponement.asked": True, "order.span_months": 1},
     {"postponement.agreed": True, "postponement.reason": "x"}),
    (Moment.DELIVERY, "D05", {"postponement.asked": True, "order.span_months": 1}, {"order.is_service": True}),
    (Moment.ENDING, "E01", {"order.span_months": 6, "ending.ends_on": DAY},
     {"ending.exception": "disaster", "ending.evidence": True}),
    (Moment.ENDING, "E01", {"ending.ends_on": DAY}, {"order.span_months": 5}),
    (Moment.ENDING, "E01", {"order.span_months": 6, "ending.ends_on": DAY}, {"ending.by": "worker"}),
]  # fmt: skip


def weights(found: Iterable[Finding]) -> dict[str, int]:
    """How heavy the heaviest finding of each check is: 0 blocks."""
    heaviest: dict[str, int] = {}
    for one in found:
        weight = HEAVIEST_FIRST.index(one.severity)
        heaviest[one.check] = min(weight, heaviest.get(one.check, weight))
    return heaviest


def is_as_strict(found: Iterable[Finding], as_these: Iterable[Finding]) -> bool:
    mine = weights(found)
    return all(mine.get(check, len(HEAVIEST_FIRST)) <= weight for check, weight in weights(as_these).items())


class TestTheUnknown:
    @settings(max_examples=80, deadline=None)
    @given(case=cases(), pin=st.sampled_from(sorted(KNOWN)))
    def test_never_makes_the_result_laxer(self, case: tuple[Moment, dict[str, Any]], pin: str) -> None:
        (moment, facts), packs = case, pinned([pin])
        known = findings(moment, facts, packs)
        # What the installation counts in is no fact about the two: it has a default.
        for forgotten in facts.keys() - {"site.currency"}:
            unknown = findings(moment, {**facts, forgotten: None}, packs)
            assert is_as_strict(unknown, known), f"not knowing {forgotten} finds less"

    @settings(max_examples=100, deadline=None)
    @given(case=cases(), chosen=some_pins)
    def test_of_everything_finds_the_most(self, case: tuple[Moment, dict[str, Any]], chosen: list[str]) -> None:
        (moment, facts), packs = case, pinned(chosen)
        assert is_as_strict(findings(moment, {}, packs), findings(moment, facts, packs))

    @unhurried
    @given(case=cases(), chosen=some_pins)
    def test_is_asked_for_by_name_and_only_while_it_is_unknown(
        self, case: tuple[Moment, dict[str, Any]], chosen: list[str]
    ) -> None:
        (moment, facts), packs = case, pinned(chosen)
        asked = [one for one in findings(moment, facts, packs) if one.check == "F01"]
        assert len({one.fact for one in asked}) == len(asked)
        # An amount in another currency than the pack's says nothing, so it is asked for all the same.
        amounts = {"client.capital", "worker.capital", "order.window_total"}
        assert not {one.fact for one in asked} & set(facts) - amounts

    @pytest.mark.parametrize(("moment", "check", "facts", "relief"), RELIEFS)
    def test_opens_nothing_that_relieves(
        self, moment: Moment, check: str, facts: dict[str, Any], relief: dict[str, Any]
    ) -> None:
        def blocks(case: dict[str, Any]) -> bool:
            found = findings(moment, {**settled(moment), **facts, **case}, (KNOWN["jp@2026.01"],))
            return any(one.severity == "block" for one in found if one.check == check)

        assert not blocks(relief)
        for fact in relief:
            assert blocks({**relief, fact: None}), f"{fact} is unknown"


class TestTheStrictest:
    @settings(max_examples=100, deadline=None)
    @given(case=cases(), chosen=some_pins, order=st.randoms())
    def test_findings_of_several_packs_are_as_strict_as_those_of_each(
        self, case: tuple[Moment, dict[str, Any]], chosen: list[str], order: Any
    ) -> None:
        (moment, facts), packs = case, pinned(chosen)
        together = findings(moment, facts, packs)
        assert all(is_as_strict(together, findings(moment, facts, (pack,))) for pack in packs)
        shuffled = list(packs)
        order.shuffle(shuffled)
        assert findings(moment, facts, shuffled) == together

    @unhurried
    @given(case=cases(), chosen=some_pins)
    def test_of_findings_is_the_same_when_taken_again(
        self, case: tuple[Moment, dict[str, Any]], chosen: list[str]
    ) -> None:
        (moment, facts), packs = case, pinned(chosen)
        found = findings(moment, facts, packs)
        assert strictest_of([*found, *found]) == strictest_of(reversed(found)) == found

    @unhurried
    @given(data=st.data(), section=st.sampled_from(SECTIONS))
    def test_of_limits_is_never_laxer_than_any_rule(self, data: st.DataObject, section: str) -> None:
        rules = self._some_rules(data, section)
        kind: Any = type(rules[0][1])
        strictest = merged(rules)
        for name, direction in directions(kind).items():
            limit = strictest[name].value if name in strictest else None
            for _, rule in rules:
                said = value_of(rule, name)
                assert not is_laxer(direction, limit, said) or (not said and name not in strictest)

    @unhurried
    @given(data=st.data(), section=st.sampled_from(SECTIONS), order=st.randoms())
    def test_of_limits_does_not_depend_on_order_or_on_saying_it_twice(
        self, data: st.DataObject, section: str, order: Any
    ) -> None:
        rules = self._some_rules(data, section)
        shuffled = [*rules, *rules]
        order.shuffle(shuffled)
        assert merged(shuffled) == merged(rules)

    @unhurried
    @given(data=st.data(), section=st.sampled_from(SECTIONS))
    def test_of_limits_names_rules_that_say_so(self, data: st.DataObject, section: str) -> None:
        rules = dict(self._some_rules(data, section))
        for name, limit in merged(rules.items()).items():
            said = [value_of(rules[giver], name) for giver in limit.given_by]
            together = {each for value in said for each in value} if isinstance(limit.value, tuple) else set(said)
            assert together == (set(limit.value) if isinstance(limit.value, tuple) else {limit.value})

    def _some_rules(self, data: st.DataObject, section: str) -> list[tuple[str, Any]]:
        """Rules of the packs, some with other numbers than they have."""
        known = [(f"{pack.pin}/{regime}", rule) for pack in PACKS for regime, rule in getattr(pack, section).items()]
        drawn = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4, unique_by=lambda each: each[0]))
        return [(giver, self._varied(data, rule)) for giver, rule in drawn]

    def _varied(self, data: st.DataObject, rule: Any) -> Any:
        numbers = [
            name for name in directions(type(rule))
            if "." not in name and type(getattr(rule, name)) in (int, type(None)) and name.endswith("_days")
            and name != "alarm_days"
        ]  # fmt: skip
        return replace(rule, **{name: data.draw(st.none() | st.integers(0, 90)) for name in numbers})


class TestAPin:
    @settings(max_examples=100, deadline=None)
    @given(case=cases(), ahead=st.integers(0, 3_000), days=st.integers(1, 90), mild=st.booleans())
    def test_keeps_the_findings_when_a_newer_version_appears(
        self, case: tuple[Moment, dict[str, Any]], ahead: int, days: int, mild: bool
    ) -> None:
        (moment, facts), packs = case, in_force(DAY)
        kept, before = pins(packs), findings(moment, facts, packs)
        later = {**KNOWN, **{pack.pin: pack for pack in (newer(pack, ahead, days, mild) for pack in packs)}}
        assert findings(moment, facts, pinned(kept, later)) == before
        assert pins(in_force(DAY + timedelta(days=ahead), later)) != kept

    @unhurried
    @given(st.dates())
    def test_names_one_version_of_each_place(self, on: date) -> None:
        names = [pin.partition("@")[0] for pin in pins(in_force(on))]
        assert len(names) == len(set(names))


def newer(pack: Pack, ahead: int, days: int, mild: bool) -> Pack:
    """A later version of a pack, with other numbers and without its severities or its notices."""
    payment = {name: replace(rule, max_days=days, none_agreed_days=days) for name, rule in pack.payment.items()}
    notice = {} if mild else pack.order_notice
    begins = DAY + timedelta(days=ahead)
    return replace(pack, version="2099.01", valid_from=begins, payment=payment, order_notice=notice, severity={})


class TestWhatPeopleRead:
    @settings(max_examples=100, deadline=None)
    @given(case=cases(), chosen=some_pins)
    def test_is_whole_in_both_languages_and_gives_no_verdict(
        self, case: tuple[Moment, dict[str, Any]], chosen: list[str]
    ) -> None:
        (moment, facts), packs = case, pinned(chosen)
        for one in findings(moment, facts, packs):
            for language in LANGUAGES:
                said = CATALOGUE.get(one.key, language, **{"n": 2, **one.params})
                named = [CATALOGUE.get(v, language) for v in one.params.values() if isinstance(v, str)]
                cited = one.citation.said(language).replace("取適法", "")
                assert not VERDICTS.search(" ".join([said, *named, cited]).replace(one.citation.en, ""))

    def test_never_says_legal_or_illegal_anywhere(self) -> None:
        chapter = [key for key in CATALOGUE if key.startswith(("packs.", "screening.clause."))]
        texts = [str(CATALOGUE.pattern(key, language, n)) for key in chapter for language in LANGUAGES for n in (1, 2)]
        names = [
            said for pack in PACKS for regime in pack.regimes.values() for said in (regime.name.ja, regime.name.en)
        ]
        assert len(chapter) > 100
        assert [text for text in texts + names if VERDICTS.search(text.replace("取適法", ""))] == []

    def test_every_text_of_a_gap_that_a_finding_names_exists(self) -> None:
        found = [one for moment in Moment for one in findings(moment, {}, PACKS)]
        named = [value for one in found for value in one.params.values() if isinstance(value, str)]
        assert named and all(value in CATALOGUE for value in named)
