"""Check of what has to be known for tax."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.conditions import Verdict
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Answer, Severity
from tachiai.terms.packs.schema import Invoice, Withholding
from tachiai.terms.packs.tax import NUMBERS, withholding_duty

DECIDED, NUMBER = "terms.withholding", "worker.invoice_number"


def profiles_are_known(case: Case) -> Iterator[Finding]:
    """C08."""
    for applied in case.packs():
        if applied.pack.tax.invoice:
            yield from _number(applied, applied.pack.tax.invoice)
        if applied.pack.tax.withholding:
            yield from _withholding(applied, applied.pack.tax.withholding)


def _number(applied: Applied, rule: Invoice) -> Iterator[Finding]:
    """It is known of companies only that their numbers carry a check digit."""
    number, form = applied.facts.get(NUMBER), NUMBERS[rule.number]
    if number is None:
        yield applied.finding("C08", "number_missing", NUMBER, rule.source, severity=Severity.WARN)
    elif not form.is_number(number):
        yield applied.finding("C08", "number_form", NUMBER, rule.source, value=number, severity=Severity.WARN)
    elif not form.check_digit_fits(number) and applied.facts.get("worker.kind") != "individual":
        source = rule.check_digit_source
        yield applied.finding("C08", "number_check_digit", NUMBER, source, value=number, severity=Severity.NOTE)


def _withholding(applied: Applied, rule: Withholding) -> Iterator[Finding]:
    duty, decided = withholding_duty(applied.facts, rule), applied.facts.get(DECIDED)
    between, unknown = rule.when.weigh(applied.facts)
    unknown += () if "order.category" in applied.facts else ("order.category",)
    is_settled = duty is Answer.NO and between is Verdict.NO
    if duty is not Answer.NO:
        for fact in dict.fromkeys(unknown):
            yield applied.finding("C08", "tax_fact_missing", fact, rule.source, what=f"packs.fact.{fact}")
    if decided is None or (decided == "undecided" and duty is not Answer.NO):
        yield _decision(applied, rule, "withholding_undecided", decided, duty)
    elif decided == "none" and (duty is Answer.YES or (duty is Answer.ASK and unknown)):
        yield _decision(applied, rule, "withholding_expected", decided, duty)
    elif decided == "withheld" and (duty is Answer.NO or (unknown and not is_settled)):
        yield _decision(applied, rule, "withholding_unexpected", decided, duty)


def _decision(applied: Applied, rule: Withholding, key: str, decided: str | None, duty: Answer) -> Finding:
    return applied.finding("C08", key, DECIDED, rule.categories_source, value=decided, limit=str(duty))
