"""The money of one holder, as entries of the record: where it came from and went, without anybody's balance."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.kernel.entries import Entry as Recorded
from tachiai.kernel.entries import Piece
from tachiai.money.models import Entry, Leg
from tachiai.money.rules import PERSON_WALLET, Holder


def record(holder: Holder, piece: Piece) -> Iterator[Recorded]:
    """Every movement of this holder."""
    after, upto = piece.of("movement")
    made = Entry.objects.filter(holder_kind=holder.kind, holder_id=holder.id, pk__gt=after, pk__lte=upto).order_by("pk")
    for entry in made.prefetch_related("legs__account"):
        legs = sorted(entry.legs.all(), key=lambda leg: leg.pk)
        payload = {"movement": entry.movement, "step": entry.step_number, "legs": [_leg(leg) for leg in legs]}
        yield Recorded("movement", entry.pk, entry.made_at, payload)


def _leg(leg: Leg) -> dict[str, object]:
    account, owner = leg.account.code.split(":", 1)
    whose = {"person": int(owner)} if account == PERSON_WALLET.kind else {}
    return {"account": account, "line": leg.line, "yen": leg.amount, **whose}
