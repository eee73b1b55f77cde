"""The talk about the terms on the table as data: each item with its value, what changed, and what each side said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tachiai.jobs.queries import ProposalView
from tachiai.jobs.rules import OFFERED_AS_BUDGET, OFFERED_BY_WORKER, is_small
from tachiai.kernel.lifecycle import Actor
from tachiai.terms.queries import Said
from tachiai.terms.rules import Field, Group, Terms, label_key
from tachiai.terms.rules.alignment import USUAL, Item, Standing, item_label_key
from tachiai.web import reading
from tachiai.web.terms_rows import value_text

SIDES = (Actor.CLIENT, Actor.WORKER)


@dataclass(frozen=True)
class ItemCard:
    """One item. `lines` are what it says, label and value; a single point has one. `tick`: this reader has yet to
    confirm it. `is_open`: it has no value that could be confirmed. `marks`: how each side stands. `words`: the texts
    about it; `is_asked`: one of them, the `question`, waits for this reader's answer. `is_settled`: this reader has
    nothing left to do about it and nobody asks, so that its value and how both stand are enough at first."""

    name: str
    label: str
    why: str
    filled_by: str
    lines: Sequence[Mapping[str, str]]
    change: Mapping[str, str] | None
    digest: str
    difference: str
    tick: bool
    is_open: bool
    marks: Sequence[Mapping[str, str]]
    words: Sequence[Mapping[str, Any]]
    is_asked: bool
    is_settled: bool
    question: str = ""

    @property
    def brief_marks(self) -> Sequence[Mapping[str, str]]:
        """One mark for both where they stand alike."""
        first, second = self.marks
        both = {**first, "who": "", "state": reading.plain("terms.stance.both_understood")}
        return [both] if first["state"] == second["state"] else [first, second]


@dataclass(frozen=True)
class Section:
    """The items of one group; `left` of them this reader has yet to confirm."""

    name: str
    title: str
    cards: Sequence[ItemCard]
    left: int


@dataclass(frozen=True)
class TalkPage:
    """`left`: how many settled items each side has yet to understand; `waits_for` whose word comes next, None when
    either's. `asked`: the sides whose answer is awaited. `settles`: who has to settle what is open, None for either."""

    sections: Sequence[Section]
    count: int
    left: Mapping[Actor, int]
    waits_for: Actor | None
    asked: frozenset[Actor]
    settles: Actor | None
    is_small: bool

    @property
    def cards(self) -> Sequence[ItemCard]:
        return [card for section in self.sections for card in section.cards]

    @property
    def open_points(self) -> Sequence[ItemCard]:
        return [card for card in self.cards if card.is_open]

    @property
    def questions(self) -> Sequence[ItemCard]:
        """The items on which the reader is asked something."""
        return [card for card in self.cards if card.is_asked]

    @property
    def is_complete(self) -> bool:
        return not any(self.left.values()) and not self.open_points


def talk_page(view: ProposalView, on_table: Terms) -> TalkPage:
    """Everything about the items of the version on the table, for this reader."""
    words = _words_by_item(view)
    groups: dict[str, list[ItemCard]] = defaultdict(list)
    for standing in view.talk:
        groups[_group(standing.item)].append(_card(view, on_table, standing, words[standing.item.name]))
    sections = [
        Section(name, reading.plain(_title(name)), groups[name], sum(card.tick for card in groups[name]))
        for name in (*Group, USUAL)
        if groups[name]
    ]
    settled = [each for each in view.talk if not each.item.is_open]
    left = {side: sum(not each.is_understood(side) for each in settled) for side in SIDES}
    return TalkPage(
        sections,
        len(view.talk),
        left,
        _waits_for(settled, words, left),
        frozenset(_unanswered(view.talk, words)),
        _settles(view.talk),
        is_small(on_table),
    )


def discussed(view: ProposalView) -> list[Mapping[str, Any]]:
    """The items on which something was said, each with all of it, also when the talk is over."""
    words, names = _words_by_item(view), names_of(view)
    items = [each.item.name for each in view.talk if words[each.item.name]]
    return [
        {"label": reading.plain(item_label_key(name)), "words": [_word(said, names) for said in words[name]]}
        for name in items
    ]


def names_of(view: ProposalView) -> Mapping[int, str]:
    """Both sides by name."""
    return {view.listing.client_id: str(view.listing.client), view.proposal.worker_id: str(view.proposal.worker)}


def _words_by_item(view: ProposalView) -> Mapping[str, list[Said]]:
    words: dict[str, list[Said]] = defaultdict(list)
    for said in view.words:
        words[said.item].append(said)
    return words


def _settles(talk: Sequence[Standing]) -> Actor | None:
    """The one side that has to say every point that is open, if it is one."""
    sides = {field.filled_by for each in talk if each.item.is_open for field in each.item.fields}
    return next((side for side in SIDES if sides == {side}), None)


def _group(item: Item) -> str:
    return USUAL if item.name == USUAL else item.fields[0].group


def _title(name: str) -> str:
    return "terms.usual.label" if name == USUAL else f"terms.group.{name}"


def _card(view: ProposalView, on_table: Terms, standing: Standing, words: Sequence[Said]) -> ItemCard:
    item = standing.item
    names = names_of(view)
    key = item_label_key(item.name)
    single = item.fields[0] if item.name != USUAL else None
    return ItemCard(
        name=item.name,
        label=reading.plain(key),
        why=reading.plain(key.replace(".label", ".why")),
        filled_by=reading.plain(f"terms.filled_by.{single.filled_by}") if single else "",
        lines=[_line(field, on_table) for field in item.fields],
        change=_change(view, item, on_table),
        digest=item.digest,
        difference=item.difference,
        tick=not item.is_open and not standing.is_understood(view.role),
        is_open=item.is_open,
        marks=[_mark(standing, side) for side in SIDES],
        words=[_word(said, names) for said in words],
        is_asked=view.role in _unanswered([standing], {item.name: words}),
        is_settled=standing.is_understood(view.role) and not any(standing.asks(side) for side in SIDES),
        question=next((said.text for said in reversed(words) if said.is_question), ""),
    )


def _line(field: Field, on_table: Terms) -> Mapping[str, str]:
    value = getattr(on_table, field.name)
    is_silent = field.optional and value in ("", ())
    text = reading.plain("terms.usual.nothing") if is_silent else value_text(field, value)
    return {"label": reading.plain(label_key(field)), "text": text}


def _change(view: ProposalView, item: Item, on_table: Terms) -> Mapping[str, str] | None:
    """What the listing said, what the proposal offered, what stands here now, and whom the change burdens."""
    if not item.difference:
        return None
    (field,) = item.fields
    offered = ""
    if field.name in OFFERED_BY_WORKER:
        said = view.proposal.price if field.name in OFFERED_AS_BUDGET else view.proposal.due_on
        offered = value_text(field, said)
    burdens = [reading.plain(f"terms.role.{side}") for side in SIDES if side in item.burdens]
    return {
        "listing": value_text(field, getattr(view.offered_terms, field.name)),
        "offer": offered,
        "now": value_text(field, getattr(on_table, field.name)),
        "burdens": reading.plain("terms.and").join(burdens),
        "is_mine": view.role if view.role in item.burdens else "",
    }


def _mark(standing: Standing, side: Actor) -> Mapping[str, str]:
    if standing.asks(side):
        state, badge = "question", "warn"
    elif standing.item.is_open:
        state, badge = "open", "warn"
    elif standing.is_understood(side):
        state, badge = "understood", "success"
    elif standing.is_outdated(side):
        state, badge = "outdated", "warn"
    else:
        state, badge = "unread", "plain"
    return {"who": reading.plain(f"terms.role.{side}"), "state": reading.plain(f"terms.stance.{state}"), "badge": badge}


def _word(said: Said, names: Mapping[int, str]) -> Mapping[str, Any]:
    return {
        "who": names.get(said.person_id, ""),
        "at": said.said_at,
        "text": said.text,
        "is_question": said.is_question,
    }


def _waits_for(
    talk: Sequence[Standing], words: Mapping[str, Sequence[Said]], left: Mapping[Actor, int]
) -> Actor | None:
    """A question waits for the other side's answer, everything else for the side that has yet to understand it."""
    wanted = {side for side in SIDES if left[side]}
    asked = set(_unanswered(talk, words))
    only_asking = {side for side in wanted if left[side] == sum(each.asks(side) for each in talk)}
    wanted = (wanted - only_asking) | asked or wanted
    return next(iter(wanted)) if len(wanted) == 1 else None


def _unanswered(talk: Sequence[Standing], words: Mapping[str, Sequence[Said]]) -> Iterator[Actor]:
    """The sides from which an answer is awaited."""
    for each in talk:
        said = words[each.item.name]
        for side in SIDES:
            if each.asks(side) and said and said[-1].side == side:
                yield SIDES[1 - SIDES.index(side)]
