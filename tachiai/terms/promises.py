"""What each side promises, in plain words: sentences made from the fields, unable to say anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tachiai.terms.rules import Terms


@dataclass(frozen=True)
class Promise:
    """One sentence: `key` names the text, `params` fill its gaps (amounts in yen, days as dates)."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)


def of_worker(terms: Terms) -> tuple[Promise, ...]:
    """What the worker promises by agreeing. Open points promise nothing."""
    return tuple(promise for rule in _WORKER if (promise := rule(terms)) is not None)


def of_client(terms: Terms) -> tuple[Promise, ...]:
    """What the client promises by agreeing. Open points promise nothing."""
    return tuple(promise for rule in _CLIENT if (promise := rule(terms)) is not None)


def _deliver(terms: Terms) -> Promise | None:
    if not terms.deliverables:
        return None
    if terms.due_on is None:
        return Promise("terms.promise.deliver_undated", {"deliverables": terms.deliverables})
    return Promise("terms.promise.deliver", {"due_on": terms.due_on, "deliverables": terms.deliverables})


def _meet_items(terms: Terms) -> Promise | None:
    count = len(terms.acceptance_items)
    return Promise("terms.promise.meet_items", {"n": count}) if count else None


def _redo(terms: Terms) -> Promise | None:
    if terms.redo_days is None or not terms.rounds:
        return None
    return Promise("terms.promise.redo", {"n": terms.redo_days})


def _pay(terms: Terms) -> Promise | None:
    return None if terms.price is None else Promise("terms.promise.pay", {"price_yen": terms.price})


def _inspect(terms: Terms) -> Promise | None:
    return Promise("terms.promise.inspect") if terms.acceptance_items else None


def _limit_rounds(terms: Terms) -> Promise | None:
    if terms.rounds is None:
        return None
    if terms.rounds == 0:
        return Promise("terms.promise.no_rejection")
    return Promise("terms.promise.limit_rounds", {"n": terms.rounds})


def _said(name: str | None) -> Promise | None:
    return None if name is None else Promise(f"terms.promise.{name}")


def _chosen(field_name: str, sentences: Mapping[str, str]) -> Callable[[Terms], Promise | None]:
    return lambda terms: _said(sentences.get(getattr(terms, field_name)))


_WORKER = (
    _deliver,
    _meet_items,
    _redo,
    _chosen("rights", {"assigned": "assign", "licensed": "license", "kept": "allow_purpose"}),
    _chosen("confidentiality", {"standard": "keep_secret", "strict": "erase"}),
    _chosen("portfolio", {"no": "not_show"}),
)
_CLIENT = (
    _pay,
    _inspect,
    _limit_rounds,
    _chosen("portfolio", {"freely": "let_show", "after_release": "let_show_later", "on_request": "let_ask"}),
)
