"""Reads about requests: what is open, what each side may do with it, and whether one may be opened now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from tachiai.contracts.hourly.models import EntryVersion, LineWord, WeekStep
from tachiai.contracts.lifecycles import FIXED_PRICE, lifecycle, request_called, requests_of
from tachiai.contracts.lifecycles.fixed_price import MEDIATIONS
from tachiai.contracts.lifecycles.guards import conditions
from tachiai.contracts.lifecycles.requests import WHY_NOT
from tachiai.contracts.models import Contract, ContractStep, Request, RequestStep
from tachiai.contracts.queries import TIMELINE, ContractView
from tachiai.contracts.queries.notice import notice_of
from tachiai.contracts.rules import SIDES
from tachiai.contracts.rules.requests import Condition, NoticeException, OpeningFacts, RequestFacts, earliest_end
from tachiai.conversations import queries as conversations
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor, Lifecycle, Offered, State, Step
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.requests import Request as Declared
from tachiai.kernel.requests import hats, other_side
from tachiai.money import queries as money
from tachiai.terms import queries as terms_queries

PAGE = 20


@dataclass(frozen=True)
class RequestView:
    """One request as one person meets it, through the view of its contract that they were given."""

    request: Request
    contract: ContractView

    @property
    def declared(self) -> Declared:
        return request_called(self.request.lifecycle, self.contract.contract.lifecycle)

    @property
    def lifecycle(self) -> Lifecycle:
        return self.declared.lifecycle

    @property
    def state(self) -> State:
        return self.lifecycle.state(self.request.state)

    @property
    def asker(self) -> Actor:
        return Actor(self.request.asked_by)

    @property
    def waits_for(self) -> Actor | None:
        """Client, worker or staff: whose turn it is."""
        waited_for = self.state.waits_for
        if waited_for is None:
            return None
        return {Actor.ASKER: self.asker, Actor.ASKED: other_side(self.asker)}.get(waited_for, waited_for)

    @property
    def default(self) -> Step | None:
        """What the clock does with it when the deadline passes."""
        return self.lifecycle.clock_step(self.request.state)

    @property
    def claims(self) -> list[str]:
        """The demands for money outside the contract that this person should know of: what the other side demands;
        everything, for staff. Ids of `screening.claims`."""
        found = {claim["rule"] for claim in self.request.claims if claim["side"] != self.contract.role}
        return sorted(found)


def request_for(view: ContractView, request_id: int) -> RequestView | None:
    """A request of the contract that this person may see; None when it belongs to another."""
    found = Request.objects.filter(pk=request_id, contract_id=view.contract.pk).first()
    return _view(found, view) if found else None


def open_beside(view: ContractView) -> list[RequestView]:
    """Everything that is open beside the contract, oldest first; at most one of each kind."""
    found = Request.objects.filter(contract_id=view.contract.pk, closed_at=None).order_by("pk")
    return [_view(request, view) for request in found]


def open_beside_each(views: Sequence[ContractView]) -> dict[int, list[RequestView]]:
    """The same of several contracts, by the number of the contract, in one query."""
    by_contract = {view.contract.pk: view for view in views}
    found: dict[int, list[RequestView]] = defaultdict(list)
    for request in Request.objects.filter(contract_id__in=by_contract, closed_at=None).order_by("pk"):
        found[request.contract_id].append(_view(request, by_contract[request.contract_id]))
    return found


def _view(request: Request, view: ContractView) -> RequestView:
    request.contract = view.contract
    return RequestView(request, view)


def steps_of_request(request_id: int) -> list[RequestStep]:
    """Its latest steps, newest first."""
    steps = RequestStep.objects.select_related("person").filter(subject_id=request_id)
    return list(steps.order_by("-number")[:TIMELINE])


def offered_in(view: RequestView) -> tuple[Offered, ...]:
    """The steps that this person may ever take in the request, each open or with its reasons."""
    actor = view.contract.role
    facts = request_facts(view.request, actor)
    worn = hats(actor, view.asker)

    def refusals(step: Step) -> tuple[Refused, ...]:
        refused = view.lifecycle.refusals(step, facts, min(step.by & worn), view.contract.at)
        return view.contract.standing or refused or _misfit(view.request, step.destination(facts))

    return tuple(Offered(step, refusals(step)) for step in view.lifecycle.steps if step.by & worn)


def caused(request: Request, to: str) -> Step | None:
    """The step of the contract that entering `to` causes now. Refusal when it would cause one that cannot be taken."""
    contract = request.contract
    try:
        cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
        return request_called(request.lifecycle, contract.lifecycle).caused(to, cycle, contract.state)
    except LookupError:
        refused = Refused("lifecycle.not_now", {"state": f"{contract.lifecycle}.state.{contract.state}"})
        raise Refusal(refused) from None


def _misfit(request: Request, to: str) -> tuple[Refused, ...]:
    try:
        caused(request, to)
    except Refusal as refusal:
        return refusal.reasons
    return ()


def request_facts(request: Request, actor: Actor) -> RequestFacts:
    """The snapshot of a request that guards and deadlines look at, as `actor` meets it."""
    contract, values = request.contract, request.values
    difference = _difference(contract, request)
    return RequestFacts(
        state=request.state,
        contract_state=contract.state,
        actor=actor,
        asked_by=Actor(request.asked_by),
        asked_at=request.opened_at,
        answer_from=_answer_from(request.opened_at, values.get("end_on")),
        counters=values.get("counters", 0),
        agreed=frozenset(Actor(side) for side in values.get("agreed", ())),
        offers={Actor(side): share for side, share in values.get("offers", {}).items()},
        difference=difference,
        funds_ready=money.wallet_balance(contract.client_id) if difference > 0 else 0,
    )


def _difference(contract: Contract, request: Request) -> int:
    """How many yen a change of terms adds to a deposit that is held; nought when none is, or for other requests."""
    if request.terms_id is None or contract.state == "awaiting_deposit":
        return 0
    return (terms_queries.terms_of(request.terms_id).parts[contract.part].price or 0) - contract.part_price


def _answer_from(asked_at: datetime, end_on: str | None) -> datetime:
    """A notice that runs longer than the days to answer is waited for: they are its last ones."""
    if not end_on:
        return asked_at
    declared = request_called("termination").lifecycle.state("proposed").deadline
    if declared is None:
        raise LookupError("a proposed termination has no deadline")
    days = (date.fromisoformat(end_on) - local_date(asked_at)).days
    return max(asked_at, asked_at + timedelta(days=days) - declared.length)


def kinds(level: str, contract: str = FIXED_PRICE.name) -> tuple[Declared, ...]:
    """The kinds of request beside a contract with the life cycle called `contract`, in an installation whose mediation
    has that level."""
    return tuple(
        each for each in requests_of(contract) if each.name not in MEDIATIONS or each.name == f"mediation_{level}"
    )


def openings(view: ContractView, level: str, *, latest: Sequence[Request] | None = None) -> dict[str, Offered]:
    """Every kind of request that this person's side may open beside the contract, by name. Empty for staff and at the
    end of a contract. `latest` as in `opening_facts`."""
    if view.role not in SIDES or view.is_over:
        return {}
    latest = latest_requests(view.contract.pk) if latest is None else latest
    facts = opening_facts(view, latest=latest)
    return {
        declared.name: _offered_opening(view, declared, facts, latest)
        for declared in kinds(level, view.contract.lifecycle)
    }


def latest_requests(contract_id: int) -> list[Request]:
    """What is open beside a contract, and the requests closed last: one page, open ones first."""
    found = Request.objects.filter(contract_id=contract_id)
    return list(found.order_by(F("closed_at").desc(nulls_first=True), "-pk")[:PAGE])


def latest_beside(view: ContractView) -> list[RequestView]:
    """The same for the person of `view`."""
    return [_view(request, view) for request in latest_requests(view.contract.pk)]


def opening_facts(
    view: ContractView, answers: Mapping[str, Any] | None = None, *, latest: Sequence[Request] | None = None
) -> OpeningFacts:
    """What decides whether the person of `view` may open a request, with what they answered of its notice.

    `latest`, the requests of the contract, are asked for when not given.
    """
    # Before anything is answered, the notice of a long contract counts as given today.
    contract, notice = view.contract, notice_of(view.contract.packs)
    unsaid = {"end_on": earliest_end(view.at, notice).isoformat()} if notice else {}
    asked = unsaid if answers is None else answers
    end_on = asked.get("end_on")
    latest = latest_requests(contract.pk) if latest is None else latest
    reminders = [each for each in latest if each.lifecycle == "contact_reminder"]
    own = [each for each in reminders if each.asked_by == view.role]
    changes = [each for each in latest if (each.lifecycle, each.asked_by) == ("change", view.role)]
    in_vain = [each.closed_at for each in changes if each.closed_at and each.state != "applied"]
    return OpeningFacts(
        state=contract.state,
        actor=view.role,
        other_silent_since=last_word(contract, other_side(view.role)),
        last_reminder_at=max((each.closed_at or each.opened_at for each in own), default=None),
        reminder_is_open=any(each.closed_at is None for each in reminders),
        is_restricted=bool(view.standing),
        rounds_left=contract.rounds_agreed - contract.rounds_used,
        termination_was_refused=any(each.lifecycle == "termination" and each.state == "refused" for each in latest),
        silence_was_shown=any(each.state == "unanswered" for each in own),
        made_at=contract.made_at,
        work_due_at=contract.work_due_at,
        end_on=date.fromisoformat(end_on) if end_on else None,
        exception=asked.get("exception", NoticeException.NONE),
        notice=notice,
        last_change_at=max(in_vain, default=None),
    )


def reminder_conditions(view: ContractView) -> tuple[Condition, ...]:
    """The published conditions of the contact reminder with their figures, for the person of `view`."""
    return conditions(opening_facts(view), view.at)


def last_word(contract: Contract, side: Actor) -> datetime:
    """When this side (or staff in its place) last wrote, took a step or logged hours; when the contract was made, if
    never since. A week that the client's standing word paid in is not a word of theirs."""
    person_id = contract.client_id if side is Actor.CLIENT else contract.worker_id
    steps = ContractStep.objects.filter(subject_id=contract.pk, actor=side).order_by("-number")
    answers = RequestStep.objects.filter(subject__contract_id=contract.pk, actor=side).order_by("-pk")
    asked = Request.objects.filter(contract_id=contract.pk, asked_by=side).order_by("-pk")
    moments = (
        steps.values("taken_at"),
        answers.values("taken_at"),
        asked.values("opened_at"),
        conversations.moments_of_messages(thread_id=contract.thread_id, person_id=person_id),
        *_moments_in_weeks(contract, side),
    )
    latest = Greatest("made_at", *(Subquery(each[:1]) for each in moments))
    word: datetime = Contract.objects.values_list(latest, flat=True).get(pk=contract.pk)
    return word


def _moments_in_weeks(contract: Contract, side: Actor) -> Iterator[QuerySet[Any, Any]]:
    """What this side last did in the weeks of hourly work, each as at most one row. Only the worker writes lines."""
    by_side = Q(actor=side) if side is Actor.WORKER else Q(actor=side) | Q(actor=Actor.STAFF, step="deposit")
    steps = WeekStep.objects.filter(by_side, subject__contract_id=contract.pk)
    yield _latest(steps.exclude(answers__has_key="by_standing_word"), "taken_at")
    yield _latest(LineWord.objects.filter(entry__week__contract_id=contract.pk, role=side), "written_at")
    if side is Actor.WORKER:
        yield _latest(EntryVersion.objects.filter(entry__week__contract_id=contract.pk), "written_at")


def _latest(rows: QuerySet[Any], moment: str) -> QuerySet[Any, Any]:
    """The greatest `moment` of a contract's rows: asked for by its weeks, never by reading a whole table backwards."""
    return rows.order_by().values(one=Value(1)).annotate(latest=Max(moment)).values("latest")


def offered_opening(view: ContractView, declared: Declared, answers: Mapping[str, Any] | None = None) -> Offered:
    """Opening a request as a step of this person: open, or with every reason why not."""
    latest = latest_requests(view.contract.pk)
    return _offered_opening(view, declared, opening_facts(view, answers, latest=latest), latest)


def _buttons(cycle: Lifecycle) -> Mapping[str, str]:
    """What the ways out that a refusal points to are called in this form of contract."""
    named = (step.name for step in cycle.steps if step.name in ("withdraw", "reject"))
    return {name: f"{cycle.name}.step.{name}" for name in named}


def _offered_opening(view: ContractView, declared: Declared, facts: OpeningFacts, latest: Sequence[Request]) -> Offered:
    step = Step("open", declared.opens_in, declared.lifecycle.first, declared.by, declared.guards, declared.asks)
    if view.standing:
        return Offered(step, view.standing)
    if any(each.lifecycle == declared.name and each.closed_at is None for each in latest):
        return Offered(step, (Refused("contracts.refused.request_already_open"),))
    if why := WHY_NOT.get((declared.lifecycle.words, facts.state)):
        return Offered(step, (Refused(why, _buttons(view.lifecycle)),))
    return Offered(step, view.lifecycle.refusals(step, facts, view.role, view.at))
