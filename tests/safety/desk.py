"""A listing of Aoi's, people who report it, and staff who decide: Kei and, as a second person, Sei."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import pytest

from tachiai.guidelines.rules import clauses_for
from tachiai.kernel.refused import Refusal
from tachiai.notices.models import Notice
from tachiai.people.models import Person
from tachiai.safety import actions, queries
from tachiai.safety.actions import clock
from tachiai.safety.models import Case, Report
from tachiai.safety.rules import Asked
from tests.cast import FIRST, Cast, make_person
from tests.jobs.market import Market
from tests.terms.samples import AT

WORDS = "届いた商品を立て替えて買い、転送する仕事でした。"

APPEAL = "商品の購入は求めていません。募集文をもう一度読んでください。"


class Desk:
    """Every verb takes place at `at`, which `pass_time` moves with all that the clock does on the way."""

    def __init__(self, cast: Cast):
        self.cast, self.at, self.market = cast, AT, Market(cast)

    @cached_property
    def sei(self) -> Person:
        return make_person("sei@example.com", "事務局 星", pk=FIRST + 6, is_staff=True)

    def listing(self, **changes: Any) -> int:
        return self.market.listing(at=self.at, **changes)

    def report(self, by: Person, subject_id: int, kind: str = "listing", text: str = WORDS, **other: Any) -> Any:
        said = {"clause": clause_of(kind), "good_faith": True, "at": self.at, **other}
        return actions.file_report(subject_kind=kind, subject_id=subject_id, reporter_id=by.pk, text=text, **said)

    def case(self, receipt: Any) -> int:
        return Report.objects.get(pk=receipt.report_id).case_id

    def reported(self, by: Person | None = None, **changes: Any) -> int:
        """A case in Kei's hands: Ren has reported a listing of Aoi's."""
        case_id = self.case(self.report(by or self.cast.ren, self.listing(**changes)))
        actions.claim(case_id=case_id, staff_id=self.cast.kei.pk, at=self.at)
        return case_id

    def decide(self, case_id: int, *measures: str, by: Person | None = None, **other: Any) -> int:
        said = {
            "verdict": "breach" if set(measures) - {"no_action", "note"} else "no_breach",
            "clause": clause_of(Case.objects.get(pk=case_id).subject_kind),
            "facts_public": "商品の立て替え購入と転送を求めています。",
            "facts_private": "同じ文面の募集が先月もありました。",
            "explanation": "購入の代行を仕事として求めることは、ガイドラインに反します。",
            "at": self.at,
            **other,
        }
        asked = [Asked(name, said.pop("until", None)) for name in measures]
        staff = (by or self.cast.kei).pk
        return actions.decide(case_id=case_id, by_staff_id=staff, measures=asked, **said)

    def appeal(self, decision_id: int, by: Person, text: str = APPEAL) -> int:
        return actions.appeal(decision_id=decision_id, person_id=by.pk, text=text, at=self.at)

    def review(self, appeal_id: int, reverse: bool, by: Person | None = None, **other: Any) -> None:
        said = {"reason": "募集文には購入の指示がありませんでした。", "at": self.at, **other}
        actions.review(appeal_id=appeal_id, by_staff_id=(by or self.sei).pk, reverse=reverse, **said)

    def pass_time(self, **length: float) -> None:
        self.at += timedelta(**length)
        for sweep in SWEEPS:
            while (swept := sweep(self.at)).fired:
                pass
            assert not swept.failed

    def told(self, person: Person) -> list[str]:
        return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))

    def said_to(self, person: Person) -> str:
        """Everything that the notices of a person hold, as text."""
        return "".join(map(str, Notice.objects.filter(person=person).values_list("params", "path")))

    def outcome(self, receipt: Any, by: Person) -> tuple[str, str]:
        view = queries.own_report(receipt.number, by.pk, self.at)
        return view.state, view.outcome


SWEEPS = (
    clock.remind_cases,
    clock.sweep_cases,
    clock.remind_decisions,
    clock.sweep_decisions,
    clock.remind_appeals,
    clock.sweep_appeals,
    clock.sweep_measures,
)


def clause_of(kind: str) -> str:
    """A clause that such a thing can break."""
    return clauses_for(kind)[0].id


def later(days: float) -> datetime:
    return AT + timedelta(days=days)


@contextmanager
def refused(*names: str) -> Iterator[None]:
    """What is done within is refused, for exactly these reasons (the last words of their keys)."""
    with pytest.raises(Refusal) as caught:
        yield
    assert [reason.key.rpartition(".")[2] for reason in caught.value.reasons] == list(names)
