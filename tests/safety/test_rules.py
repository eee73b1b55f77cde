"""Pure decisions: weights, scores, measures and why not, and the statement of reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.guidelines import rules as guidelines
from tachiai.kernel.texts import CATALOGUE
from tachiai.people.rules.restrictions import KINDS
from tachiai.safety.rules import MEASURES, REPORTED, Asked, Record, Situation, asked_mistakes, objections, score
from tachiai.safety.rules import weight_of_reporter as weight
from tachiai.safety.rules.measures import EXCLUDING
from tachiai.safety.rules.statements import EEA, Reasons, statement
from tests.safety.desk import later
from tests.terms.samples import AT

CLAUSE = guidelines.clauses_for("listing")[0]
counts = st.integers(0, 1_000)


class TestWeights:
    @given(counts, counts)
    def test_stay_between_a_half_and_two_and_a_new_reporter_counts_in_full(self, decided, more):
        record = Record(decided + more, decided)
        assert 50 <= weight(record) <= 200
        assert weight(Record()) == 100

    @given(counts, counts)
    def test_rise_with_a_confirmed_report_and_fall_with_another(self, confirmed, vain):
        now = weight(Record(confirmed + vain, confirmed))
        assert (
            weight(Record(confirmed + vain + 1, confirmed + 1))
            >= now
            >= weight(Record(confirmed + vain + 1, confirmed))
        )

    @given(st.integers(1, 5), counts, counts)
    def test_and_gravity_make_the_score(self, severity, weights, more):
        assert score(severity, weights + more) >= score(severity, weights)


class TestMeasures:
    @pytest.mark.parametrize("name", MEASURES)
    def test_have_their_words(self, name):
        spec = MEASURES[name]
        for key in (spec.label, spec.title, spec.still_works, spec.contracts):
            assert key in CATALOGUE
        assert not spec.restricts or spec.restricts in KINDS

    def test_that_end_an_account_or_stop_money_need_two(self):
        assert {name for name, spec in MEASURES.items() if spec.needs_two} == {"expelled", "payout_held"}
        assert all(spec.needs_two for spec in MEASURES.values() if spec.monetary or spec.account == "TERMINATED")

    @pytest.mark.parametrize("subject", REPORTED)
    @pytest.mark.parametrize("name", MEASURES)
    def test_are_offered_only_where_they_fit(self, name, subject):
        found = {each.key for each in objections(MEASURES[name], Situation(subject))}
        assert ("measure.refused.other_subject" in found) == (subject not in MEASURES[name].subjects)

    def test_of_people_spare_staff_and_closed_accounts(self):
        for changes in ({"is_staff": True}, {"is_gone": True}):
            now = Situation("listing", **changes)
            barred = {name for name, spec in MEASURES.items() if "listing" in spec.subjects and objections(spec, now)}
            assert barred == {name for name, spec in MEASURES.items() if spec.restricts and "listing" in spec.subjects}

    @given(st.lists(st.sampled_from(sorted(MEASURES)), max_size=4), st.sampled_from(["breach", "no_breach"]))
    def test_asked_together_are_each_allowed_alone(self, names, verdict):
        now = Situation("message", misuses=9, is_warned=True)
        if asked_mistakes([Asked(name) for name in names], verdict, now, AT) == []:
            assert names and len(set(names)) == len(names)
            assert not any(objections(MEASURES[name], now) for name in names)
            assert verdict == "breach" or not any(MEASURES[name].needs_breach for name in names)
            assert all(len(set(names) & set(group)) < 2 for group in EXCLUDING)

    @pytest.mark.parametrize(
        ("asked", "reason"),
        [(Asked("warning", later(3)), "takes_no_end"), (Asked("account_limited", AT), "end_is_past")],
    )
    def test_end_only_where_and_when_they_can(self, asked, reason):
        (wrong,) = asked_mistakes([asked], "breach", Situation("listing"), AT)
        assert wrong.key == f"measure.refused.{reason}"


def stated(*asked: Asked, **changes):
    said = {
        "puid": "f" * 32,
        "clause": CLAUSE,
        "reference_url": "https://market.example/guidelines/job/",
        "facts": "商品の購入を求めています。",
        "explanation": "購入の代行は仕事にできません。",
        "asked": asked,
        "is_reported": True,
        "is_detected_by_machine": False,
        "language": "ja",
        "issued_at": AT,
        **changes,
    }
    return statement(Reasons(**said))


class TestTheStatement:
    def test_is_owed_only_where_something_is_taken_away(self):
        owed = {name for name in MEASURES if stated(Asked(name))}
        assert owed == set(MEASURES) - {"no_action", "note", "warning"}

    def test_says_ground_scope_source_and_each_end(self):
        said = stated(Asked("listing_suspended", later(10)), Asked("account_suspended"), is_reported=False)
        assert said["decision_visibility"] == ["DECISION_VISIBILITY_CONTENT_DISABLED"]
        assert said["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
        assert said["end_date_visibility_restriction"] == (AT + timedelta(days=10)).date().isoformat()
        assert "end_date_account_restriction" not in said, "no end is indefinite"
        assert said["territorial_scope"] == list(EEA) and len(EEA) == 30
        assert said["source_type"] == "SOURCE_VOLUNTARY"
        grounds = [key for key in said if key.endswith(("_content_explanation", "_content_ground", "_legal_ground"))]
        assert len(grounds) == 2
