"""What staff did and looked at, newest first. Nothing here can be changed or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tachiai.conversations.queries.own import in_own_threads
from tachiai.inquiries.queries.conflicts import with_stake
from tachiai.people.queries.audit import PAGE, staff_acts
from tachiai.safety.queries.conflicts import about_themselves
from tachiai.safety.queries.settled import decisions_named, things_of_case
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.acts.forms import ActsForm
from tachiai.web.desk.acts.words import act_text, subject_href, subject_text
from tachiai.web.desk.cases.rows import decision_line
from tachiai.web.desk.frame import listed
from tachiai.web.requests import PageRequest, before_of, number_of

if TYPE_CHECKING:
    from tachiai.people.models import StaffAct
    from tachiai.safety.models import Decision

LONGEST_KIND = 40
INQUIRY = "inquiries.inquiry"
# What is said of these without the measures says little.
DECIDING = ("decide", "propose_decision", "confirm", "reject")


@staff_page
@require_safe
def log(request: PageRequest) -> HttpResponse:
    """One page of it: by whom, what, in which case, in which period; `kind` and `id` ask about one thing. Why something
    was done in a case about the reader, an inquiry in which they have a stake or a talk of their own is not shown to
    them: it may say who reported them, and what is kept from them."""
    form = ActsForm(request.GET or None)
    kind, about = request.GET.get("kind", "")[:LONGEST_KIND], number_of(request.GET.get("id"))
    asked = form.asked() if form.is_valid() else {}
    subject = (kind, about) if kind and about is not None else None
    of_case = things_of_case(asked["case_id"]) if asked.get("case_id") else ()
    found = staff_acts(**asked, of_case=of_case, subject=subject, before=before_of(request))
    following = {**request.GET.dict(), "before": str(found[PAGE - 1].pk)} if len(found) > PAGE else {}
    named = {subject for each in found[:PAGE] for subject in _subjects(each)}
    own = _kept_from(request.user.pk, named)
    brought = decisions_named({(each.subject_kind, each.subject_id) for each in found[:PAGE] if each.act in DECIDING})
    rows = [_row(each, brought, is_hidden=bool(_subjects(each) & own)) for each in found[:PAGE]]
    return listed(request, "acts", rows, next=f"?{urlencode(following)}" if following else "", form=form)


def _kept_from(staff_id: int, named: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these things whose reasons are not for this member of the staff."""
    asked = {number for kind, number in named if kind == INQUIRY}
    inquiries = {(INQUIRY, number) for number in with_stake(staff_id, asked)}
    return about_themselves(staff_id, named) | in_own_threads(staff_id, named) | inquiries


def _subjects(act: StaffAct) -> set[tuple[str, int]]:
    case = {("safety.case", act.case_id)} if act.case_id is not None else set()
    return case | {(act.subject_kind, act.subject_id)}


def _row(act: StaffAct, brought: Mapping[tuple[str, int], Decision], *, is_hidden: bool) -> dict[str, Any]:
    kind, number = act.subject_kind, act.subject_id
    what, decision = act_text(act.act, kind), brought.get((kind, number)) if act.act in DECIDING else None
    if decision is not None and not is_hidden:
        what = reading.plain("desk.acts.brought", what=what, measures=decision_line(decision)["label"])
    return {
        "act": act,
        "reason": "" if is_hidden else act.reason,
        "what": what,
        "subject": subject_text(kind, number),
        "href": subject_href(kind, number),
    }
