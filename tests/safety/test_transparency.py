"""The account that the place gives of a month: what was reported, decided and appealed, and who is not named in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tachiai.config.cli import main
from tachiai.conversations.actions import open_thread
from tachiai.guidelines.rules import Clause, clauses_for
from tachiai.kernel.refused import Refusal
from tachiai.people.models import Person
from tachiai.safety.actions.appeals import appeal, review
from tachiai.safety.actions.cases import claim, join
from tachiai.safety.actions.decisions import decide
from tachiai.safety.actions.gathering import open_case
from tachiai.safety.actions.reports import file_report
from tachiai.safety.models import Case, Decision, Report
from tachiai.safety.queries.transparency import Median, Unfit, account, began_at, statements
from tachiai.safety.rules import Asked
from tachiai.safety.rules.periods import period
from tachiai.safety.subjects import thing
from tests.cast import Cast, make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 10, 3, tzinfo=UTC)
JULY = period("2026-07")
CLAUSE = clauses_for("profile")[0]
FACTS = "自己紹介に、サイトの外での取引を誘う文がありました。"


@pytest.fixture
def reported(cast: Cast) -> Case:
    """Ren and Zen report what Aoi says of herself, Zen an hour later."""
    for person, at in ((cast.ren, NOON), (cast.zen, NOON + timedelta(hours=1))):
        file_report(
            subject_kind="profile",
            subject_id=cast.aoi.pk,
            reporter_id=person.pk,
            clause=CLAUSE.id,
            text="自己紹介の文が規約に反しています。",
            good_faith=True,
            at=at,
        )
    return Case.objects.get()


@pytest.fixture
def judged(reported: Case, cast: Cast) -> Decision:
    """A day after Ren's report Kei limits Aoi's account."""
    return _decide(reported, cast, FACTS)


def _decide(case: Case, cast: Cast, facts: str, clause: Clause = CLAUSE, **more: Any) -> Decision:
    at = NOON + timedelta(days=1)
    if case.claimed_by_id is None:
        claim(case_id=case.pk, staff_id=cast.kei.pk, at=at)
        case.refresh_from_db()
    number = decide(
        case_id=case.pk,
        by_staff_id=cast.kei.pk,
        verdict="breach",
        clause=clause.id,
        measures=[Asked("account_limited", at + timedelta(days=30))],
        facts_public=facts,
        explanation=clause.explanation["ja"],
        at=at,
        **more,
    )
    return Decision.objects.get(pk=number)


def test_reports_are_counted_by_chapter_and_outcome(reported: Case) -> None:
    (row,) = account(JULY).notices
    assert (row.document, row.section, row.filed) == (CLAUSE.document, CLAUSE.section, (2,))
    assert {outcome: n for outcome, n in row.by_outcome.items() if n} == {"waiting": (2,)}
    assert account(JULY).to_answer == Median(0, None)


def test_a_year_is_counted_month_by_month(reported: Case, cast: Cast) -> None:
    file_report(
        subject_kind="profile",
        subject_id=cast.mio.pk,
        reporter_id=cast.ren.pk,
        clause=CLAUSE.id,
        text="自己紹介の文が規約に反しています。",
        good_faith=True,
        at=NOON + timedelta(days=25),
    )
    (row,) = account(period("2026")).notices
    assert sorted(row.filed) == [1, 2]


def test_a_decision_answers_all_reports_and_the_median_is_told(judged: Decision) -> None:
    told = account(JULY)
    assert told.notices[0].by_outcome["breach"] == (2,)
    assert told.to_answer == Median(2, timedelta(hours=23, minutes=30))
    (taken,) = told.measures
    assert (taken.name, taken.began, taken.found_by_machine, taken.without_report) == (
        "account_limited", (1,), (0,), (0,),
    )  # fmt: skip


def test_other_months_know_nothing_of_it(judged: Decision) -> None:
    for name in ("2026-06", "2026-08", "2025"):
        told = account(period(name))
        assert (told.notices, told.measures, told.appeals) == ((), (), {})
    assert account(period("2026")).notices[0].filed == (2,)
    assert began_at() == NOON


def test_an_appeal_and_its_reversal_are_counted(judged: Decision, cast: Cast) -> None:
    other = make_person("shin@example.com", "事務局 新", is_staff=True)
    at = NOON + timedelta(days=2)
    text = "その文は、サイトの中での相談を案内したものです。"
    number = appeal(decision_id=judged.pk, person_id=cast.aoi.pk, text=text, at=at)
    assert account(JULY).appeals == {"filed": (1,)}
    assert account(JULY).reviewed == ()
    ended = at + timedelta(days=3)
    review(appeal_id=number, by_staff_id=other.pk, reverse=True, reason="案内の文でした。", at=ended)
    told = account(JULY)
    assert (told.appeals, told.to_review) == ({"reversed": (1,)}, Median(1, timedelta(days=3)))
    assert told.granted == told.reviewed == (1,)


def test_a_statement_carries_the_fields_of_the_database_and_nobody(judged: Decision, cast: Cast) -> None:
    (said,) = statements(JULY)
    assert said["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert said["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert said["end_date_service_restriction"] == "2026-08-10"
    written = json.dumps(said, ensure_ascii=False)
    for person in (cast.aoi, cast.ren, cast.zen, cast.kei):
        assert person.display_name not in written
        assert person.email not in written


def test_what_others_call_themselves_since_is_asked_only_where_a_word_may_be_a_name(
    judged: Decision, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(7):
        list(statements(JULY))


def test_the_command_writes_a_line_for_each(judged: Decision, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["statements", "2026-07"]) == 0
    assert json.loads(capsys.readouterr().out)["puid"] == judged.puid
    assert main(["statements", "July"]) == 1


def test_a_short_new_name_keeps_no_statement_back(judged: Decision, cast: Cast) -> None:
    Person.objects.filter(pk=cast.aoi.pk).update(display_name="文が")
    assert list(statements(JULY)) == [judged.statement]


@pytest.mark.parametrize(("name", "is_held_back"), [("田中圭", True), ("事務局", False)])
def test_a_short_name_of_who_decided_keeps_it_back_unless_the_place_says_the_word_itself(
    judged: Decision, name: str, is_held_back: bool
) -> None:
    Person.objects.filter(pk=judged.decided_by_id).update(display_name=name)
    judged.statement["decision_facts"] = f"{name}が、転送を求める文を確認しました。"
    judged.save(update_fields=["statement"])
    (said,) = statements(JULY)
    assert isinstance(said, Unfit) is is_held_back


@pytest.mark.parametrize(("name", "is_held_back"), [("田中圭", True), ("もの", False)])
def test_a_short_name_of_who_reported_what_was_joined_since_keeps_it_back_unless_the_place_says_the_word_itself(
    reported: Case, cast: Cast, name: str, is_held_back: bool
) -> None:
    judged = _decide(reported, cast, f"ほかの人（{name}）にも、サイトの外での取引を誘っていました。")
    assert list(statements(JULY)) == [judged.statement]
    reporter = make_person("tanaka@example.com", name)
    _join_another(reporter, judged, cast)
    for now in (name, "別の名前の人"):
        Person.objects.filter(pk=reporter.pk).update(display_name=now)
        (said,) = statements(JULY)
        assert isinstance(said, Unfit) is is_held_back


def test_a_short_name_taken_by_who_came_to_the_case_later_keeps_it_back(judged: Decision, cast: Cast) -> None:
    reporter = make_person("tanaka@example.com", "田中圭一郎")
    _join_another(reporter, judged, cast)
    assert list(statements(JULY)) == [judged.statement]
    Person.objects.filter(pk=reporter.pk).update(display_name="文が")
    (said,) = statements(JULY)
    assert isinstance(said, Unfit)


def _join_another(reporter: Person, judged: Decision, cast: Cast) -> None:
    """Somebody else reports Aoi's profile after the decision; Kei finds that it repeats the case."""
    at = NOON + timedelta(days=2)
    filed = file_report(
        subject_kind="profile",
        subject_id=cast.aoi.pk,
        reporter_id=reporter.pk,
        clause=CLAUSE.id,
        text="自己紹介の文が規約に反しています。",
        good_faith=True,
        at=at,
    )
    case = Case.objects.get(filed__number=filed.number)
    claim(case_id=case.pk, staff_id=cast.kei.pk, at=at)
    join(case_id=case.pk, into_case_id=judged.case_id, staff_id=cast.kei.pk, at=at)


def test_a_word_that_who_decided_found_to_name_nobody_keeps_no_statement_back(reported: Case, cast: Cast) -> None:
    Person.objects.filter(pk=cast.ren.pk).update(display_name="文が")
    judged = _decide(reported, cast, FACTS, names_nobody=True)
    assert list(statements(JULY)) == [judged.statement]
    judged.no_names = []
    judged.save(update_fields=["no_names"])
    Report.objects.filter(reporter=cast.ren).update(snapshot={"names": ["葵デザイン室", "文が"]})
    (said,) = statements(JULY)
    assert isinstance(said, Unfit), "nobody looked at a word by which a report calls its reporter"


def test_the_other_side_of_a_talk_that_nobody_reported_is_named_neither_in_reasons_nor_in_a_statement(
    cast: Cast,
) -> None:
    """What the rules find in a talk brings Ren a case; Aoi, to whom Ren wrote, has said nothing about it."""
    thread = thing("thread", open_thread(people=(cast.aoi.pk, cast.ren.pk), at=NOON))
    assert thread is not None
    found = clauses_for("thread")[0]
    case = open_case(thread, cast.ren.pk, found.id, NOON)
    with pytest.raises(Refusal, match="names_somebody"):
        _decide(case, cast, f"{cast.aoi}さんに、サイトの外での取引を誘いました。", found)
    judged = _decide(case, cast, FACTS, found)
    judged.statement["decision_facts"] = f"{cast.aoi}さんに、サイトの外での取引を誘いました。"
    judged.save(update_fields=["statement"])
    (said,) = statements(JULY)
    assert isinstance(said, Unfit)


@pytest.mark.parametrize("facts", ["葵デザイン室の自己紹介に誘いの文。", "aoi@example.com への連絡を求める文。"])
def test_a_statement_that_names_somebody_is_left_out(
    judged: Decision, facts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    judged.statement["decision_facts"] = facts
    judged.save(update_fields=["statement"])
    (unfit,) = statements(JULY)
    assert isinstance(unfit, Unfit)
    assert main(["statements", "2026-07"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert judged.puid in told.err
