"""Which pages of the demo market are drawn, found by what they show."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tachiai.contests.models import Contest
from tachiai.contracts.hourly.models import Timer, Week
from tachiai.contracts.models import Contract, Request
from tachiai.jobs.models import Listing, Proposal
from tachiai.money.models import PayIn
from tachiai.people.models import Person
from tachiai.tasks.models import Submission, TaskJob, TaskQuestion

Row = tuple[str, str, Person | None]


def main_pages() -> list[Row]:
    """(name, address, who looks at it); None is a visitor."""
    return [
        *(*_entrances(), *_jobs(), *_proposals(), *_contracts(), *_requests(), *_own_affairs(), *_desk()),
        *(*_contests(), *_tasks(), *_hours()),
    ]


def _entrances() -> Iterator[Row]:
    yield "home", reverse("site:home"), None
    yield "sign-in", reverse("account_login"), None
    yield "trouble-statistics", reverse("statistics:trouble"), None
    yield "help-search", f"{reverse('help:search')}?q=検収の期限", None
    yield "help", reverse("help:home"), None
    yield "help-situation", reverse("help:situation", args=["silence"]), None
    yield "help-article", reverse("help:article", args=["ending"]), None
    yield "start-worker", reverse("start:worker"), None
    yield "start-safety", reverse("start:safety"), None


def _jobs() -> Iterator[Row]:
    talked_about = _negotiation().listing
    draft = Listing.objects.filter(state="draft", language="ja", format="fixed_price").order_by("pk").first()
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
    delivered = Contract.objects.filter(state="delivered", lifecycle="fixed_price").order_by("pk").first()
    awaiting = Contract.objects.filter(state="awaiting_deposit", lifecycle="fixed_price").order_by("pk").first()
    yield "contracts", reverse("contracts:list"), awaiting.client
    yield "contract", reverse("contracts:detail", args=[delivered.reference]), delivered.client
    yield "reject", reverse("contracts:step", args=[delivered.reference, "reject"]), delivered.client
    yield "deposit", reverse("contracts:deposit", args=[awaiting.reference]), awaiting.client


def _requests() -> Iterator[Row]:
    """The forms that open one; a termination as the asked side meets it, and the fullest mediation."""
    working = Contract.objects.filter(state="working", lifecycle="fixed_price").order_by("pk").first()
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
    yield "desk-statistics", reverse("desk:statistics"), staff
    yield "desk-deposit", reverse("desk:deposit", args=[pay_in.pk]), staff


def _contests() -> Iterator[Row]:
    """One that takes proposals, as a maker and its client meet it; the selection; an award; what waits for money."""
    taking = Contest.objects.filter(state="open", language="ja").order_by("pk").first()
    choosing = Contest.objects.filter(state="selecting").order_by("pk").first()
    awaiting = Contest.objects.filter(state="awaiting_deposit").order_by("pk").first()
    revised = taking.proposals.filter(versions__number=2).first()
    left = choosing.proposals.filter(withdrawn_at=None, adopted_at=None).first()
    award = Contract.objects.filter(lifecycle="award", state="delivered").order_by("pk").first()
    yield "contest", reverse("contests:contest", args=[taking.listing_id]), _worker_without_part(taking.listing)
    yield "contest-propose", reverse("contests:propose", args=[taking.listing_id]), _worker_without_part(taking.listing)
    yield "contest-proposal", reverse("contests:proposal", args=[revised.pk]), revised.worker
    yield "contest-mine", reverse("contests:mine"), revised.worker
    yield "contest-selection", reverse("contests:selection", args=[choosing.listing_id]), choosing.client
    yield "contest-award", reverse("contests:award", args=[left.pk]), choosing.client
    yield "contest-settings", reverse("contests:settings", args=[awaiting.listing_id]), awaiting.client
    yield "contest-deposit", reverse("contests:deposit", args=[awaiting.listing_id]), awaiting.client
    yield "award-contract", reverse("contracts:detail", args=[award.reference]), award.client


def _tasks() -> Iterator[Row]:
    """One that is open, as a worker and its client meet it; a place; the review; the form of one that waits."""
    place = Submission.objects.filter(state="taken").exclude(draft={}).order_by("-slot_ends_at").first()
    reviewed = TaskJob.objects.filter(state="reviewing").order_by("pk").first()
    asked = TaskQuestion.objects.filter(answered_at=None).order_by("pk").first().job
    awaiting = TaskJob.objects.filter(state="awaiting_deposit").order_by("pk").first()
    yield "task-listing", reverse("jobs:detail", args=[asked.listing_id]), place.worker
    yield "task-place", reverse("tasks:place", args=[place.pk]), place.worker
    yield "task-mine", reverse("tasks:mine"), place.worker
    yield "task-job", reverse("tasks:job", args=[reviewed.listing_id]), reviewed.client
    yield "task-review", reverse("tasks:review", args=[reviewed.listing_id]), reviewed.client
    yield "task-questions", reverse("tasks:questions", args=[asked.listing_id]), asked.client
    yield "task-settings", reverse("tasks:settings", args=[awaiting.listing_id]), awaiting.client
    yield "task-deposit", reverse("tasks:deposit", args=[awaiting.listing_id]), awaiting.client


def _hours() -> Iterator[Row]:
    """The contract whose timer runs, its weeks, the week that a client reviews, and one over which two talk."""
    running = Timer.objects.get().contract
    open_week = running.weeks.filter(state="open").order_by("number").last()
    review = Week.objects.filter(state="review").order_by("pk").first()
    contested = Week.objects.filter(state="contested").order_by("pk").first()
    unpaid = Week.objects.filter(state="awaiting_deposit").order_by("pk").first()
    yield "hourly-contract", reverse("contracts:detail", args=[running.reference]), running.worker
    yield "hourly-weeks", reverse("hours:weeks", args=[running.reference]), running.client
    for name, week, person in (
        ("sheet", open_week, running.worker),
        ("review", review, review.contract.client),
        ("contested", contested, contested.contract.worker),
    ):
        yield f"hourly-{name}", reverse("hours:week", args=[week.contract.reference, week.number]), person
    monday = unpaid.begins_on.isoformat()
    yield "hourly-deposit", reverse("hours:deposit", args=[unpaid.contract.reference, monday]), unpaid.contract.client


def _negotiation() -> Proposal:
    """The talk about terms that came furthest."""
    found = Proposal.objects.filter(state="negotiating").select_related("listing__client", "worker")
    return max(found, key=lambda proposal: proposal.sheet.versions.count() if proposal.sheet else 0)


def _worker_without_part(listing: Listing) -> Person:
    involved = {listing.client_id, *listing.proposals.values_list("worker_id", flat=True)}
    workers = Person.objects.filter(pk__in=Proposal.objects.values("worker_id")).exclude(pk__in=involved)
    return workers.order_by("pk").first()
