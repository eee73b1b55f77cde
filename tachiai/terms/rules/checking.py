"""What is wrong with terms, or still open, before anybody can agree to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from tachiai.kernel.calendar import add_months
from tachiai.kernel.refused import Refused
from tachiai.terms.rules import (
    FIELD,
    FIELDS,
    HIGHEST_PRICE,
    LEAST_MILESTONES,
    LONGEST_ITEM,
    LONGEST_MILESTONE_TITLE,
    LONGEST_REASON,
    LONGEST_TEXT,
    MOST_ACCEPTANCE_ITEMS,
    MOST_MILESTONES,
    YEARS_AHEAD,
    Field,
    Kind,
    Milestone,
    Terms,
    is_empty,
    label_key,
    open_points,
)


def objections(
    terms: Terms, today: date, *, only_required: bool = False, agreed: Terms | None = None
) -> tuple[Refused, ...]:
    """Why nobody can agree to `terms` (or, with `only_required`, publish them): open points first.

    `agreed`: terms already in force, whose dates may have passed, and which may have been made with a point open.
    """
    in_force = () if agreed is None else open_points(agreed)
    still_open = tuple(
        open_point(field)
        for field in open_points(terms)
        if (field.required or not only_required) and field not in in_force
    )
    return still_open + tuple(refused for _, refused in mistakes(terms, today, agreed=agreed))


def open_point(field: Field) -> Refused:
    """That nobody has settled this point, and what goes wrong without it."""
    return Refused("terms.refused.point_open", {"field": label_key(field), "why": f"terms.field.{field.name}.why"})


def mistakes(terms: Terms, today: date, *, agreed: Terms | None = None) -> Sequence[tuple[str, Refused]]:
    """What is filled in wrongly, as (field name, reason). Open points are not mistakes; `agreed` as in `objections`."""
    found = [(field.name, _mistake(field, getattr(terms, field.name), today, agreed)) for field in FIELDS]
    found += [("milestones", refused) for refused in _milestone_mistakes(terms, today, agreed)]
    found += [("pending", refused) for refused in _pending_mistakes(terms, today, agreed)]
    return tuple((name, refused) for name, refused in found if refused is not None)


def _mistake(field: Field, value: Any, today: date, agreed: Terms | None) -> Refused | None:
    if is_empty(value) or field.kind is Kind.PENDING:
        return None
    if field.kind is Kind.TEXT and len(value) > LONGEST_TEXT:
        return Refused("terms.refused.too_long", {"most": LONGEST_TEXT})
    if field.kind is Kind.LINES and any(len(line) > LONGEST_ITEM for line in value):
        return Refused("terms.refused.item_too_long", {"most": LONGEST_ITEM})
    if field.kind is Kind.DATE and not (agreed and getattr(agreed, field.name) == value):
        return date_mistake(value, today)
    if field.choices and value not in set(field.choices):
        return Refused("terms.refused.not_a_choice")
    if field.kind is Kind.MILESTONES:
        counted = Refused("terms.refused.milestone.count", {"least": LEAST_MILESTONES, "most": MOST_MILESTONES})
        return counted if _out_of_bounds(field, len(value)) else None
    return _out_of_bounds(field, len(value) if field.kind is Kind.LINES else value)


def date_mistake(day: date, today: date) -> Refused | None:
    """Why nothing can be promised for that day."""
    if day < today:
        return Refused("terms.refused.date_past")
    if day > (latest := latest_day(today)):
        return Refused("terms.refused.date_far", {"years": YEARS_AHEAD, "latest": latest})
    return None


def latest_day(today: date) -> date:
    """The last day for which something can be promised: further ahead, somebody has mistyped the year."""
    return add_months(today, 12 * YEARS_AHEAD)


def _out_of_bounds(field: Field, amount: Any) -> Refused | None:
    if field.least is not None and amount < field.least:
        return Refused("terms.refused.too_small", {"least": f"{field.least:,}"})
    if field.most is not None and amount > field.most:
        return Refused("terms.refused.too_large", {"most": f"{field.most:,}"})
    return None


def _pending_mistakes(terms: Terms, today: date, agreed: Terms | None) -> Iterator[Refused]:
    """A point left for later needs a reason and a day, may be left at all, and is not settled at the same time."""
    in_force = agreed.pending if agreed else ()
    for each in terms.pending:
        field = FIELD.get(each.field)
        named = {"field": label_key(field)} if field else {"field": each.field}
        if field is None or not field.may_pend:
            yield Refused("terms.refused.pending.never", named)
        elif not is_empty(getattr(terms, each.field)):
            yield Refused("terms.refused.pending.settled", named)
        elif not each.reason.strip() or each.expected_on is None:
            yield Refused("terms.refused.pending.incomplete", named)
        elif len(each.reason) > LONGEST_REASON:
            yield Refused("terms.refused.too_long", {"most": LONGEST_REASON})
        elif each not in in_force and (wrong := date_mistake(each.expected_on, today)) is not None:
            key = f"terms.refused.pending.{wrong.key.rpartition('.')[2]}"
            yield Refused(key, {**named, **wrong.params})


def _milestone_mistakes(terms: Terms, today: date, agreed: Terms | None) -> Iterator[Refused]:
    """What each part lacks, then how the parts fit together and to the whole."""
    if not terms.milestones:
        return
    before = agreed.milestones if agreed else ()
    for number, part in enumerate(terms.parts, 1):
        kept = before[number - 1].due_on if number <= len(before) else None
        for key, params in _part_mistakes(part, today, kept):
            yield Refused(f"terms.refused.milestone.{key}", {"number": number, **params})
    for number, (earlier, later) in enumerate(pairwise(part.due_on for part in terms.milestones), 2):
        if earlier and later and later < earlier:
            yield Refused("terms.refused.milestone.date_back", {"number": number, "earlier": earlier})
    last = terms.milestones[-1].due_on
    if last and terms.due_on and last != terms.due_on:
        yield Refused("terms.refused.milestone.last_date", {"last": last, "due_on": terms.due_on})
    total = sum(part.price or 0 for part in terms.milestones)
    if terms.price is not None and total != terms.price:
        key = "terms.refused.milestone.sum_above" if total > terms.price else "terms.refused.milestone.sum_below"
        amounts = {"sum_yen": total, "price_yen": terms.price, "difference_yen": abs(total - terms.price)}
        yield Refused(key, amounts)


def _part_mistakes(part: Milestone, today: date, kept: date | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What one part lacks or has wrong, as (kind, figures). `kept`: the date that it has already, if any."""
    if not part.title.strip():
        yield "title_missing", {}
    if len(part.title) > LONGEST_MILESTONE_TITLE:
        yield "title_too_long", {"most": LONGEST_MILESTONE_TITLE}
    if part.price is None or not 1 <= part.price <= HIGHEST_PRICE:
        yield "price_missing", {"most_yen": HIGHEST_PRICE}
    if part.due_on is None:
        yield "date_missing", {}
    elif part.due_on != kept and (wrong := date_mistake(part.due_on, today)) is not None:
        yield wrong.key.rpartition(".")[2], wrong.params
    if not part.acceptance_items:
        yield "items_missing", {}
    if len(part.acceptance_items) > MOST_ACCEPTANCE_ITEMS:
        yield "items_too_many", {"most": MOST_ACCEPTANCE_ITEMS}
    if any(len(item) > LONGEST_ITEM for item in part.acceptance_items):
        yield "item_too_long", {"most": LONGEST_ITEM}
