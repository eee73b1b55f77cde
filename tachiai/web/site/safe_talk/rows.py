"""What a rule found, as people read it: the text with its marks, why, and the way that is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tachiai.conversations.queries import MessageLine, ThreadPage
from tachiai.conversations.queries.holding import HeldMessage
from tachiai.conversations.queries.notes import notes_in
from tachiai.conversations.safety import UNLOCKED, Spot, level
from tachiai.help_centre.library import library
from tachiai.kernel.texts import CATALOGUE
from tachiai.web import reading

LONGEST_PIECE = 60


def marked(text: str, spots: Iterable[Spot]) -> SafeString:
    """The text as it was typed, escaped, with every place that a rule found between marks."""
    parts = ((format_html("<mark>{}</mark>", piece) if is_found else piece) for piece, is_found in _pieces(text, spots))
    return format_html_join("", "{}", ((part,) for part in parts))


def spot_rows(text: str, spots: Sequence[Spot], thread_id: int | None) -> list[dict[str, Any]]:
    """One row for each rule that found something, where several found a danger in the same words the gravest alone:
    the place, why, what to do instead; in the order of the text."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda each: (-level(each.verdict), each.start)):
        if not any(other.rule == spot.rule or _says_the_same(other, spot) for other in kept):
            kept.append(spot)
    return [_row(text, spot, thread_id) for spot in sorted(kept, key=lambda each: each.start)]


def note_rows(thread: ThreadPage, lines: Sequence[MessageLine]) -> dict[int, dict[str, Any]]:
    """The safety notes beside these messages, by message, as `safe_talk/_note.html` shows them."""
    own = {line.id for line in lines if line.is_mine}
    return {
        number: {
            "rows": spot_rows("", note.spots, None),
            "how": reading.plain(f"safe_talk.note.{note.way or 'reading'}"),
            "report_href": "" if number in own else reverse("safety:report", args=["message", number]),
        }
        for number, note in notes_in(thread, lines).items()
    }


def sent_key(said: object) -> str:
    """What is said to somebody who pressed the button: it was sent, or kept back."""
    return "safe_talk.held.sent" if isinstance(said, HeldMessage) else "threads.form.sent"


def _says_the_same(one: Spot, other: Spot) -> bool:
    return one.danger == other.danger and one.start < other.end and other.start < one.end


def _row(text: str, spot: Spot, thread_id: int | None) -> dict[str, Any]:
    way = f"screening.instead.{spot.instead}"
    return {
        "piece": _short(text[spot.start : spot.end]),
        "why": spot.why[reading.language()],
        "instead": reading.plain(way) if way in CATALOGUE else "",
        "way_href": _way(spot, thread_id),
        "help_href": reverse("help:article", args=[spot.help]) if spot.help in library().articles else "",
    }


def _way(spot: Spot, thread_id: int | None) -> str:
    """Where the allowed way begins, when it is a page of this thread."""
    if thread_id and spot.instead == UNLOCKED:
        return reverse("safe_talk:off_site", args=[thread_id])
    return ""


def _short(piece: str) -> str:
    said = " ".join(piece.split())
    return said if len(said) <= LONGEST_PIECE else f"{said[:LONGEST_PIECE]}…"


def _pieces(text: str, spots: Iterable[Spot]) -> Iterator[tuple[str, bool]]:
    """The text in order, cut where a found place begins or ends; overlapping places are one."""
    done = 0
    for start, end in _merged(spots):
        yield text[done:start], False
        yield text[start:end], True
        done = end
    yield text[done:], False


def _merged(spots: Iterable[Spot]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for spot in sorted(spots, key=lambda each: (each.start, each.end)):
        if merged and spot.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], spot.end))
        else:
            merged.append((spot.start, spot.end))
    return merged
