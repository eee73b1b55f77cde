"""Every check by its id: at which moment it is made, and the heaviest that it can find. What it asks stands in
`checks/`; the ids are those of the fact file, with F01 for a fact that somebody has to supply.

Texts: packs.check.<id>, packs.moment.<moment>.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tachiai.terms.packs.kinds import Severity


class Moment(StrEnum):
    """When one asks."""

    POSTING = "posting"
    CONTRACT = "contract"
    DELIVERY = "delivery"
    PAYMENT = "payment"
    ENDING = "ending"

    @property
    def key(self) -> str:
        return f"packs.moment.{self}"


@dataclass(frozen=True)
class Check:
    id: str
    moment: Moment | None
    severity: Severity

    @property
    def key(self) -> str:
        return f"packs.check.{self.id.lower()}"


_BLOCK, _WARN, _NOTE = Severity.BLOCK, Severity.WARN, Severity.NOTE
CHECKS: Mapping[str, Check] = {
    check.id: check
    for check in (
        Check("F01", None, _NOTE),
        Check("P01", Moment.POSTING, _BLOCK),
        Check("P02", Moment.POSTING, _WARN),
        Check("P03", Moment.POSTING, _WARN),
        Check("P07", Moment.POSTING, _WARN),
        Check("P08", Moment.POSTING, _BLOCK),
        Check("C01", Moment.CONTRACT, _BLOCK),
        Check("C02", Moment.CONTRACT, _BLOCK),
        Check("C03", Moment.CONTRACT, _BLOCK),
        Check("C04", Moment.CONTRACT, _BLOCK),
        Check("C05", Moment.CONTRACT, _BLOCK),
        Check("C06", Moment.CONTRACT, _WARN),
        Check("C07", Moment.CONTRACT, _NOTE),
        Check("C08", Moment.CONTRACT, _WARN),
        Check("C09", Moment.CONTRACT, _WARN),
        Check("C11", Moment.CONTRACT, _WARN),
        Check("D02", Moment.DELIVERY, _WARN),
        Check("D04", Moment.DELIVERY, _BLOCK),
        Check("D05", Moment.DELIVERY, _BLOCK),
        Check("M01", Moment.PAYMENT, _BLOCK),
        Check("M02", Moment.PAYMENT, _BLOCK),
        Check("E01", Moment.ENDING, _BLOCK),
        Check("E02", Moment.ENDING, _WARN),
    )
}
HEAVIEST_FIRST = tuple(Severity)


def milder(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=HEAVIEST_FIRST.index)
