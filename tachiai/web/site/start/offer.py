"""To whom the first screens are offered: people without any contract who have not set them aside."""

from __future__ import annotations

from tachiai.contracts.queries.newcomers import has_had_contract
from tachiai.people.queries.hints import has_set_aside

HINT = "start"


def is_offered(person_id: int) -> bool:
    return not has_had_contract(person_id) and not has_set_aside(person_id, HINT)
