"""Agreements to keep secrets, each through one query that knows who asks; and the texts that somebody is to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tachiai.documents.rules import Document
from tachiai.jobs.confidentiality import (
    ConfidentialityFacts,
    Signatory,
    Signed,
    Undertaking,
    counterpart,
    request_document,
    with_signatures,
)
from tachiai.jobs.lifecycles import CONFIDENTIALITY, PAUSE
from tachiai.jobs.models import Confidentiality, ConfidentialityStep, Proposal, SignedCopy
from tachiai.jobs.queries.proposals import OPEN_STATES, side_of
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor, Offered, State
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.screening.claims import claims_in
from tachiai.screening.clauses import clauses_in, explained

POSSIBLE_IN = (*OPEN_STATES, "contracted")
IN_VAIN = ("declined", "lapsed")
MOST_LISTED = 20


@dataclass(frozen=True)
class ConfidentialityView:
    """One request as one of its two sides meets it. `copies` by the side that signed: asker, asked."""

    row: Confidentiality
    person_id: int
    copies: dict[str, SignedCopy]

    @property
    def proposal(self) -> Proposal:
        return self.row.proposal

    @property
    def is_asker(self) -> bool:
        return self.person_id == self.row.asker_id

    @property
    def state(self) -> State:
        return CONFIDENTIALITY.state(self.row.state)

    @property
    def request(self) -> Document:
        """What the asker signed."""
        return Document.from_data(self.copies[Actor.ASKER].content)

    @property
    def document(self) -> Document:
        """The text as it stands: the counterpart once both have signed, until then the request."""
        return Document.from_data(self._newest.content)

    @property
    def digest(self) -> str:
        return self._newest.digest

    @property
    def _newest(self) -> SignedCopy:
        return self.copies.get(Actor.ASKED) or self.copies[Actor.ASKER]

    @property
    def shown(self) -> Document:
        """The document with every signature below it."""
        return with_signatures(self.document, self.signatures)

    @property
    def signatures(self) -> tuple[Signed, ...]:
        document = self.document
        names = {Actor.ASKER: document.issued_by.name, Actor.ASKED: document.addressed_to.name}
        return tuple(
            Signed(names[side], copy.signed_at, copy.method, copy.digest)
            for side in (Actor.ASKER, Actor.ASKED)
            if (copy := self.copies.get(side)) is not None
        )

    @property
    def cautions(self) -> tuple[str, ...]:
        """What its reader should know of the special terms that the other side wrote: see `cautions`."""
        return () if self.is_asker else cautions(str(self.document.data["special"]))

    def offered(self, at: datetime) -> tuple[Offered, ...]:
        """The steps of this side, each open or with its reasons."""
        me = Actor.ASKER if self.is_asker else Actor.ASKED
        return CONFIDENTIALITY.offered(ConfidentialityFacts(self.row.state), me, at)


def cautions(special: str) -> tuple[str, ...]:
    """What to know of special terms before they are signed: keys of texts with `title` and `text` below them."""
    demands = ("confidentiality.caution",) if claims_in(special) else ()
    return (*demands, *(explained(clause).key for clause in clauses_in(special)))


def confidentiality_for(person_id: int, proposal_id: int, request_id: int) -> ConfidentialityView | None:
    """The request for either side of its proposal; None for everybody else."""
    return _view(_rows(person_id, proposal_id).filter(pk=request_id), person_id)


def latest_confidentiality(person_id: int, proposal_id: int) -> ConfidentialityView | None:
    """The newest request beside a proposal, for either side of it; an open or agreed one is always the newest."""
    return _view(_rows(person_id, proposal_id).order_by("-pk"), person_id)


def _rows(person_id: int, proposal_id: int) -> QuerySet[Confidentiality]:
    rows = Confidentiality.objects.select_related("proposal__listing", "asker", "asked")
    mine = Q(asker_id=person_id) | Q(asked_id=person_id)
    return rows.defer("proposal__listing__search").filter(mine, proposal_id=proposal_id)


def _view(found: QuerySet[Confidentiality], person_id: int) -> ConfidentialityView | None:
    row = found.first()
    if row is None:
        return None
    copies = {copy.role: copy for copy in SignedCopy.objects.filter(confidentiality_id=row.pk)}
    return ConfidentialityView(row, person_id, copies)


def earlier_confidentiality(proposal_id: int, but: int) -> Sequence[Confidentiality]:
    """The other requests beside a proposal, newest first; for those who may see one of them. Bounded."""
    rows = Confidentiality.objects.select_related("asker").filter(proposal_id=proposal_id).exclude(pk=but)
    return list(rows.order_by("-pk")[:MOST_LISTED])


def steps_of_confidentiality(request_id: int) -> list[ConfidentialityStep]:
    """Every step taken in a request, newest first."""
    return list(ConfidentialityStep.objects.filter(subject_id=request_id).order_by("-number"))


def objections_to_asking(proposal: Proposal, person_id: int, at: datetime) -> tuple[Refused, ...]:
    """Why this side of the proposal cannot ask now."""
    if proposal.state not in POSSIBLE_IN:
        return (Refused("confidentiality.refused.proposal_over"),)
    asked = Confidentiality.objects.filter(proposal_id=proposal.pk)
    if asked.exclude(state__in=(*IN_VAIN, "withdrawn")).exists():
        return (Refused("confidentiality.refused.one_at_a_time"),)
    in_vain = asked.filter(asker_id=person_id, state__in=IN_VAIN).order_by("-pk")
    ended_at = in_vain.values_list("closed_at", flat=True).first()
    if ended_at is not None and at < ended_at + PAUSE:
        return (Refused("confidentiality.refused.asked_lately", {"until": ended_at + PAUSE}),)
    return ()


def request_to_sign(proposal: Proposal, person_id: int, undertaking: Undertaking, at: datetime) -> Document:
    """What the asker would sign now."""
    number = Confidentiality.objects.filter(proposal_id=proposal.pk).count() + 1
    asked_id = proposal.worker_id if person_id == proposal.client_id else proposal.client_id
    return request_document(
        undertaking,
        job=proposal.listing.title,
        number=f"NDA-{proposal.pk}-{number}",
        asker=signatory(proposal, person_id, at),
        asked=signatory(proposal, asked_id, at),
        on=local_date(at),
    )


def counterpart_to_sign(view: ConfidentialityView, at: datetime) -> Document:
    """What the asked side would sign now: the request with what it declares of itself."""
    return counterpart(view.request, signatory(view.proposal, view.row.asked_id, at))


def signatory(proposal: Proposal, person_id: int, at: datetime) -> Signatory:
    """One side of the proposal as it declares itself at `at`. LookupError for a stranger to it."""
    side = side_of(proposal, person_id)
    if side is None:
        raise LookupError(f"person {person_id} has no part in proposal {proposal.pk}")
    declared = people.trader(person_id, at)
    name = people.names([person_id])[person_id]
    return Signatory(person_id, side, name, declared.trade_name, declared.address)
