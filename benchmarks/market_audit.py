"""What must be true after a day of the market: nothing acknowledged is missing, nothing is there twice, nobody is stuck."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Q

from benchmarks.market_acts import Log
from tachiai.clockwork.actions import move_demo_clock
from tachiai.clockwork.queries import now
from tachiai.contracts.models import Contract, ContractStep, Delivery, ItemFinding, Rating, Request
from tachiai.conversations.models import Message
from tachiai.inquiries.models import InquiryMessage
from tachiai.jobs.models import Listing, Proposal
from tachiai.money.models import PayIn
from tachiai.notices.models import Dispatch, Notice
from tachiai.safety.models import Case, Decision, Report

# How often a mark stands in the database, by the kind of act.
FOUND: dict[str, Callable[[str], int]] = {
    "listing": lambda mark: Listing.objects.filter(title__contains=mark, state__in=("open", "closed")).count(),
    "proposal": lambda mark: Proposal.objects.filter(message__contains=mark).count(),
    "contract": lambda reference: Contract.objects.filter(reference=reference).count(),
    "deposit": lambda reference: max(_steps(reference, "deposit"), _paid_in(reference)),
    "delivery": lambda mark: Delivery.objects.filter(note__contains=mark).count(),
    "rejection": lambda mark: ItemFinding.objects.filter(reason__contains=mark).count(),
    "acceptance": lambda reference: _steps(reference, "accept"),
    "rating": lambda mark: Rating.objects.filter(comment__contains=mark).count(),
    "request": lambda mark: Request.objects.filter(values__reason__icontains=mark).count(),
    "termination": lambda reference: Contract.objects.filter(reference=reference, state="terminated").count(),
    "message": lambda mark: Message.objects.filter(body__contains=mark).count(),
    "report": lambda mark: Report.objects.filter(text__contains=mark).count(),
    "inquiry": lambda mark: InquiryMessage.objects.filter(body__contains=mark).count(),
    "answer": lambda mark: InquiryMessage.objects.filter(body__contains=mark).count(),
    "decision": lambda case: Decision.objects.filter(case_id=case).count(),
}
SETTLING_SECONDS = 300
TO_THE_END = (timedelta(days=25), timedelta(days=50), timedelta(days=50), timedelta(days=60))


def _steps(reference: str, step: str) -> int:
    return ContractStep.objects.filter(subject__reference=reference, step=step).count()


def _paid_in(reference: str) -> int:
    """How many transfers: none where what came back from another contract was enough."""
    holder = Contract.objects.values_list("pk", flat=True).get(reference=reference)
    return PayIn.objects.filter(holder_kind="contract", holder_id=holder, state="confirmed").count()


def lost_or_doubled(log: Log) -> Iterator[str]:
    """Acts that were acknowledged and are not there exactly once; acts without an answer that are there twice."""
    for kind, find in FOUND.items():
        for mark in sorted(log.acknowledged[kind]):
            if (number := find(mark)) != 1:
                yield f"{kind} {mark} was acknowledged and is there {number} times"
        for mark in sorted(log.tried[kind] - log.acknowledged[kind]):
            if (number := find(mark)) > 1:
                yield f"{kind} {mark} had no answer and is there {number} times"


def told_twice() -> Iterator[str]:
    """Notices of a step that are more than such steps, for one person; notices with two mails."""
    taken = Counter(ContractStep.objects.values_list("subject__reference", "step"))
    told = Counter(Notice.objects.filter(kind__startswith="fixed_price.").values_list("path", "kind", "person_id"))
    for (path, kind, person), number in told.items():
        _, step, *rest = kind.split(".")
        found = re.fullmatch(r"/contracts/(\w+)/", path)
        if step != "remind" and rest and found and number > taken[found[1], step]:
            yield f"notice {kind} to {person} about {path}: {number} times, the step {taken[found[1], step]} times"


def broken_histories() -> Iterator[str]:
    """Contracts whose steps are not numbered one by one up to the state in which they are."""
    recorded: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for reference, number, state in ContractStep.objects.order_by("number").values_list("subject__reference", "number", "to_state"):
        recorded[reference].append((number, state))
    for reference, taken, state in Contract.objects.filter(steps_taken__gt=0).values_list("reference", "steps_taken", "state"):
        numbers, states = zip(*recorded[reference], strict=True)
        if list(numbers) != list(range(1, taken + 1)) or states[-1] != state:
            yield f"{reference} is {state} after {taken} steps, its record says {recorded[reference]}"


def mails_twice(folder: Path) -> int:
    """Mails that were written more than once: at most once for each worker that was killed while it sent one."""
    found = Counter(mark for file in folder.glob("*.log") for mark in re.findall(r"^Message-ID: (.*)$", file.read_text(errors="replace"), re.M))
    return sum(number - 1 for number in found.values())


def stuck() -> Iterator[str]:
    """What the clock should have done and did not, and mails that were given up or wait."""
    at = now() - timedelta(seconds=30)
    for model in (Contract, Listing, Proposal, Case):
        if number := model.objects.filter(Q(due_at__lte=at) | Q(remind_at__lte=at) if hasattr(model, "remind_at") else Q(due_at__lte=at)).count():
            yield f"{number} of {model.__name__} are past their deadline"
    if number := Dispatch.objects.filter(state__in=("queued", "failed")).count():
        yield f"{number} mails were not sent"


def settle() -> list[str]:
    """Wait until the worker has done all that is due; what it has not."""
    end = time.monotonic() + SETTLING_SECONDS
    while (left := list(stuck())) and time.monotonic() < end:
        time.sleep(1)
    return left


def miss_the_dead() -> None:
    """As if it were an hour later: the jobs of workers that were killed, and gave no sign of life for a minute, go to others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
            " WHERE last_heartbeat < now() - interval '1 minute'"
        )


def without_end(references: set[str]) -> list[str]:
    """Those contracts that silence alone, day after day, does not bring to an end."""
    for days in TO_THE_END:
        move_demo_clock(by=days)
        left = settle()
    return left + [f"{each} is still {state}" for each, state in Contract.objects.filter(reference__in=references, closed_at=None).values_list("reference", "state")]


def book_check() -> str:
    """What `tachiai book check` says; empty when everything adds up."""
    done = subprocess.run([sys.executable, "-m", "tachiai", "book", "check"], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr
