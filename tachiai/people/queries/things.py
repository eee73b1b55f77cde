"""A profile as a thing that people can point at."""

from __future__ import annotations

from tachiai.kernel.things import Thing
from tachiai.people.models import Person
from tachiai.people.queries.removals import removed_by


def profile_thing(person_id: int) -> Thing | None:
    """What a person says of themselves to everybody; None when there is no such account any more."""
    row = Person.objects.filter(pk=person_id, is_active=True).annotate(removed_by=removed_by("profile")).first()
    if row is None:
        return None
    return Thing(
        kind="profile",
        id=row.pk,
        title=str(row),
        text="\n".join((row.introduction, *row.skills)).strip(),
        path=f"/people/{row.pk}/",
        owners=(row.pk,),
        language=row.language,
        is_removed=row.removed_by is not None,
        facts={"skills": list(row.skills)},
    )
