"""Who is suspended, and one person: what restricts them, what was decided about them, what they reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.contracts.queries import ContractView, as_seen_by, desk
from tachiai.contracts.queries.lists import PAGE as CONTRACTS
from tachiai.contracts.queries.lists import contracts_of
from tachiai.contracts.queries.todo import shown_due
from tachiai.kernel.refused import Refusal
from tachiai.people import actions
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import KINDS
from tachiai.safety.queries import History, history_of
from tachiai.safety.queries.standing import LISTED, WINDOW
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.cases import rows
from tachiai.web.desk.cases.finding import thing_at
from tachiai.web.desk.cases.forms import ReasonForm
from tachiai.web.desk.people.forms import FindForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of, number_of

if TYPE_CHECKING:
    from tachiai.people.models import Restriction
    from tachiai.safety.models import Appeal, Case, Report


@staff_page
@require_safe
def suspended(request: PageRequest) -> HttpResponse:
    """Everybody suspended now, newest first. A mail address, or that of a profile, leads to its person; anything else
    is looked for among the names."""
    asked = request.GET.get("search", "").strip()
    if asked:
        found = _person_named(asked)
        return redirect("desk:person", found) if found is not None else _named(request, asked)
    shown = people.suspended_people(request.now, before_of(request))
    following = f"?before={shown[-1].pk}" if len(shown) == people.HISTORY else ""
    return frame.listed(request, "people", shown, next=following, form=FindForm())


def _named(request: PageRequest, asked: str) -> HttpResponse:
    """Who goes by such a name, with what tells namesakes apart; of mail addresses nothing is shown."""
    form = FindForm(request.GET)
    found = people.people_named(asked, number_of(request.GET.get("after"))) if form.is_valid() else []
    shown = found[: people.PAGE]
    following = {"search": asked, "after": shown[-1].id} if len(found) > people.PAGE else {}
    suspended = people.suspensions((each.id for each in shown), request.now)
    rows = [{"person": each, "is_suspended": each.id in suspended} for each in shown]
    caption = reading.plain("desk.people.named", asked=asked)
    said = {"caption": caption, "next": f"?{urlencode(following)}" if following else ""}
    return frame.listed(request, "people", rows, **said, inside="people", form=form, asked=asked)


def _person_named(asked: str) -> int | None:
    """Whose mail address or profile it is; None where it is nobody's."""
    met = thing_at(asked)
    if met is not None and met[0] == "profile":
        return met[1] if people.public_profile(met[1]) else None
    return people.id_by_email(asked)


@staff_page
@require_safe
def person(request: PageRequest, person_id: int) -> HttpResponse:
    return _page(request, person_id)


@staff_page
@require_POST
def lift(request: PageRequest, person_id: int, restriction_id: int) -> HttpResponse:
    """End a restriction that stands without a decision, from before there were any. Others end with their decision."""
    known = people.restrictions_of(person_id, request.now)
    if restriction_id not in {each.pk for each in _undecided(known, request)}:
        raise Http404
    form = _lift_form(restriction_id, request.POST)
    if form.is_valid():
        said = {"restriction_id": restriction_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            actions.lift(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("desk.people.lifted"))
            return redirect("desk:person", person_id)
    return _page(request, person_id, restriction_id, form)


@staff_page
@require_POST
def identity(request: PageRequest, person_id: int) -> HttpResponse:
    """Record that staff have seen who a person is, or take that back."""
    profile = people.public_profile(person_id)
    if profile is None or not _may_be_judged(profile, request):
        raise Http404
    form = _identity_form(profile, request.POST)
    if form.is_valid():
        act = actions.withdraw_identity if profile.identity_checked_at else actions.confirm_identity
        said = {"person_id": person_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            act(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            done = "desk.people.identity_undone" if profile.identity_checked_at else "desk.people.identity_done"
            messages.success(request, reading.plain(done))
            return redirect("desk:person", person_id)
    return _page(request, person_id, identity_form=form)


def _identity_form(profile: people.Profile, data: Any = None) -> ReasonForm:
    about = "withdraw_identity" if profile.identity_checked_at else "confirm_identity"
    return ReasonForm(data, about=about, auto_id="identity_%s")


def _may_be_judged(profile: people.Profile, request: PageRequest) -> bool:
    return not profile.is_closed and profile.id != request.user.pk


def _page(
    request: PageRequest,
    person_id: int,
    lifting: int = 0,
    sent: ReasonForm | None = None,
    identity_form: ReasonForm | None = None,
) -> HttpResponse:
    profile = people.public_profile(person_id)
    if profile is None:
        raise Http404
    restrictions = people.restrictions_of(person_id, request.now)
    history = history_of(person_id, request.user.pk, request.now)
    forms = {each.pk: _lift_form(each.pk) for each in _undecided(restrictions, request)}
    if sent is not None:
        forms[lifting] = sent
    context = {
        "profile": profile,
        "limits": [_restriction(each, request, forms.get(each.pk)) for each in restrictions[: people.HISTORY]],
        "has_more_limits": len(restrictions) > people.HISTORY,
        "may_be_judged": _may_be_judged(profile, request),
        "identity_form": identity_form or _identity_form(profile),
        **_history(history),
        **_contracts(person_id, request),
        "claims": [_claim(each) for each in desk.claims_of(person_id, request.now)],
        "days": desk.COUNTED.days,
        "trail": frame.trail("people"),
    }
    return render(request, "desk/people/detail.html", context, status=400 if sent or identity_form else 200)


def _lift_form(restriction_id: int, data: Any = None) -> ReasonForm:
    return ReasonForm(data, about="end", auto_id=f"lift_{restriction_id}_%s")


def _undecided(restrictions: Iterable[Restriction], request: PageRequest) -> list[Restriction]:
    return [each for each in restrictions if each.decision_id is None and _is_in_force(each, request)]


def _is_in_force(row: Restriction, request: PageRequest) -> bool:
    return row.lifted_at is None and (row.until is None or row.until > request.now)


def _restriction(row: Restriction, request: PageRequest, form: ReasonForm | None) -> dict[str, Any]:
    return {
        "row": row,
        "label": reading.plain(f"people.restriction.{row.kind}.name") if row.kind in KINDS else row.kind,
        "is_in_force": _is_in_force(row, request),
        "href": reverse("desk:decision", args=[row.decision_id]) if row.decision_id else "",
        "form": form,
    }


def _history(history: History) -> dict[str, Any]:
    """Decisions and cases about the person, what they reported and appealed against, each with what became of it; of
    what there is more of, the template says so."""
    lines = {
        "decisions": [rows.decision_line(each) for each in history.decisions],
        "cases": [_case(each) for each in history.cases],
        "reports": [_report(each) for each in history.reports],
        "appeals": [_appeal(each) for each in history.appeals],
    }
    return {
        "standing": list(rows.standing_rows(history.standing)),
        "standing_days": WINDOW.days,
        "more": {name: len(found) > LISTED for name, found in lines.items()},
        "listed": LISTED,
        **{name: found[:LISTED] for name, found in lines.items()},
    }


def _case(row: Case) -> dict[str, Any]:
    """With what tells it from another case about the same thing, and until when it has to be decided."""
    return {**rows.case_line(row), "reports": row.reports, "due": None if row.closed_at else row.decide_by}


def _report(row: Report) -> dict[str, Any]:
    fate = f"desk.people.fate.{row.outcome}" if row.outcome else "desk.people.fate.open"
    return {**rows.case_line(row.case), "at": row.filed_at, "state": reading.plain(fate), "is_misuse": row.is_misuse}


def _appeal(row: Appeal) -> dict[str, Any]:
    return {
        "href": reverse("desk:appeal", args=[row.pk]),
        "title": reading.plain("desk.appeal.one", number=row.pk),
        "at": row.opened_at,
        "state": reading.plain(f"appeal.state.{row.state}"),
        "is_misuse": row.is_misuse,
    }


def _contracts(person_id: int, request: PageRequest) -> dict[str, Any]:
    """The newest of their running contracts."""
    found = contracts_of(person_id, running=True)
    views = [as_seen_by(each, person_id, request.now) for each in found[:CONTRACTS]]
    return {"contracts": [_contract(each) for each in views], "has_more_contracts": len(found) > CONTRACTS}


def _contract(view: ContractView) -> dict[str, Any]:
    contract = view.contract
    return {
        "contract": contract,
        "role": reading.plain(f"contracts.role.{view.role}"),
        "state": reading.plain(f"{view.lifecycle.words}.state.{contract.state}"),
        "is_theirs": view.waits_for is view.role,
        "due_at": shown_due(contract, view.at),
    }


def _claim(claim: desk.Claim) -> dict[str, object]:
    return {
        "what": reading.plain(f"desk.requests.what.{claim.words}"),
        "href": reverse("contracts:request", args=[claim.contract.reference, claim.request_id]),
        "title": claim.contract.title,
        "opened_at": claim.opened_at,
        "rules": [reading.plain(f"screening.claim.{rule}.title") for rule in claim.rules],
    }
