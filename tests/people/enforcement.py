"""What each restriction forbids: one table, read by the tests of the domain's doors and by those of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from tachiai.conversations.actions import post_message
from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Proposal
from tachiai.people import actions as people
from tests.cast import FIRST, Cast, make_person
from tests.deal import Deal
from tests.jobs.market import DRAFT, Market
from tests.replay import played_once
from tests.terms.samples import AT

KINDS = ("expelled", "suspended", "limited", "messages", "payout", "reports")
# One column for each kind, in that order: x is refused, . goes on as before.
TABLE = """
publish           xxx...
extend            xxx...
propose           xxx...
propose_again     xxxx..
agree             xxx...
discuss           xxxx..
write_before      xxxx..
write_in_contract xx.x..
thank_before      xxxx..
ask_before        xxxx..
ask_in_contract   xx.x..
rate              xx....
declare           xx....
profile           xx....
decline           xx....
step              xx....
request           xx....
be_paid           ....x.
report            .....x
withdraw          ......
block             ......
read              ......
"""
EXPECTED: Mapping[str, str] = dict(line.split() for line in TABLE.strip().split("\n"))
# Doors that say it in words of their own.
KEYS = {
    "step": "contracts.refused.you_are_suspended",
    "request": "contracts.refused.you_are_suspended",
    "be_paid": "money.refused.payout_on_hold",
}


def refused_with(door: str, kind: str) -> list[str]:
    """The key of the refusal that the table expects at a door; none where it goes on."""
    if kind not in KINDS or EXPECTED[door][KINDS.index(kind)] == ".":
        return []
    return [KEYS.get(door, f"people.refused.restricted.{kind}")]


@dataclass(frozen=True)
class Stage:
    """What Ren has to do with: drafts and listings of his own, an open listing of another's, a talk, two contracts."""

    things: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.things[name]


def set_stage(cast: Cast, settings: Any) -> Stage:
    settings.FUNDS = "record_only"
    cast.everyone()
    return Stage(played_once("enforcement", lambda: _things(cast)))


def restrict(cast: Cast, kind: str, **other: Any) -> int:
    """Staff restrict Ren from AT on, for as long as the kind allows."""
    until = None if kind == "expelled" else AT + timedelta(days=30)
    said = {"reason": "規約の違反を確認しました。", "by_staff_id": cast.kei.pk, **other}
    return people.restrict(person_id=cast.ren.pk, kind=kind, until=until, **said, at=AT)


def _things(cast: Cast) -> dict[str, Any]:
    market = Market(cast)
    with override_settings(FUNDS="demo_bank"):
        done, running = Deal(cast.zen, cast.ren, at=AT), Deal(cast.aoi, cast.ren, at=AT)
        for deal in (done, running):
            deal.deposit()
        done.deliver()
        done.accept()
    talk = market.negotiation(market.listing())
    mine = jobs.save_draft(client_id=cast.ren.pk, draft=DRAFT, at=AT)
    jobs.publish(listing_id=mine, client_id=cast.ren.pk, at=AT)
    thread = Proposal.objects.get(pk=talk).thread_id
    file = running.file(cast.aoi)
    running_thread = running.contract.thread_id
    return {
        "draft": jobs.save_draft(client_id=cast.ren.pk, draft=DRAFT, at=AT),
        "own_listing": mine,
        "to_decline": market.proposal(mine, worker=cast.mio),
        "listing": market.listing(),
        "listing_of_a_stranger": _listing(make_person("noa@example.com", "乃亜", pk=FIRST + 8).pk),
        "talk": talk,
        "thread": thread,
        "thread_elsewhere": done.contract.thread_id,
        "heard": _said(thread, cast.aoi.pk),
        "contract_thread": running_thread,
        "contract": running.contract.pk,
        "reference": running.reference,
        "steps_taken": running.contract.steps_taken,
        "done": done.contract.pk,
        "done_reference": done.reference,
        "file": _post_file(running_thread, cast.aoi.pk, file),
        "own_file": running.file(cast.ren),
        "apply_on": date(2026, 11, 18),
    }


def _listing(client_id: int) -> int:
    listing_id = jobs.save_draft(client_id=client_id, draft=DRAFT, at=AT)
    jobs.publish(listing_id=listing_id, client_id=client_id, at=AT)
    return listing_id


def _said(thread_id: int, author_id: int) -> int:
    return post_message(thread_id=thread_id, author_id=author_id, body="よろしくお願いします。", at=AT).pk


def _post_file(thread_id: int, author_id: int, file: int) -> int:
    post_message(thread_id=thread_id, author_id=author_id, body="資料です。", files=[file], at=AT)
    return file
