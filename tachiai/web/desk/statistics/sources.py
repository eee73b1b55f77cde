"""What the statistics count, in words: the sources that the head of `tachiai/statistics/kinds.toml` names."""

from __future__ import annotations

from tachiai.guidelines.rules import clause
from tachiai.kernel.texts import CATALOGUE
from tachiai.safety.rules import MEASURES
from tachiai.web import reading

# Under which names the steps and states of a thing have their words, in the order in which they are looked for.
CYCLES = {
    "contract": ("fixed_price", "award", "hourly"),
    "week": ("week",),
    "contest": ("contest",),
    "task": ("task",),
    "submission": ("submission",),
}


def source_text(source: str) -> str:
    """The name of a source; the source itself where there are no words for it."""
    sort, _, rest = source.partition(":")
    if not rest:
        return _first(f"desk.statistics.source_of.{sort}") or source
    what = _what(sort, rest)
    return reading.plain(f"desk.statistics.source_of.{sort}", what=what) if what else source


def _what(sort: str, rest: str) -> str:
    if sort in CYCLES:
        return _first(*(f"{cycle}.step.{rest}" for cycle in CYCLES[sort]))
    if sort == "mediation":
        return _first(*(f"{cycle}.state.{rest}" for cycle in CYCLES["contract"]))
    if sort == "request":
        kind, _, reason = rest.partition(":")
        named = _first(f"{kind}.name")
        why = _first(f"contracts.termination_reason.{reason}") if reason else ""
        return reading.plain("desk.statistics.for_reason", what=named, why=why) if named and why else named
    if sort == "report":
        return _clause(rest)
    if sort == "measure" and rest in MEASURES:
        return reading.plain(MEASURES[rest].title)
    return _first(f"help.situation.{rest}.title" if sort == "inquiry" else f"{rest}.name")


def _clause(number: str) -> str:
    """A clause that no document has any more stays a number."""
    try:
        return clause(number).title[reading.language()]
    except LookupError:
        return number


def _first(*keys: str) -> str:
    return next((reading.plain(key) for key in keys if key in CATALOGUE), "")
