"""The only way to read papers: each asks who reads. A paper is for the two sides of its contract and for staff."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Case, F, JSONField, Q, QuerySet, When

from tachiai.contracts.models import Paper, PaperSeen
from tachiai.contracts.papers.kinds import KIND, WEEK_STATEMENT, Kind
from tachiai.contracts.queries import ContractView
from tachiai.documents.rules import Document
from tachiai.kernel.lifecycle import Actor
from tachiai.notices import queries as notices

PAGE = 50
LONGEST_WORDS = 240
BY_MAIL = "mail"
_WEEK = Case(When(kind=WEEK_STATEMENT.name, then=F("content__data__week")), output_field=JSONField())
_CHANNELS = ("site", BY_MAIL, "opened", "downloaded")


@dataclass(frozen=True)
class PaperView:
    """One paper as one person meets it; `role` is CLIENT, WORKER or STAFF. `related`: serial of the first order notice,
    of a notice that follows it."""

    paper: Paper
    role: Actor
    person_id: int
    reference: str
    related: str

    @property
    def kind(self) -> Kind:
        return KIND[self.paper.kind]

    @property
    def document(self) -> Document:
        return Document.from_data(self.paper.content)

    @property
    def is_unchanged(self) -> bool:
        """Whether what is stored is still what was issued."""
        return self.document.digest() == self.paper.digest


def paper_for(person_id: int, is_staff: bool, serial: str) -> PaperView | None:
    """The paper called `serial` for the sides of its contract and for staff; None for everybody else."""
    paper = Paper.objects.select_related("contract", "relates_to").filter(serial=serial).first()
    if paper is None:
        return None
    roles = {paper.worker_id: Actor.WORKER, paper.client_id: Actor.CLIENT}
    role = roles.get(person_id, Actor.STAFF if is_staff else None)
    related = paper.relates_to.serial if paper.relates_to else ""
    return None if role is None else PaperView(paper, role, person_id, paper.contract.reference, related)


@dataclass(frozen=True)
class PaperLine:
    """A paper in a list, without its content. `counterparty`: the other side as the paper names it; for staff both.
    `week`: of a statement of one week, which."""

    id: int
    serial: str
    kind: str
    reference: str
    title: str
    dated_on: date
    amount: int | None
    week: int | None
    counterparty: str


@dataclass(frozen=True)
class Found:
    """A page of a search, newest first; `older` is the `before` of the next one (None at the end)."""

    lines: Sequence[PaperLine]
    older: int | None


def _lines(papers: QuerySet[Paper], reader: int | None) -> list[PaperLine]:
    """Papers without their content, as one of the sides (or staff, None) meets them."""
    columns = ("id", "serial", "kind", "contract__reference", "contract__title", "dated_on", "amount")
    rows = papers.values_list(*columns, _WEEK, "client_id", "client_name", "worker_name")
    return [
        PaperLine(paper_id, serial, kind, reference, title, dated_on, amount, week, _other(reader, *names))
        for paper_id, serial, kind, reference, title, dated_on, amount, week, *names in rows
    ]


def _other(reader: int | None, client_id: int, client_name: str, worker_name: str) -> str:
    if reader is None:
        return f"{client_name} / {worker_name}"
    return worker_name if reader == client_id else client_name


def papers_of(view: ContractView) -> list[PaperLine]:
    """Every paper of a contract in the order of issue; bounded by its steps."""
    return _lines(Paper.objects.filter(contract_id=view.contract.pk).order_by("pk"), view.sides.get(view.role))


def papers_found(
    person_id: int,
    *,
    since: date | None = None,
    until: date | None = None,
    least: int | None = None,
    most: int | None = None,
    counterparty: str = "",
    kind: str = "",
    before: int | None = None,
    limit: int = PAGE,
) -> Found:
    """The person's own papers, newest first, by any of: date, amount in yen, words in the other side's name, kind.

    `before`: the id of the last paper seen. Each side has its own index, walked on its own and merged; the index holds
    what is asked for, so that papers which do not match are not read.
    """
    wanted = _between("dated_on", since, until) & _between("amount", least, most)
    wanted &= Q(kind=kind) if kind else Q()
    wanted &= _older_than(person_id, before) if before else Q()
    ids: list[int] = []
    for side, other in (("client", "worker_words"), ("worker", "client_words")):
        named = Q(**{f"{other}__contains": words}) if (words := searched(counterparty)) else Q()
        mine = Paper.objects.filter(Q(**{f"{side}_id": person_id}) & wanted & named)
        ids += mine.order_by("-dated_on", "-pk").values_list("pk", flat=True)[: limit + 1]
    found = _lines(Paper.objects.filter(pk__in=ids), person_id)
    lines = sorted(found, key=attrgetter("dated_on", "id"), reverse=True)
    return Found(lines[:limit], lines[limit - 1].id if len(lines) > limit else None)


def searched(name: str) -> str:
    """A name as it is kept to be searched, and as it is looked for: width, case and blanks make no difference."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:LONGEST_WORDS]


def _between(column: str, least: object, most: object) -> Q:
    return (Q() if least is None else Q(**{f"{column}__gte": least})) & (
        Q() if most is None else Q(**{f"{column}__lte": most})
    )


def _older_than(person_id: int, paper_id: int) -> Q:
    """Papers after that one in the order of the list; nothing when it is not this person's."""
    mine = Q(client_id=person_id) | Q(worker_id=person_id)
    day = Paper.objects.filter(mine, pk=paper_id).values_list("dated_on", flat=True).first()
    if day is None:
        return Q(pk=None)
    # The first bound is what the index is entered by.
    return Q(dated_on__lte=day) & (Q(dated_on__lt=day) | Q(pk__lt=paper_id))


@dataclass(frozen=True)
class Evidence:
    """One proof that a paper reached a person. `channel`: `site` (a notice with its address was put before them),
    `mail` (`state` as in notices.queries.MailStanding; `sent`: the mail server took it), `opened`, `downloaded`
    (`detail`: in which form). `at` is None for a mail that was not sent."""

    person_id: int
    role: Actor
    channel: str
    at: datetime | None
    state: str = ""
    detail: str = ""


def evidence(view: PaperView) -> list[Evidence]:
    """Everything that shows how the paper reached its people, in the order in which it happened; what did not, last."""
    paper = view.paper
    roles = {paper.client_id: Actor.CLIENT, paper.worker_id: Actor.WORKER}
    seen = list(PaperSeen.objects.filter(paper_id=paper.pk))
    mails = notices.mails_of(one.notice_id for one in seen if one.notice_id is not None)
    found = [Evidence(one.person_id, roles[one.person_id], one.channel, one.at, detail=one.detail) for one in seen]
    found += [
        Evidence(one.person_id, roles[one.person_id], BY_MAIL, mail.sent_at, mail.state)
        for one in seen
        if one.notice_id is not None and (mail := mails.get(one.notice_id))
    ]
    return sorted(found, key=_moment)


def _moment(one: Evidence) -> tuple[bool, float, int]:
    at = one.at.timestamp() if one.at else 0.0
    return one.at is None, at, _CHANNELS.index(one.channel)
