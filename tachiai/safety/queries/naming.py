"""The names that nothing which is published may have: of everybody whom a case concerns."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from tachiai.people import queries as people
from tachiai.safety.models import Case, Decision, Report
from tachiai.safety.queries.conflicts import judged_before
from tachiai.safety.subjects import thing


def names_around(case_ids: Collection[int]) -> tuple[str, ...]:
    """What whom these cases and those joined to them are about, who reported them and between whom it happened are
    called now, and were called when it was reported."""
    persons, then = _around(case_ids)
    return tuple(dict.fromkeys([*people.names(persons).values(), *then]))


def names_of_staff(decision: Decision) -> tuple[str, ...]:
    """What those are called who took it, and those who had judged the case before them."""
    deciding = (each for each in (decision.decided_by_id, decision.second_id) if each is not None)
    return tuple(people.names({*deciding, *judged_before(decision.case_id)}).values())


def names_since(decision: Decision) -> frozenset[str]:
    """Names that can tell of nobody in a decision, as nobody had them by then: what those call themselves now about
    whose names who decided was asked. Only of those who were certainly part of the case (whom it is about, who had
    reported it itself), and no name that stands in a report or is that of somebody else concerned."""
    filed = Report.objects.filter(case=decision.case_id, filed_at__lte=decision.decided_at)
    known = {decision.about_id, *filed.values_list("reporter_id", flat=True)}
    persons, then = _around([decision.case_id])
    now, others = (set(people.names(some).values()) for some in (known, persons - known))
    return frozenset(now - others - set(then))


def _around(case_ids: Collection[int]) -> tuple[set[int], list[str]]:
    """Whom these cases and those joined to them concern, and what the reports call them."""
    concerned = list(Case.objects.filter(Q(pk__in=case_ids) | Q(joined_to__in=case_ids)).order_by("pk"))
    filed = list(Report.objects.filter(case__in=concerned).values_list("reporter_id", "snapshot__names"))
    persons = {reporter for reporter, _ in filed}.union(*map(_persons_of, concerned))
    return persons, [name for _, then in filed for name in then or ()]


def _persons_of(case: Case) -> set[int]:
    """Whom it is about; and whose the thing is or who alone may see it, such as the two sides of a talk."""
    found = thing(case.subject_kind, case.subject_id)
    return {case.about_id, *(found.owners if found else ()), *((found and found.readers) or ())}
