"""Rules of the staff: tried in observe, enforced, retired; and what becomes of what rules find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tachiai.kernel.refused import Refusal
from tachiai.screening import actions, queries
from tachiai.screening.engine import Judgement, shipped
from tachiai.screening.models import DeskRule, Finding
from tachiai.screening.queries import Counts
from tachiai.screening.rules import desk_rule

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)
SOURCE = """
danger = "abuse"
name = { ja = "天気の話", en = "Talk of the weather" }
instead = "rewrite"
help = "claims"
where = ["message"]
verdict = "hold"
mode = "enforce"
[[rule]]
id = "typhoon_talk"
why = { ja = "台風の話は長くなります。", en = "Talk of typhoons grows long." }
patterns = ["台風"]
negation = "(ではな|じゃな)い"
hits = ["台風が来ますね。", "タイフウ? 台風です。"]
misses = ["雨ですね。", "台風ではないです。"]
"""
TEXT = "明日は台風が来るようです。"


def add(cast, source: str = SOURCE, at: datetime = AT) -> int:
    return actions.add_rule(source=source, by_id=cast.kei.id, at=at)


def met(text: str = TEXT) -> Judgement:
    return queries.judge(text, where="message")


class TestARuleOfTheStaff:
    def test_begins_by_watching_whatever_it_says_of_itself(self, cast):
        before = met()
        add(cast)
        (hit,) = met().hits
        assert (hit.rule, hit.mode, hit.verdict) == ("typhoon_talk", "observe", "hold")
        assert TEXT[hit.start : hit.end] == "台風"
        assert met().verdict == "allow" == before.verdict
        assert met().digest != before.digest == shipped().digest

    def test_counts_once_it_is_enforced_and_no_more_once_it_is_retired(self, cast):
        rule = add(cast)
        actions.enforce_rule(rule_id=rule, by_id=cast.kei.id, at=LATER)
        assert met().verdict == "hold"
        actions.enforce_rule(rule_id=rule, by_id=cast.kei.id, at=LATER)
        assert DeskRule.objects.get().revision == 2
        actions.retire_rule(rule_id=rule, by_id=cast.kei.id, at=LATER)
        assert (met().hits, queries.desk_rules()) == ((), [])
        with pytest.raises(Refusal, match="retired"):
            actions.enforce_rule(rule_id=rule, by_id=cast.kei.id, at=LATER)
        with pytest.raises(Refusal, match="taken"):
            add(cast)

    def test_is_added_once_by_two_presses_of_the_button(self, cast):
        assert add(cast) == add(cast, at=LATER)
        assert [row.name for row in queries.desk_rules()] == ["typhoon_talk"]

    @pytest.mark.parametrize(
        ("there", "instead", "refused"),
        [
            ('"台風"', '"台風("', "fault.pattern"),
            ("[[rule]]", "colour = 1\n[[rule]]", "fault.unknown"),
            ("台風が来ますね。", "嵐が来ますね。", "refused.hits"),
            ("雨ですね。", "台風ですね。", "refused.misses"),
            ("typhoon_talk", "penalty", "refused.taken"),
            ("weather", "weather" * 3_000, "refused.too_long"),
            ('danger = "abuse"', 'danger = "weather"', "refused.no_clause"),
        ],
    )
    def test_is_refused_for_a_reason_and_nothing_is_added(self, cast, there: str, instead: str, refused: str):
        with pytest.raises(Refusal, match=f"screening.{refused}"):
            add(cast, SOURCE.replace(there, instead, 1))
        assert not DeskRule.objects.exists()

    def test_that_a_later_release_cannot_read_stops_nobody(self, cast, caplog):
        add(cast)
        DeskRule.objects.update(source="[[rule]]", revision=7)
        assert met().hits == ()
        assert "typhoon_talk" in caplog.text

    def test_costs_one_query_while_nothing_changes(self, cast, django_assert_num_queries):
        add(cast)
        met()
        with django_assert_num_queries(1):
            met()

    def test_that_nobody_knows_cannot_be_changed(self, cast):
        with pytest.raises(LookupError):
            actions.retire_rule(rule_id=1, by_id=cast.kei.id, at=AT)


def test_a_rule_is_tried_on_texts_before_it_counts() -> None:
    trial = queries.try_rule(desk_rule(SOURCE), ["雨です。", "あ" * 100 + TEXT + "い" * 100, TEXT])
    assert (trial.tried, trial.met) == (3, 2)
    assert all(len(excerpt) <= 40 and "台風" in excerpt for excerpt in trial.excerpts)


class TestWhatARuleFinds:
    def record(self, subject_id: int = 1, at: datetime = AT) -> None:
        judgement = queries.judge("違約金を払ってください。違約金です。罰金を払え。", where="request")
        actions.record_findings(
            judgement=judgement, where="request", subject_kind="message", subject_id=subject_id, at=at
        )

    def test_is_kept_once_for_a_text_and_rule(self, cast):
        self.record()
        self.record(at=LATER)
        (finding,) = queries.findings_of(subject_kind="message", subject_id=1)
        assert (finding.rule, finding.place, finding.verdict, finding.outcome) == ("penalty", "request", "note", "open")
        assert (finding.at, finding.digest) == (AT, shipped().digest)

    def test_is_counted_by_rule_and_outcome_since_a_moment(self, cast):
        for subject in (1, 2, 3):
            self.record(subject)
        self.record(4, AT - timedelta(days=1))
        first, second, _ = Finding.objects.filter(at=AT).order_by("id")
        actions.decide_finding(finding_id=first.id, outcome="upheld", by_id=cast.kei.id, at=LATER)
        actions.decide_finding(finding_id=second.id, outcome="overturned", by_id=cast.kei.id, at=LATER)
        assert queries.counts(["penalty", "damages"], since=AT) == {"penalty": Counts(3, 1, 1), "damages": Counts()}

    def test_may_be_overturned_after_it_was_upheld(self, cast):
        self.record()
        (finding,) = queries.findings_of(subject_kind="message", subject_id=1)
        for outcome in ("upheld", "overturned", "overturned"):
            actions.decide_finding(finding_id=finding.id, outcome=outcome, by_id=cast.kei.id, at=LATER)
        finding.refresh_from_db()
        assert (finding.outcome, finding.decided_by_id, finding.decided_at) == ("overturned", cast.kei.id, LATER)

    def test_is_decided_one_way_or_the_other(self, cast):
        self.record()
        (finding,) = queries.findings_of(subject_kind="message", subject_id=1)
        with pytest.raises(ValueError, match="decides nothing"):
            actions.decide_finding(finding_id=finding.id, outcome="open", by_id=cast.kei.id, at=LATER)
        with pytest.raises(LookupError):
            actions.decide_finding(finding_id=finding.id + 1, outcome="upheld", by_id=cast.kei.id, at=LATER)
