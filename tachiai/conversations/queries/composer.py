"""All that a composer has to know before somebody writes: asked together with their place in the thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from tachiai.conversations.lifecycles import CONSENT_VERSION, HELD
from tachiai.conversations.models import Participant
from tachiai.conversations.queries.consent import is_needed, mode
from tachiai.conversations.safety_models import Block, HeldMessage, OffSiteRequest, ScanConsent

MOST_HELD = 5
SHOWN_AFTER_RETURN = timedelta(days=7)


@dataclass(frozen=True)
class HeldLine:
    """One text of this author that was kept back: it waits, or it came back."""

    id: int
    state: str
    due_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Composer:
    """What one participant meets where a message is written. `off_site` is the state of the thread's newest off-site
    request, empty without one. `must_consent`: nothing can be sent before; `may_consent`: hints are there to be had."""

    thread_id: int
    must_consent: bool
    may_consent: bool
    has_consented: bool
    is_cut_off: bool
    off_site: str
    off_site_due_at: datetime | None
    held: Sequence[HeldLine]

    @property
    def mode(self) -> str:
        return mode()

    @property
    def version(self) -> int:
        return CONSENT_VERSION

    def held_at(self, at: datetime) -> Sequence[HeldLine]:
        """What still waits, and what came back lately."""
        return [each for each in self.held if each.closed_at is None or at < each.closed_at + SHOWN_AFTER_RETURN]


def composer(*, thread_id: int, person_id: int) -> Composer | None:
    """The composer of a thread for somebody who takes part in it; None for everybody else."""
    found = Participant.objects.filter(thread_id=thread_id, person_id=person_id).annotate(**surroundings(thread_id))
    row = found.first()
    return None if row is None else composer_at(row)


def surroundings(thread_id: int) -> Mapping[str, Any]:
    """What has to be asked of a place in this thread, so that `composer_at` can answer."""
    company = Participant.objects.filter(thread_id=thread_id).values("person_id")
    by_me = Q(person_id=OuterRef("person_id"), blocked__in=company)
    of_me = Q(blocked_id=OuterRef("person_id"), person__in=company)
    return {
        "said": _latest_word(),
        "is_cut_off": Exists(Block.objects.filter(by_me | of_me)),
        "off_site": _off_site(),
        "held": _held(),
    }


def composer_at(row: Any) -> Composer:
    """The composer of whoever has this place, asked with `surroundings`."""
    has_consented = _is_yes(next(iter(row.said), None))
    newest: Mapping[str, Any] = next(iter(row.off_site), {"state": "", "due_at": None})
    return Composer(
        thread_id=row.thread_id,
        must_consent=is_needed() and not has_consented,
        may_consent=not is_needed() and not has_consented,
        has_consented=has_consented,
        is_cut_off=row.is_cut_off,
        off_site=newest["state"],
        off_site_due_at=_moment(newest["due_at"]),
        held=[_held_line(each) for each in row.held],
    )


def _latest_word() -> ArraySubquery:
    said = ScanConsent.objects.filter(person_id=OuterRef("person_id")).order_by("-pk")
    return ArraySubquery(said.values(json=JSONObject(version="version", mode="mode", is_given="is_given"))[:1])


def _is_yes(said: Mapping[str, Any] | None) -> bool:
    return said == {"version": CONSENT_VERSION, "mode": mode(), "is_given": True}


def _off_site() -> ArraySubquery:
    asked = OffSiteRequest.objects.filter(thread_id=OuterRef("thread_id")).order_by("-pk")
    return ArraySubquery(asked.values(json=JSONObject(state="state", due_at="due_at"))[:1])


def _held() -> ArraySubquery:
    mine = HeldMessage.objects.filter(
        author_id=OuterRef("person_id"), thread_id=OuterRef("thread_id"), state__in=(HELD.first, "returned")
    )
    columns = ("state", "due_at", "closed_at")
    newest = mine.order_by("-pk").values(json=JSONObject(id="pk", **{name: name for name in columns}))
    return ArraySubquery(newest[:MOST_HELD])


def _held_line(kept: Mapping[str, Any]) -> HeldLine:
    return HeldLine(kept["id"], kept["state"], _moment(kept["due_at"]), _moment(kept["closed_at"]))


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None
