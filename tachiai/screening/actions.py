"""The only writes: rules of the staff, and what rules found. Who may is for the caller to ask."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from tachiai.clockwork.events import StaffStepTaken
from tachiai.guidelines.rules import clause_of_danger
from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.screening.engine import Judgement, failing_examples, shipped
from tachiai.screening.faults import Fault
from tachiai.screening.models import OPEN, OUTCOMES, DeskRule, Finding
from tachiai.screening.rules import ENFORCE, LONGEST_SOURCE, OBSERVE, Rule, desk_rule


class Unsound(Refusal):
    """The source of a rule cannot be read. `detail`: what the parser says of it, in English; empty where it is we."""

    def __init__(self, fault: Fault):
        super().__init__(fault.reason)
        self.detail = fault.detail


def add_rule(*, source: str, by_id: int, at: datetime) -> int:
    """Add one rule, written like a file of the rulebook with one rule in it; its id in the table. It starts in observe.
    Refusal for what is no `sound_rule`, and for one whose name is taken."""
    rule = sound_rule(source)
    if any(rule.id == each.id for each in shipped().rules):
        raise Refusal(Refused("screening.refused.taken", {"name": rule.id}))
    row, is_new = DeskRule.objects.get_or_create(
        name=rule.id,
        defaults={
            "source": source,
            "mode": OBSERVE,
            "author_id": by_id,
            "added_at": at,
            "changed_by_id": by_id,
            "changed_at": at,
        },
    )
    if not is_new and (row.retired_at or (row.source, row.author_id) != (source, by_id)):
        raise Refusal(Refused("screening.refused.taken", {"name": rule.id}))
    if is_new:
        _log(row, "add_rule", by_id, at)
    return row.pk


def sound_rule(source: str) -> Rule:
    """The rule that a source says. Refusal for a source that says none, for one whose own examples fail, or whose
    danger no clause of the guidelines answers for: whoever it meets is told which clause that is."""
    if len(source) > LONGEST_SOURCE:
        raise Refusal(Refused("screening.refused.too_long", {"most": f"{LONGEST_SOURCE:,}"}))
    try:
        rule = desk_rule(source)
    except Fault as fault:
        raise Unsound(fault) from fault
    if failing := failing_examples(rule):
        raise Refusal(*(Refused(f"screening.refused.{kind}", {"text": text}) for kind, text in failing))
    try:
        clause_of_danger(rule.danger)
    except LookupError as error:
        raise Refusal(Refused("screening.refused.no_clause", {"danger": rule.danger})) from error
    return rule


def enforce_rule(*, rule_id: int, by_id: int, at: datetime) -> None:
    """From now on the rule's verdict counts. Once is enough. Refusal for a rule that was retired."""
    with transaction.atomic():
        row = _locked(rule_id)
        if row.retired_at:
            raise Refusal(Refused("screening.refused.retired", {"name": row.name}))
        if row.mode != ENFORCE:
            _change(row, by_id, at, mode=ENFORCE)
            _log(row, "enforce_rule", by_id, at)


def retire_rule(*, rule_id: int, by_id: int, at: datetime) -> None:
    """From now on the rule is not tried. Once is enough; its name stays taken, because findings bear it."""
    with transaction.atomic():
        row = _locked(rule_id)
        if not row.retired_at:
            _change(row, by_id, at, retired_at=at)
            _log(row, "retire_rule", by_id, at)


def record_findings(*, judgement: Judgement, where: str, subject_kind: str, subject_id: int, at: datetime) -> None:
    """Keep which rules a text met; a rule that it met before is not kept twice. In the caller's transaction."""
    by_rule = {hit.rule: hit for hit in judgement.hits}
    Finding.objects.bulk_create(
        (
            Finding(
                rule=hit.rule,
                place=where,
                subject_kind=subject_kind,
                subject_id=subject_id,
                verdict=hit.verdict,
                mode=hit.mode,
                digest=judgement.digest,
                at=at,
            )
            for hit in by_rule.values()
        ),
        ignore_conflicts=True,
    )


def decide_finding(*, finding_id: int, outcome: str, by_id: int, at: datetime) -> None:
    """Say whether the rule was right about a text. A later word replaces an earlier one: an appeal may overturn.

    LookupError when there is no such finding, ValueError for an outcome that is no decision.
    """
    if outcome not in OUTCOMES or outcome == OPEN:
        raise ValueError(f"{outcome!r} decides nothing")
    found = Finding.objects.filter(pk=finding_id)
    if not found.exclude(outcome=outcome).update(outcome=outcome, decided_by_id=by_id, decided_at=at) and (
        not found.exists()
    ):
        raise LookupError(f"no finding {finding_id}")


def _locked(rule_id: int) -> DeskRule:
    """LookupError when there is none."""
    row = DeskRule.objects.select_for_update().filter(pk=rule_id).first()
    if row is None:
        raise LookupError(f"no rule {rule_id} of the staff")
    return row


def _change(row: DeskRule, by_id: int, at: datetime, **fields: object) -> None:
    DeskRule.objects.filter(pk=row.pk).update(**fields, changed_by_id=by_id, changed_at=at, revision=F("revision") + 1)


def _log(row: DeskRule, act: str, by_id: int, at: datetime) -> None:
    publish(StaffStepTaken(by_id, act, row._meta.label_lower, row.pk, row.name, at))
