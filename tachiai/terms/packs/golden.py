"""Golden tests of a pack: cases whose answer is known, asked of the pack itself. They ship with it as data.

[tests.sixty_days_from_15_may]
ask = "latest_payment"
given = { regime = "freelance_full", received_on = 2025-05-15 }
expect = 2025-07-13
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tachiai.terms.packs import dates, tax
from tachiai.terms.packs.catalogue import Moment
from tachiai.terms.packs.engine import active, findings
from tachiai.terms.packs.facts import checked
from tachiai.terms.packs.schema import Golden, Pack


def answer(pack: Pack, test: Golden) -> Any:
    """What the pack answers, as plain data like the test's `expect`."""
    return QUESTIONS[test.ask](pack, **test.given)


def faults_of(pack: Pack, test: Golden) -> Iterator[str]:
    """Why a test cannot be asked at all, as "key: what is wrong"."""
    if test.ask not in QUESTIONS:
        yield f"ask: {test.ask} is none of {', '.join(QUESTIONS)}"
        return
    _, *asked = inspect.signature(QUESTIONS[test.ask]).parameters.values()
    for name in sorted(set(test.given) - {each.name for each in asked}):
        yield f"given: {name} is unknown"
    for each in asked:
        if each.default is inspect.Parameter.empty and each.name not in test.given:
            yield f"given: {each.name} is missing"
    if "regime" in test.given and test.given["regime"] not in pack.payment:
        yield f"given.regime: {test.given['regime']} has no rules of payment"


def _latest_payment(
    pack: Pack,
    regime: str,
    received_on: date,
    original_due_on: date | None = None,
    month_closing: bool = False,
    holiday_shift: bool = False,
) -> date | None:
    return dates.latest_payment(
        pack.payment[regime],
        received_on,
        original_due_on=original_due_on,
        month_closing=month_closing,
        holiday_shift=holiday_shift,
    )


def _days_to_latest(pack: Pack, regime: str, received_on: date, month_closing: bool = False) -> int | None:
    """With the day of receipt as the first."""
    latest = _latest_payment(pack, regime, received_on, month_closing=month_closing)
    return None if latest is None else (latest - received_on).days + 1


def _payment_due(
    pack: Pack, regime: str, received_on: date, agreed_on: date | None = None, holiday_shift: bool = False
) -> date:
    return dates.payment_due(pack.payment[regime], received_on, agreed_on, holiday_shift=holiday_shift)


def _receipt_day(
    _pack: Pack,
    delivered_on: date,
    due_on: date | None = None,
    checked_on: date | None = None,
    check_agreed: bool = False,
) -> date:
    return dates.receipt_day(delivered_on, due_on=due_on, checked_on=checked_on, check_agreed=check_agreed)


def _receipt_after_redo(_pack: Pack, received_on: date, redeliveries: Sequence[Mapping[str, Any]]) -> date:
    return dates.receipt_after_redo(received_on, [(each["on"], each["fault"]) for each in redeliveries])


def _service_receipt_day(
    _pack: Pack, served_on: date, period_end: date, closing_agreed: bool, fee_stated: bool, same_kind: bool
) -> date:
    return dates.service_receipt_day(
        served_on, period_end, closing_agreed=closing_agreed, fee_stated=fee_stated, same_kind=same_kind
    )


def _span_months(pack: Pack, contracts: Sequence[Mapping[str, Any]]) -> int:
    """Of the chain that ends with the last of them."""
    *earlier, last = [dates.Engagement(**each) for each in contracts]
    return dates.chain_of(last, earlier, pack.aggregation).months


def _window_total(pack: Pack, on: date, orders: Sequence[Mapping[str, Any]]) -> int:
    return dates.window_total([(each["on"], each["amount"]) for each in orders], on, pack.aggregation)


def _withheld(pack: Pack, amount: int) -> int | None:
    return tax.withheld(amount, pack.tax.withholding) if pack.tax.withholding else None


def _withholding_duty(pack: Pack, facts: Mapping[str, Any]) -> str | None:
    return str(tax.withholding_duty(checked(facts), pack.tax.withholding)) if pack.tax.withholding else None


def _number_form(pack: Pack, number: str) -> bool | None:
    return tax.NUMBERS[pack.tax.invoice.number].is_number(number) if pack.tax.invoice else None


def _check_digit(pack: Pack, number: str) -> bool | None:
    return tax.NUMBERS[pack.tax.invoice.number].check_digit_fits(number) if pack.tax.invoice else None


def _included_tax(pack: Pack, lines: Sequence[Mapping[str, Any]]) -> Mapping[str, int] | None:
    if pack.tax.invoice is None:
        return None
    totals = tax.included_tax([(line["rate"], line["amount"]) for line in lines], pack.tax.invoice)
    return {total.rate: total.tax for total in totals}


def _late_interest(
    pack: Pack, regime: str, unpaid: int, due_on: date, paid_on: date, reference: str | None = None
) -> int | None:
    rule = pack.payment[regime].interest
    percent = None if reference is None else Fraction(reference)
    return tax.late_interest(unpaid, rule, due_on=due_on, paid_on=paid_on, reference=percent) if rule else None


def _input_credit(pack: Pack, on: date) -> int | None:
    stage = tax.input_credit(pack.tax.input_credit, on)
    return int(stage.percent) if stage else None


def _regimes(pack: Pack, facts: Mapping[str, Any]) -> list[str]:
    return [applied.regime for applied in active(pack, checked(_facts(facts)))]


def _finds(pack: Pack, moment: str, check: str, facts: Mapping[str, Any]) -> list[str]:
    """What one check finds, as "severity key", each once."""
    found = findings(Moment(moment), _facts(facts), (pack,))
    return sorted({f"{each.severity} {each.key.rpartition('.')[2]}" for each in found if each.check == check})


def _facts(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


QUESTIONS: Mapping[str, Callable[..., Any]] = {
    question.__name__.lstrip("_"): question
    for question in (
        _latest_payment,
        _days_to_latest,
        _payment_due,
        _receipt_day,
        _receipt_after_redo,
        _service_receipt_day,
        _span_months,
        _window_total,
        _withheld,
        _withholding_duty,
        _number_form,
        _check_digit,
        _included_tax,
        _late_interest,
        _input_credit,
        _regimes,
        _finds,
    )
}
