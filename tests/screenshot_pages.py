"""Which pages of the demo market are drawn, found by what they show."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tachiai.contracts.models import Contract, Request
from tachiai.jobs.models import Listing, Proposal
from tachiai.money.models import PayIn
from tachiai.people.models import Person

Row = tuple[str, str, Person | None]


def main_pages() -> list[Row]:
    """(name, address, who looks at it); None is a visitor."""
    return [*_entrances(), *_jobs(), *_proposals(), *_contracts(), *_requests(), *_own_affairs(), *_desk()]


def _entrances() -> Iterator[Row]:
    yield "home", reverse("site:home"), None
    yield "sign-in", reverse("account_login"), None


def _jobs() -> Iterator[Row]:
    talked_about = _negotiation().listing
    draft = Listing.objects.filter(state="draft", language="ja").order_by("pk").first()
    yield "search", reverse("jobs:search"), None
    yield "listing", reverse("jobs:detail", args=[talked_about.pk]), _worker_without_part(talked_about)
    yield "draft", reverse("jobs:edit", args=[draft.pk]), draft.client
    yield "my-jobs", reverse("jobs:mine"), talked_about.client
    yield "compare", reverse("jobs:proposals", args=[talked_about.pk]), talked_about.client


def _proposals() -> Iterator[Row]:
    talk = _negotiation()
    outsider = _worker_without_part(talk.listing)
    yield "apply", reverse("proposals:send", args=[talk.listing_id]), outsider
    yield "proposal", reverse("proposals:detail", args=[talk.pk]), talk.listing.client
    yield "terms", reverse("proposals:terms", args=[talk.pk]), talk.worker


def _contracts() -> Iterator[Row]:
    delivered = Contract.objects.filter(state="delivered").order_by("pk").first()
    awaiting = Contract.objects.filter(state="awaiting_deposit").order_by("pk").first()
    yield "contracts", reverse("contracts:list"), awaiting.client
    yield "contract", reverse("contracts:detail", args=[delivered.reference]), delivered.client
    yield "reject", reverse("contracts:step", args=[delivered.reference, "reject"]), delivered.client
    yield "deposit", reverse("contracts:deposit", args=[awaiting.reference]), awaiting.client


def _requests() -> Iterator[Row]:
    """The forms that open one; a termination as the asked side meets it, and the fullest mediation."""
    working = Contract.objects.filter(state="working").order_by("pk").first()
    for kind in ("contact_reminder", "termination", "change", "mediation"):
        yield f"ask-{kind}", reverse("contracts:ask", args=[working.reference, kind]), working.client
    opened = Request.objects.select_related("contract__client", "contract__worker").order_by("-steps_taken", "pk")
    for name, kind in (("request", "termination"), ("mediation", "mediation_decision")):
        request = opened.filter(lifecycle=kind, closed_at=None).first() or opened.filter(lifecycle=kind).first()
        contract = request.contract
        asked = contract.worker if request.asked_by == "client" else contract.client
        yield name, reverse("contracts:request", args=[contract.reference, request.pk]), asked
        yield f"{name}-contract", reverse("contracts:detail", args=[contract.reference]), asked


def _own_affairs() -> Iterator[Row]:
    paid = Contract.objects.filter(state="completed").order_by("pk").first()
    yield "statement", reverse("money:statement"), paid.worker
    yield "notices", reverse("notices:list"), paid.worker
    yield "profile", reverse("people:profile", args=[paid.worker_id]), None
    yield "settings", reverse("people:settings"), paid.worker


def _desk() -> Iterator[Row]:
    staff = Person.objects.filter(is_staff=True).order_by("pk").first()
    pay_in = PayIn.objects.order_by("pk").first()
    yield "desk", reverse("desk:home"), staff
    yield "desk-deposit", reverse("desk:deposit", args=[pay_in.pk]), staff


def _negotiation() -> Proposal:
    """The talk about terms that came furthest."""
    found = Proposal.objects.filter(state="negotiating").select_related("listing__client", "worker")
    return max(found, key=lambda proposal: proposal.sheet.versions.count() if proposal.sheet else 0)


def _worker_without_part(listing: Listing) -> Person:
    involved = {listing.client_id, *listing.proposals.values_list("worker_id", flat=True)}
    workers = Person.objects.filter(pk__in=Proposal.objects.values("worker_id")).exclude(pk__in=involved)
    return workers.order_by("pk").first()
