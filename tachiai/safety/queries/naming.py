"""The names that nothing which is published may have: of everybody whom a case concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from tachiai.people import queries as people
from tachiai.safety.models import Case, Report


def names_around(case_ids: Collection[int], others: Iterable[int] = ()) -> tuple[str, ...]:
    """What whom these cases and those joined to them are about, and who reported them, are called now and were called
    then; and the names of these `others`."""
    concerned = Case.objects.filter(Q(pk__in=case_ids) | Q(joined_to__in=case_ids))
    filed = list(Report.objects.filter(case__in=concerned).values_list("reporter_id", "snapshot__names"))
    now = people.names({*others, *concerned.values_list("about_id", flat=True), *(reporter for reporter, _ in filed)})
    return tuple(dict.fromkeys([*now.values(), *(name for _, then in filed for name in then or ())]))
