"""What each check of the catalogue asks. A check is a function from a case to its findings; an unknown fact never
finds less than a known one would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tachiai.terms.packs.applied import Case
from tachiai.terms.packs.checks import contract, delivery, ending, payment, posting, tax
from tachiai.terms.packs.finding import Finding

RUN: Mapping[str, Callable[[Case], Iterable[Finding]]] = {
    "P01": posting.items_are_said,
    "P02": posting.is_up_to_date,
    "P03": posting.price_is_a_range,
    "P07": posting.is_no_employment,
    "P08": posting.contest_is_explained,
    "C01": contract.notice_is_complete,
    "C02": payment.date_is_in_time,
    "C03": payment.recommission_is_stated,
    "C04": payment.means_are_allowed,
    "C05": payment.nothing_is_deducted,
    "C06": contract.differences_are_ticked,
    "C07": contract.span_brings_duties,
    "C08": tax.profiles_are_known,
    "C09": contract.pending_points_have_a_day,
    "C11": contract.clauses_are_fair,
    "D02": delivery.inspection_is_in_time,
    "D04": delivery.redo_is_agreed,
    "D05": delivery.postponement_is_agreed,
    "M01": payment.release_is_in_time,
    "M02": payment.amount_is_whole,
    "E01": ending.notice_is_given,
    "E02": ending.reasons_are_given,
}
