"""What the checks find: a settled case has nothing wrong, and each thing that goes wrong is found as itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.rules import Trader
from tachiai.terms.packs import (
    CHECKS,
    KNOWN,
    Finding,
    Moment,
    Override,
    Severity,
    blocking,
    duties,
    findings,
    latest_payment,
    limits,
    overridden,
    party_facts,
    terms_facts,
)
from tachiai.terms.rules import Milestone, Pending
from tests.terms.packs.samples import AT, DAY, JAPAN, TERMS, settled
from tests.terms.samples import SETTLED

JP = (KNOWN["jp@2026.01"],)
EARLIER_JP = (KNOWN["jp@2024.11"],)
NY = (KNOWN["us-ny@2024.08"],)
EU = (KNOWN["eu@2013.03"],)
POSTING, CONTRACT, DELIVERY, PAYMENT, ENDING = Moment


def found(moment: Moment, packs: tuple[Any, ...] = JP, **changed: Any) -> set[str]:
    """What is found, but for notes about facts, in a settled case with some facts changed."""
    case = findings(moment, settled(moment, **changed), packs)
    return {f"{one.check} {one.severity} {one.key.rpartition('.')[2]}" for one in case if one.check != "F01"}


@pytest.mark.parametrize("moment", list(Moment))
def test_a_settled_case_has_nothing_wrong(moment: Moment) -> None:
    assert findings(moment, settled(moment), JP) == ()


# What was changed, and what is found then.
_CASES: list[tuple[Moment, dict[str, Any], set[str]]] = [
    (POSTING, {"client__address": None}, {"P01 warn ad_item_missing_or_asked"}),
    (POSTING, {"terms__pay_days": None}, {"P01 warn ad_item_missing"}),
    (POSTING, {"listing__as_of": None}, {"P02 warn as_of_missing"}),
    (POSTING, {"listing__as_of": date(2026, 10, 3)}, set()),
    (POSTING, {"listing__as_of": date(2026, 10, 2)}, {"P02 warn ad_stale"}),
    (POSTING, {"listing__open_until": None}, {"P02 warn ad_end_missing"}),
    (POSTING, {"listing__open_until": date(2026, 11, 1)}, {"P02 warn ad_over"}),
    (POSTING, {"listing__budget_most": None}, {"P03 warn price_missing"}),
    (POSTING, {"listing__budget_least": None}, {"P03 warn price_least_missing"}),
    (POSTING, {"listing__budget_most": 150_000}, set()),
    (POSTING, {"listing__budget_most": 150_001}, {"P03 warn price_range_wide"}),
    (POSTING, {"listing__signs": ("fixed_hours",)}, set()),
    (POSTING, {"listing__signs": ("fixed_hours", "fixed_place")}, {"P07 warn employment_signs"}),
    (POSTING, {"listing__signs": ("supervision",), "terms__price_basis": "per_hour"}, {"P07 warn employment_signs"}),
    (POSTING, {"listing__signs": None}, {"P07 warn employment_not_looked_for"}),
    (POSTING, {"listing__format": "contest"}, {"P08 warn contest_item_missing"}),
    (
        POSTING,
        {"listing__format": "contest", "listing__unselected_use": "none", "listing__winner_rights": "assigned"},
        set(),
    ),
    (CONTRACT, {"terms__deliverables": ""}, {"C01 block item_missing"}),
    (CONTRACT, {"worker__trade_name": "", "worker__ident": "Ren"}, set()),
    (CONTRACT, {"worker__trade_name": ""}, {"C01 block item_missing"}),
    (CONTRACT, {"terms__rights": "assigned"}, {"C01 block item_missing"}),
    (CONTRACT, {"terms__rights": "assigned", "terms__ip_scope": "印刷とサイト"}, set()),
    (CONTRACT, {"order__inspect_by": None}, {"C01 block item_missing"}),
    (CONTRACT, {"order__inspect_by": None, "order__inspection": False}, set()),
    (CONTRACT, {"terms__price_basis": "per_piece"}, {"C01 block item_missing"}),
    (CONTRACT, {"terms__pay_means": "digital"}, {"C01 block item_missing"}),
    (CONTRACT, {"terms__slowest_pay_on": date(2027, 1, 28)}, {"C02 note pay_date_unusual"}),
    (CONTRACT, {"terms__slowest_pay_on": date(2027, 1, 29)}, {"C02 block pay_date_late"}),
    (CONTRACT, {"terms__slowest_pay_on": None}, {"C01 block item_missing", "C02 block pay_date_missing"}),
    (CONTRACT, {"terms__slowest_due_on": None}, {"C02 block due_date_missing"}),
    (
        CONTRACT,
        {"terms__slowest_pay_on": date(2027, 1, 31), "order__month_closing": True},
        {"C02 block pay_date_late"},
    ),
    (
        CONTRACT,
        {
            "terms__slowest_due_on": date(2026, 7, 1),
            "terms__slowest_pay_on": date(2026, 8, 31),
            "order__month_closing": True,
        },
        {"C02 note pay_date_unusual"},
    ),
    (CONTRACT, {"terms__recommission": "yes"}, {"C03 note recommission_unstated"}),
    (
        CONTRACT,
        {"terms__recommission": "yes", "terms__slowest_pay_on": date(2027, 3, 1)},
        {"C02 block pay_date_late", "C03 block recommission_unstated"},
    ),
    (
        CONTRACT,
        {
            "terms__recommission": "yes",
            "terms__slowest_pay_on": date(2027, 3, 1),
            "terms__recommission_client": "元の会社",
            "terms__recommission_pay_on": date(2027, 1, 31),
        },
        # The guideline knows no later limit for work that was passed on, and only warns.
        {"C02 warn pay_date_late"},
    ),
    (CONTRACT, {"terms__pay_means": None}, {"C01 block item_missing"}),
    (CONTRACT, {"terms__clauses": ("transfer_fee",)}, {"C05 block deduction_clause"}),
    (CONTRACT, {"terms__clauses": ("blanket_penalty",)}, {"C11 warn clause_to_look_at"}),
    (CONTRACT, {"terms__clauses": None}, {"C05 block clauses_not_read", "C11 warn clauses_not_read"}),
    (CONTRACT, {"order__differences": ("price", "due_on")}, {"C06 warn differences_open"}),
    (CONTRACT, {"order__differences": None}, {"C06 warn differences_not_compared"}),
    (CONTRACT, {"order__span_months": 1}, {"C07 note span_conduct"}),
    (CONTRACT, {"order__span_months": 6}, {"C07 note span_conduct", "C07 note span_notice", "C07 note span_care"}),
    (CONTRACT, {"order__span_months": None}, {"C07 note span_conduct", "C07 note span_notice", "C07 note span_care"}),
    (CONTRACT, {"worker__invoice_number": ""}, {"C08 warn number_missing"}),
    (CONTRACT, {"worker__invoice_number": "4011001098993"}, {"C08 warn number_form"}),
    (CONTRACT, {"worker__invoice_number": "T4011001098994"}, set()),
    (
        CONTRACT,
        {"worker__invoice_number": "T4011001098994", "worker__kind": "company", "worker__officers": 1},
        {"C08 note number_check_digit", "C08 warn withholding_unexpected"},
    ),
    (CONTRACT, {"terms__withholding": "undecided"}, {"C08 warn withholding_undecided"}),
    (CONTRACT, {"terms__withholding": "none"}, {"C08 warn withholding_expected"}),
    (CONTRACT, {"terms__withholding": "none", "order__category": "system.web_app"}, set()),
    (CONTRACT, {"terms__withholding": "none", "order__category": "design.slides"}, set()),
    (CONTRACT, {"order__category": "system.web_app"}, {"C08 warn withholding_unexpected"}),
    (CONTRACT, {"order__category": None}, {"C08 warn tax_fact_missing", "C08 warn withholding_unexpected"}),
    (
        CONTRACT,
        {"terms__delivery_place": "", "terms__pending": ("delivery_place",), "terms__pending_unreasoned": ()},
        {"C09 warn pending_unreasoned"},
    ),
    (
        CONTRACT,
        {
            "terms__delivery_place": "",
            "terms__pending": ("delivery_place",),
            "terms__pending_unreasoned": (),
            "terms__pending_until": date(2026, 11, 10),
        },
        {"C09 note pending_until"},
    ),
    (
        CONTRACT,
        {
            "terms__delivery_place": "",
            "terms__pending": ("delivery_place",),
            "terms__pending_unreasoned": (),
            "terms__pending_until": date(2026, 11, 1),
        },
        {"C09 warn pending_overdue"},
    ),
    (DELIVERY, {"order__inspect_by": None}, {"D02 warn inspection_date_missing"}),
    (DELIVERY, {"order__inspect_by": None, "order__inspection": False}, set()),
    (DELIVERY, {"order__inspect_by": date(2026, 11, 1)}, {"D02 warn inspection_late"}),
    (DELIVERY, {"delivery__inspected_on": date(2026, 11, 10)}, {"D02 warn inspection_late"}),
    (DELIVERY, {"redo__asked": True}, set()),
    (DELIVERY, {"redo__asked": True, "order__span_months": 1}, {"D04 block redo_unpaid"}),
    (DELIVERY, {"postponement__asked": True, "order__span_months": 1}, {"D05 block postponed_without_consent"}),
    (DELIVERY, {"postponement__asked": True, "order__span_months": 1, "order__is_service": True}, set()),
    (DELIVERY, {"postponement__asked": True, "postponement__by": "worker", "order__span_months": 1}, set()),
    (PAYMENT, {"order__received_on": None}, {"M01 block receipt_missing"}),
    (
        PAYMENT,
        {"payment__agreed_on": None},
        {"M01 block none_agreed", "M01 block release_late", "M01 block unpaid_late"},
    ),
    (PAYMENT, {"payment__release_on": date(2026, 11, 30)}, {"M01 block release_late"}),
    (PAYMENT, {"payment__release_on": None}, {"M01 block release_missing"}),
    (PAYMENT, {"payment__paid_on": date(2026, 11, 30)}, {"M01 block paid_late"}),
    (PAYMENT, {"payment__paid_on": date(2026, 11, 29), "payment__release_on": None}, set()),
    (PAYMENT, {"day__today": date(2026, 11, 14)}, set()),
    (PAYMENT, {"day__today": date(2026, 11, 15)}, {"M01 warn due_near"}),
    (PAYMENT, {"day__today": date(2026, 11, 30)}, {"M01 block unpaid_late"}),
    (PAYMENT, {"payment__paid": 31_426}, {"M02 block paid_less"}),
    (PAYMENT, {"payment__paid": 31_428}, {"M02 warn paid_more"}),
    (PAYMENT, {"payment__withheld": None}, {"M02 block amount_missing"}),
    (ENDING, {"order__span_months": 6}, set()),
    (ENDING, {"order__span_months": 6, "ending__ends_on": date(2026, 12, 2)}, {"E01 note notice_narrow"}),
    (ENDING, {"order__span_months": 6, "ending__ends_on": date(2026, 12, 1)}, {"E01 block notice_short"}),
    (ENDING, {"order__span_months": 6, "ending__notified_on": None}, {"E01 block notice_missing"}),
    (
        ENDING,
        {"order__span_months": 6, "ending__ends_on": DAY, "ending__exception": "upstream_ended"},
        {"E01 block exception_unproven"},
    ),
    (
        ENDING,
        {
            "order__span_months": 6,
            "ending__ends_on": DAY,
            "ending__exception": "upstream_ended",
            "ending__evidence": True,
        },
        set(),
    ),
    (ENDING, {"order__span_months": 6, "ending__by": "both", "ending__ends_on": DAY}, set()),
    (ENDING, {"order__span_months": 6, "ending__reasons_asked": True}, {"E02 warn reasons_undated"}),
    (
        ENDING,
        {"order__span_months": 6, "ending__reasons_asked": True, "ending__reasons_asked_on": date(2026, 10, 26)},
        {"E02 note reasons_due"},
    ),
    (
        ENDING,
        {"order__span_months": 6, "ending__reasons_asked": True, "ending__reasons_asked_on": date(2026, 10, 25)},
        {"E02 warn reasons_late"},
    ),
]
_OTHER_PLACES: list[tuple[tuple[Any, ...], Moment, dict[str, Any], set[str]]] = [
    (EARLIER_JP, CONTRACT, {"terms__clauses": ("transfer_fee",)}, {"C11 warn clause_to_look_at"}),
    (JP, CONTRACT, {"order__for_own_use": False, "client__capital": 20_000_000, "terms__pay_means": "bill"},
     {"C01 block item_missing", "C04 block means_restricted"}),
    (JP, CONTRACT, {"order__for_own_use": False, "client__capital": 20_000_000, "terms__pay_means": None},
     {"C01 block item_missing", "C04 block means_missing"}),
    (JP, CONTRACT, {"order__for_own_use": False, "client__capital": 20_000_000, "terms__pay_means": "claims"},
     {"C01 block item_missing", "C04 warn means_to_look_at"}),
    (NY, CONTRACT, {"site__currency": "USD", "order__window_total": 79_999}, set()),
    (NY, CONTRACT, {"site__currency": "USD", "order__window_total": 80_000}, {"C01 block item_missing"}),
    (NY, CONTRACT, {"order__window_total": 1, "terms__slowest_pay_on": None, "worker__address": "x",
                    "order__services_list_on": DAY}, {"C01 block item_missing", "C02 warn pay_date_missing"}),
    (EU, CONTRACT, {"terms__slowest_pay_on": date(2027, 1, 30)}, {"C02 warn pay_date_late"}),
    (EU, DELIVERY, {"order__inspect_by": date(2026, 12, 3)}, {"D02 warn inspection_long"}),
]  # fmt: skip


@pytest.mark.parametrize(("moment", "changed", "expected"), _CASES)
def test_what_goes_wrong_is_found(moment: Moment, changed: dict[str, Any], expected: set[str]) -> None:
    assert found(moment, **changed) == expected


@pytest.mark.parametrize(("packs", "moment", "changed", "expected"), _OTHER_PLACES)
def test_and_by_each_pack_as_it_says(
    packs: tuple[Any, ...], moment: Moment, changed: dict[str, Any], expected: set[str]
) -> None:
    assert found(moment, packs, **changed) == expected


def test_every_check_and_every_text_of_a_finding_is_reached_by_some_case() -> None:
    said = {one for *_, expected in (*_CASES, *_OTHER_PLACES) for one in expected}
    assert {one.split()[0] for one in said} == set(CHECKS) - {"F01"}
    texts = {key.rpartition(".")[2] for key in CATALOGUE if key.startswith("packs.finding.")}
    assert {one.split()[2] for one in said} == texts - {"fact_needed"}


class TestAFinding:
    def _late(self) -> Finding:
        case = settled(CONTRACT, terms__slowest_pay_on=date(2027, 1, 29))
        (late,) = [one for one in findings("contract", case, JP) if one.check == "C02"]
        return late

    def test_says_all_that_is_needed_to_look_it_up(self) -> None:
        assert self._late().line("en") == (
            "C02 block: terms.slowest_pay_on = 2027-01-29, limit 2027-01-28; "
            "Freelance Act, art. 4(1) and (2) [C] jp@2026.01"
        )
        assert "フリーランス法4条1項・2項" in self._late().line("ja")

    def test_is_plain_data_for_the_record(self) -> None:
        data = self._late().as_data()
        assert (data["value"], data["limit"], data["pack"]) == ("2027-01-29", "2027-01-28", "jp@2026.01")
        assert data["params"] == {"pay_on": "2027-01-29", "latest": "2027-01-28"}

    def test_asks_for_the_facts_that_would_decide(self) -> None:
        case = findings(CONTRACT, settled(CONTRACT, client__officers=None, client__employs=None), JP)
        asked = [one for one in case if one.check == "F01"]
        assert {one.fact for one in asked} == {"client.officers", "client.employs"}
        assert {(one.severity, one.value) for one in asked} == {(Severity.NOTE, None)}

    def test_asks_for_nothing_that_would_change_nothing(self) -> None:
        assert found(CONTRACT, client__officers=None) == set()
        assert findings(CONTRACT, settled(CONTRACT, client__officers=None), JP) == ()

    def test_is_refused_for_what_is_no_fact(self) -> None:
        with pytest.raises(ValueError, match=r"no fact called client\.planet"):
            findings(CONTRACT, {"client.planet": "earth"}, JP)
        with pytest.raises(ValueError, match=r"client\.officers: '2' is not of the kind whole"):
            findings(CONTRACT, {"client.officers": "2"}, JP)
        with pytest.raises(ValueError, match="party"):
            findings("party", {}, JP)


class TestAnOverride:
    CASE = findings(CONTRACT, settled(CONTRACT, terms__clauses=("transfer_fee", "discount")), JP)

    def test_makes_a_warning_of_the_one_it_answers_for(self) -> None:
        override = Override("C05", "terms.clauses", "discount", role="staff", reason="年間の取り決めのとおり")
        left = blocking(overridden(self.CASE, [override]))
        assert [one.value for one in left] == ["transfer_fee"]
        assert len(overridden(self.CASE, [override])) == len(self.CASE)

    @pytest.mark.parametrize("missing", ["role", "reason"])
    def test_needs_a_role_and_a_reason(self, missing: str) -> None:
        override = Override("C05", "terms.clauses", "discount", role="staff", reason="x")
        with pytest.raises(ValueError, match="role and a reason"):
            overridden(self.CASE, [replace(override, **{missing: " "})])

    def test_does_not_hold_for_another_value(self) -> None:
        override = Override("C05", "terms.clauses", "rounding_down", role="staff", reason="x")
        assert overridden(self.CASE, [override]) == self.CASE


class TestWhatPagesAsk:
    def test_the_strictest_limit_and_who_gave_it(self) -> None:
        asked = limits("payment", JAPAN, (*JP, *EU))
        assert (asked["max_days"].value, asked["inclusive"].value) == (60, True)
        assert asked["max_days"].given_by == (
            "eu@2013.03/late_payment", "jp@2026.01/freelance_full", "jp@2026.01/telework",
        )  # fmt: skip
        assert asked["default_days"].value == 30
        assert asked["interest.percent"].value == 8
        assert asked["interest.percent"].citation.en == "Directive 2011/7/EU, arts. 2 and 6"
        assert asked["alarm_days"].value == (1, 3, 7, 14)
        assert "banned_means" not in asked

    def test_the_latest_day_for_payment_and_who_gave_it(self) -> None:
        def day(facts: dict[str, Any], packs: tuple[Any, ...], received_on: date) -> tuple[Any, ...]:
            latest = latest_payment(facts, packs, received_on)
            return () if latest is None else (latest.value, *latest.given_by)

        here, there = ("jp@2026.01/freelance_full", "jp@2026.01/telework"), "eu@2013.03/late_payment"
        assert day({**JAPAN}, (*JP, *EU), date(2025, 5, 15)) == (date(2025, 7, 13), *here)
        assert day({"site.currency": "USD"}, NY, date(2025, 5, 15)) == ()
        # The guideline tolerates closing at the end of the month as the act does; the directive knows nothing of it.
        closing = {**JAPAN, "order.month_closing": True}
        assert day(closing, JP, date(2026, 7, 1)) == (date(2026, 8, 31), *here)
        assert day(closing, (*JP, *EU), date(2026, 7, 1)) == (date(2026, 8, 30), there)

    def test_nothing_of_a_section_that_no_rule_speaks_of(self) -> None:
        assert limits("termination", JAPAN, EU) == {}
        with pytest.raises(LookupError):
            limits("weather", JAPAN, JP)

    def test_the_duties_and_what_keeps_them_undecided(self) -> None:
        certain = {duty.regime: duty for duty in duties(JAPAN, JP)}
        assert set(certain) == {"freelance_order", "freelance_full", "telework"}
        assert not any(duty.needs for duty in certain.values())
        assert certain["freelance_full"].sections == (
            "recruitment_ad", "payment", "conduct", "termination", "welfare",
        )  # fmt: skip

    def test_a_fact_keeps_a_regime_undecided_only_where_it_matters(self) -> None:
        bigger = {**JAPAN, "client.capital": 20_000_000, "order.for_own_use": None}
        smaller = {**JAPAN, "order.for_own_use": None}
        assert "toriteki" not in {duty.regime for duty in duties(smaller, JP)}
        (toriteki,) = [duty for duty in duties(bigger, JP) if duty.regime == "toriteki"]
        assert toriteki.needs == ("order.for_own_use",)


class TestFactsOfTerms:
    def test_tell_the_part_that_waits_longest(self) -> None:
        parts = (
            Milestone("a", 10_000, date(2026, 11, 12), ("x",)),
            Milestone("b", 20_000, date(2026, 11, 30), ("x",)),
        )
        facts = terms_facts(replace(SETTLED, milestones=parts, pay_days=40))
        assert facts["terms.slowest_due_on"] == date(2026, 11, 30)
        assert facts["terms.slowest_pay_on"] == date(2027, 1, 9)
        assert terms_facts(replace(SETTLED, pay_days=None))["terms.slowest_pay_on"] is None

    def test_tell_what_is_still_to_be_fixed(self) -> None:
        pending = (
            Pending("delivery_place", "倉庫が決まっていない", date(2026, 11, 10)),
            Pending("ip_scope", " ", date(2026, 11, 5)),
        )
        facts = terms_facts(replace(SETTLED, pending=pending))
        assert facts["terms.pending"] == ("delivery_place", "ip_scope")
        assert facts["terms.pending_unreasoned"] == ("ip_scope",)
        assert facts["terms.pending_until"] == date(2026, 11, 5)

    def test_with_those_of_the_parties_are_facts_that_checks_take(self) -> None:
        person = Trader(kind="individual", country="JP", employs=False, invoice_number="T4011001098993")
        facts = {**terms_facts(SETTLED), **party_facts("client", Trader()), **party_facts("worker", person)}
        case = findings(CONTRACT, {**facts, **AT[CONTRACT], "day.today": DAY, "terms.clauses": ()}, JP)
        assert {one.fact for one in case if one.check == "C01"} == {"client.trade_name", "worker.trade_name"}

    def test_leave_expenses_in_the_price_when_nothing_is_said_of_them(self) -> None:
        assert terms_facts(SETTLED)["terms.expenses"] == "in_price"
        assert set(TERMS) <= set(terms_facts(SETTLED)) | {"terms.clauses"}
