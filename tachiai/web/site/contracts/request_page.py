"""The page of one request as data: who asked what and why, what is on the table, what the reader can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contracts import queries as contracts
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.queries.requests import RequestView, offered_in, steps_of_request
from tachiai.contracts.record import holds
from tachiai.contracts.rules import SIDES
from tachiai.contracts.rules.requests import may_be_refused_until
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.screening.claims import advice_of
from tachiai.terms import queries as terms_queries
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.contracts.amounts import Rows, brief_split_rows, change_rows
from tachiai.web.site.contracts.beside import asker_name, request_clock, waits_for
from tachiai.web.site.contracts.mediating import Course, course_of
from tachiai.web.site.contracts.request_forms import exception_text
from tachiai.web.site.contracts.standing import said_by
from tachiai.web.site.contracts.story import files_of
from tachiai.web.terms_rows import diff_against

if TYPE_CHECKING:
    from tachiai.contracts.models import RequestStep

# Steps that hand over a division, by the side or staff who proposed it.
COUNTERING = ("counter", "counter_again")
DIVIDING = (*COUNTERING, "offer", "propose", "decide")
ENDING = ("accept", "accept_counter", "accept_offer", "agree", "end", "decide")
PREFERRED = ("answer", "accept", "accept_counter", "state_case", "propose", "decide", "top_up", "agree")
QUIET = ("withdraw", "call_off")


@dataclass(frozen=True)
class Division:
    """A division of what is held, as somebody proposed it."""

    who: str
    rows: Rows
    reason: str = ""


@dataclass(frozen=True)
class RequestPage:
    """`facts` is a definition list; `statements` who said what at length; `changes` rows of the diff."""

    view: RequestView
    clock: ClockBar
    title: str
    facts: Sequence[Mapping[str, Any]]
    statements: Sequence[Mapping[str, str]]
    divisions: Sequence[Division]
    changes: Sequence[Mapping[str, Any]]
    money: Rows
    files: Sequence[Mapping[str, Any]]
    steps: Sequence[Mapping[str, Any]]
    history: Sequence[Mapping[str, Any]]
    advice: Sequence[Mapping[str, str]]
    course: Course | None
    seal: Mapping[str, Any] | None

    @property
    def is_dispute(self) -> bool:
        """Whether help from outside may be wanted."""
        return bool(self.advice) or self.view.lifecycle.words in ("termination", "mediation")


def request_page(view: RequestView, *, check_seal: bool = False) -> RequestPage:
    """Everything on the page of one request. `check_seal`: read the whole record again and compare."""
    request = view.request
    steps = steps_of_request(request.pk)
    changes, money = _change(view)
    return RequestPage(
        view=view,
        clock=request_clock(view),
        title=reading.plain(f"{view.lifecycle.words}.name"),
        facts=_facts(view),
        statements=_statements(view, steps),
        divisions=list(_divisions(view, steps)),
        changes=changes,
        money=money,
        files=files_of(request.files.all()),
        steps=list(_after_refusal(view)) if view.state.final else request_steps(view),
        history=_history(view, steps),
        advice=[_advice(rule) for rule in view.claims],
        course=_course(view),
        seal=_seal(view, check_seal),
    )


def _seal(view: RequestView, check: bool) -> Mapping[str, Any] | None:
    """The seal on the record that a mediation is held on, with whether it still holds if that was asked."""
    sealed = view.request.values.get("seal")
    return sealed and {**sealed, "holds": holds(view.contract.contract, sealed) if check else None}


def _advice(rule: str) -> Mapping[str, str]:
    key = advice_of(rule).key
    return {"title": reading.plain(f"{key}.title"), "text": reading.plain(f"{key}.text")}


def _is_mediation(view: RequestView) -> bool:
    return view.lifecycle.words == "mediation"


def _course(view: RequestView) -> Course | None:
    """How a mediation that is still open goes on."""
    if not _is_mediation(view) or view.state.final:
        return None
    contract = view.contract.contract
    deadlock = contracts.agreed_terms(contract).deadlock
    return course_of(view.declared.name, contract, deadlock, now=view.request.state)


def _facts(view: RequestView) -> list[Mapping[str, Any]]:
    """Who asked when, and what was answered on opening it; a mediation has statements instead."""
    values = view.request.values
    if _is_mediation(view):
        return []
    rows = [("asked_by", asker_name(view)), ("asked_at", reading.moment_text(view.request.opened_at))]
    if code := values.get("reason_code"):
        rows.append(("reason_code", reading.plain(f"contracts.termination_reason.{code}")))
    if exception := values.get("exception"):
        rows.append(("exception", exception_text(exception)))
    if view.contract.role is Actor.STAFF and view.request.lifecycle == "contact_reminder" and not view.state.final:
        until = may_be_refused_until(view.request.opened_at, LIMITS)
        rows.append(("refusable_until", reading.moment_text(until)))
    facts: list[Mapping[str, Any]] = [
        {"term": reading.plain(f"requests.fact.{name}"), "text": text} for name, text in rows
    ]
    for name in ("reason", "note"):
        if values.get(name):
            facts.append({"term": reading.plain(f"requests.fact.{name}"), "prose": values[name]})
    return facts


def _statements(view: RequestView, steps: Sequence[RequestStep]) -> list[Mapping[str, str]]:
    """In a mediation: what each side stated, the asking side first."""
    if not _is_mediation(view):
        return []
    own = {"who": asker_name(view), "text": str(view.request.values.get("reason", ""))}
    stated = [step for step in steps if step.step == "state_case"]
    return [own, *({"who": _who(view, step), "text": step.answers.get("reason", "")} for step in stated)]


def _divisions(view: RequestView, steps: Sequence[RequestStep]) -> Iterator[Division]:
    """What is on the table: in a termination the latest division, in a mediation the latest of each, newest first."""
    contract, seen = view.contract.contract, set()
    for step in steps:
        if step.step in DIVIDING and step.actor not in seen:
            seen.add(step.actor)
            rows = brief_split_rows(contract, int(step.answers["worker_share"]))
            yield Division(_who(view, step), rows, step.answers.get("reason", ""))
            if not _is_mediation(view):
                return
    if not _is_mediation(view) and "worker_share" in view.request.values:
        yield Division(asker_name(view), brief_split_rows(contract, int(view.request.values["worker_share"])))


def _change(view: RequestView) -> tuple[Sequence[Mapping[str, Any]], Rows]:
    """What the proposed terms change, and what that means for the deposit. Once applied, there is none to tell."""
    request, contract = view.request, view.contract.contract
    if request.terms_id is None:
        return (), []
    proposed = terms_queries.version(request.terms_id)
    before = terms_queries.terms_of(proposed.amends_id) if proposed.amends_id else contracts.agreed_terms(contract)
    changes = diff_against(before, proposed.terms)
    if view.state.final or contract.part >= len(proposed.terms.parts):
        return changes, []
    return changes, change_rows(contract, proposed.terms.parts[contract.part].price or 0)


def request_steps(view: RequestView) -> list[Mapping[str, Any]]:
    """What this reader can do in the present state of the request, open steps first, and what not, with the reasons."""
    shown = [offer for offer in offered_in(view) if view.request.state in offer.step.sources]
    rows = [_step(view, offer) for offer in shown]
    return sorted(rows, key=lambda row: (not row["is_open"], row["kind"] != "primary", row["kind"] == "quiet"))


def _after_refusal(view: RequestView) -> Iterator[Mapping[str, Any]]:
    """What is left to do when an early end was refused and the contract goes on."""
    is_refused = (view.lifecycle.words, view.request.state) == ("termination", "refused")
    if is_refused and view.contract.role in SIDES and not view.contract.is_over:
        yield {
            "name": "mediation",
            "label": reading.plain("mediation.link"),
            "is_open": True,
            "kind": "secondary",
            "href": reverse("contracts:ask", args=[view.contract.contract.reference, "mediation"]),
            "hint": reading.plain("requests.purpose.mediation"),
        }


def explain_step(view: RequestView, step: str) -> str:
    """What pressing it means; of a division, how many the two may still propose."""
    explained = reading.plain(f"{view.lifecycle.words}.explain.{step}")
    if step not in COUNTERING:
        return explained
    most = LIMITS.most_counters
    left = max(0, most - view.request.values.get("counters", 0))
    return f"{explained} {reading.plain('requests.form.counters_left', most=most, left=left)}"


def _step(view: RequestView, offer: Offered) -> Mapping[str, Any]:
    name, contract = offer.step.name, view.contract.contract
    pays = is_prepared(view, name)
    waits = waits_for(view) is view.contract.role
    kind = "quiet" if name in QUIET else "primary" if name in PREFERRED and waits else "secondary"
    return {
        "name": name,
        "label": reading.plain(f"{view.lifecycle.words}.step.{name}"),
        "is_open": offer.is_open or pays,
        "kind": kind,
        "href": reverse("contracts:request_step", args=[contract.reference, view.request.pk, name]),
        "reasons": () if pays else offer.refused,
    }


def is_prepared(view: RequestView, step: str) -> bool:
    """Paying the difference has a page of its own, which tells how."""
    return step == "top_up" and view.contract.role is Actor.CLIENT and not view.contract.is_stand_in


def _history(view: RequestView, steps: Sequence[RequestStep]) -> list[Mapping[str, Any]]:
    """What happened, newest first, down to the opening."""
    words, request = view.lifecycle.words, view.request
    first = request.values.get("first_share")
    opened = {
        "at": request.opened_at,
        "actor": asker_name(view),
        "kind": "step",
        "text": reading.plain(f"{words}.done.open"),
        "body": "" if first is None else _share_text(first),
    }
    return [*(_event(view, step) for step in steps), opened]


def _event(view: RequestView, step: RequestStep) -> Mapping[str, Any]:
    words, is_auto = view.lifecycle.words, step.actor == Actor.CLOCK
    share = step.answers.get("worker_share")
    said = [] if share is None else [_share_text(share)]
    return {
        "at": step.taken_at,
        "actor": _who(view, step),
        "kind": "auto" if is_auto else "step",
        "text": reading.plain(f"{words}.done.{step.step}"),
        "body": "\n".join([*said, step.answers.get("reason", "")]).strip(),
        "rule": _rule(view, step) if is_auto else "",
        "seal": "agreed" if step.step in ("accept", "accept_counter", "accept_offer") else "",
    }


def _share_text(share: int) -> str:
    return reading.plain("requests.page.share", worker=reading.yen(share))


def _rule(view: RequestView, step: RequestStep) -> str:
    deadline = view.lifecycle.state(step.from_state).deadline
    return reading.plain(f"{view.lifecycle.words}.rule.{step.step}", days=deadline.length.days if deadline else 0)


def _who(view: RequestView, step: RequestStep) -> str:
    """The two sides by name; staff and the clock by what they are."""
    if step.actor not in SIDES:
        return reading.plain(f"contracts.role.{step.actor}")
    return said_by(view.contract, Actor(step.actor), step.person_id)
