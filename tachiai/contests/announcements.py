"""What is told to whom about a contest: kinds derived from its life cycle, and what happens to single proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tachiai.clockwork.actions import By
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest, ContestProposal, Question
from tachiai.contests.queries.facts import adoptable, contest_facts
from tachiai.contests.rules import is_promised
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.texts import CATALOGUE
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import reminder_kinds, step_kinds
from tachiai.people import queries as people


def contest_path(listing_id: int) -> str:
    """The page of a contest."""
    return f"/contests/{listing_id}/"


def proposal_path(proposal_id: int) -> str:
    """The page of a proposal to a contest."""
    return f"/contests/proposals/{proposal_id}/"


def selection_path(listing_id: int) -> str:
    """Where the client chooses."""
    return f"{contest_path(listing_id)}selection/"


def deposit_path(listing_id: int) -> str:
    """Where the client deposits."""
    return f"{contest_path(listing_id)}deposit/"


def step_taken(contest: Contest, step: Step, by: By, at: datetime, paid: Mapping[int, int]) -> None:
    """Everybody whom the step tells, except the one who took it. `paid`: yen by person that the step gave to makers;
    they are told of it instead."""
    if step.name == "close_applications" and not adoptable(contest.pk).exists():
        return  # the step that follows at once says more
    kinds = _as_promised(contest, step_kinds(CONTEST, step, contest.state))
    tellings: list[Telling] = []
    for actor, kind in kinds.items():
        if actor is not by.actor:
            people_told = set(_people(contest, actor)) - set(paid)
            tellings += _tellings(contest, kind, sorted(people_told), at, actor)
    for worker_id, amount in sorted(paid.items()):
        tellings += _tellings(contest, "contest_proposal.shared.worker", [worker_id], at, amount_yen=amount)
    tell_all(tellings, at=at)


def ended_early(contest: Contest, watchers: Iterable[int], at: datetime) -> None:
    """Everybody who put the listing aside, beside the makers, whom the step tells: it ends sooner."""
    makers = {contest.client_id, *_makers(contest)}
    told = sorted(set(watchers) - makers)
    tell_all(_tellings(contest, "contest_proposal.ends_sooner.worker", told, at), at=at)


def reminder(contest: Contest, at: datetime) -> None:
    """The client hears of a deadline that comes near."""
    kinds = _as_promised(contest, reminder_kinds(CONTEST, contest.state))
    tell_all(_tellings(contest, kinds[Actor.CLIENT], [contest.client_id], at, Actor.CLIENT), at=at)


def deposit_announced(contest: Contest, reference: str, amount: int, at: datetime) -> None:
    """Staff: a client says that money is on its way; `reference` stands on the transfer."""
    kind, staff = "money.contest_announced", people.staff_ids()
    tell_all(_tellings(contest, kind, staff, at, pay_in=reference, amount_yen=amount), at=at)


def kept_in_wallet(contest: Contest, at: datetime) -> None:
    """The client's money came, and the contest could not be published with it as it stands."""
    tell_all(_tellings(contest, "money.contest_kept", [contest.client_id], at, Actor.CLIENT), at=at)


def received(contest: Contest, proposal: ContestProposal, at: datetime, *, is_new: bool) -> None:
    """The client: a proposal came, or the next version of one."""
    kind = "contest_proposal.received.client" if is_new else "contest_proposal.revised.client"
    _tell_client_of(contest, proposal, kind, at)


def withdrawn(contest: Contest, proposal: ContestProposal, at: datetime) -> None:
    """The client: a maker took a proposal back."""
    _tell_client_of(contest, proposal, "contest_proposal.withdrawn.client", at)


def liked(contest: Contest, proposal: ContestProposal, at: datetime) -> None:
    """The maker: the client likes it."""
    _tell_maker(contest, proposal, "contest_proposal.liked.worker", at)


def wished(contest: Contest, proposal: ContestProposal, text: str, at: datetime) -> None:
    """The maker: the client asks for another version."""
    _tell_maker(contest, proposal, "contest_proposal.wished.worker", at, text=text)


def marked(contest: Contest, proposal: ContestProposal, at: datetime) -> None:
    """The maker: the client says that it does not meet the brief, and why."""
    _tell_maker(contest, proposal, "contest_proposal.marked.worker", at, reason=proposal.mark_reason)


def overturned(contest: Contest, proposal: ContestProposal, at: datetime) -> None:
    """Both: staff say that it does meet the brief."""
    _tell_maker(contest, proposal, "contest_proposal.overturned.worker", at)
    _tell_client_of(contest, proposal, "contest_proposal.overturned.client", at)


def adopted(contest: Contest, proposal: ContestProposal, path: str, at: datetime) -> None:
    """The maker: it was adopted; `path` is the page of the contract. An additional award waits for its deposit yet."""
    kind = "contest_proposal.adopted_more.worker" if proposal.is_additional else "contest_proposal.adopted.worker"
    told = _tellings(contest, kind, [proposal.worker_id], at, number=proposal.number)
    tell_all([Telling(each.person_id, each.kind, path, each.params) for each in told], at=at)


def asked(contest: Contest, question: Question, at: datetime) -> None:
    """The client: somebody asks about the brief."""
    kind = "contest_proposal.question.client"
    tell_all(_tellings(contest, kind, [contest.client_id], at, text=question.text), at=at)


def answered(contest: Contest, question: Question, at: datetime) -> None:
    """Who asked: the client has answered."""
    kind = "contest_proposal.answer.worker"
    tell_all(_tellings(contest, kind, [question.asker_id], at, text=question.answer), at=at)


def _tell_client_of(contest: Contest, proposal: ContestProposal, kind: str, at: datetime) -> None:
    worker = people.names([proposal.worker_id])[proposal.worker_id]
    params = {**_gaps(contest), "worker": worker, "number": proposal.number}
    tell_all([Telling(contest.client_id, kind, proposal_path(proposal.pk), params)], at=at)


def _tell_maker(contest: Contest, proposal: ContestProposal, kind: str, at: datetime, **more: object) -> None:
    params = {**_gaps(contest), "number": proposal.number, **more}
    tell_all([Telling(proposal.worker_id, kind, proposal_path(proposal.pk), params)], at=at)


def _as_promised(contest: Contest, kinds: Mapping[Actor, str]) -> Mapping[Actor, str]:
    """The same kinds; what says how the contest ends has words of its own while a promise to adopt stands."""
    if not is_promised(contest_facts(contest)):
        return kinds
    own = {kind: f"{kind.removesuffix(f'.{who}')}.promised.{who}" for who, kind in kinds.items()}
    return {who: own[kind] if f"notices.{own[kind]}.subject" in CATALOGUE else kind for who, kind in kinds.items()}


def _tellings(
    contest: Contest, kind: str, person_ids: Iterable[int], at: datetime, actor: Actor | None = None, **more: object
) -> list[Telling]:
    return [Telling(one, kind, _path(contest, actor), {**_gaps(contest), **more}) for one in person_ids]


def _path(contest: Contest, actor: Actor | None) -> str:
    """Clients are led to where they can act."""
    if actor is not Actor.CLIENT:
        return contest_path(contest.listing_id)
    if contest.state in (CONTEST.first, "lapsed"):
        return deposit_path(contest.listing_id)
    return selection_path(contest.listing_id)


def _people(contest: Contest, actor: Actor) -> Iterable[int]:
    if actor is Actor.STAFF:
        return people.staff_ids()
    return (contest.client_id,) if actor is Actor.CLIENT else _makers(contest)


def _makers(contest: Contest) -> list[int]:
    """Everybody whose proposal stands and was not adopted."""
    rows = ContestProposal.objects.filter(contest_id=contest.pk, withdrawn_at=None, adopted_at=None)
    return list(rows.order_by("worker_id").values_list("worker_id", flat=True).distinct())


def _gaps(contest: Contest) -> dict[str, object]:
    return {
        "title": contest.title,
        "client": people.names([contest.client_id])[contest.client_id],
        "price_yen": contest.prize,
        "reason": contest.end_reason,
        **({"due_at": contest.due_at} if contest.due_at else {}),
    }
