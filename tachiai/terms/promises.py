"""What each side promises, in plain words: sentences made from the fields, unable to say anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm


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
    params: dict[str, Any] = {"deliverables": terms.deliverables}
    if terms.form == JobForm.HOURLY:
        return Promise("terms.promise.work_on", params)
    key = "terms.promise.deliver"
    if terms.milestones:
        key, params["n"] = "terms.promise.deliver_parts", len(terms.milestones)
    if terms.due_on is None:
        return Promise(f"{key}_undated", params)
    return Promise(key, {"due_on": terms.due_on, **params})


def _meet_items(terms: Terms) -> Promise | None:
    count = sum(len(part.acceptance_items) for part in terms.parts)
    key = "terms.promise.meet_part_items" if terms.milestones else "terms.promise.meet_items"
    return Promise(key, {"n": count}) if count else None


def _redo(terms: Terms) -> Promise | None:
    if terms.redo_days is None or not terms.rounds:
        return None
    return Promise("terms.promise.redo", {"n": terms.redo_days})


def _log(terms: Terms) -> Promise | None:
    """By the hour: what is logged is what was done."""
    return None if terms.hourly_rate is None else Promise("terms.promise.log_hours")


def _pay_hours(terms: Terms) -> Promise | None:
    if terms.hourly_rate is None or terms.weekly_hours is None:
        return None
    return Promise("terms.promise.pay_hours", {"rate_yen": terms.hourly_rate, "n": terms.weekly_hours})


def _pay(terms: Terms) -> Promise | None:
    if terms.price is None:
        return None
    if terms.milestones:
        return Promise("terms.promise.pay_parts", {"n": len(terms.milestones), "price_yen": terms.price})
    return Promise("terms.promise.pay", {"price_yen": terms.price})


def _inspect(terms: Terms) -> Promise | None:
    return Promise("terms.promise.inspect") if any(part.acceptance_items for part in terms.parts) else None


def _limit_rounds(terms: Terms) -> Promise | None:
    if terms.rounds is None:
        return None
    if terms.rounds == 0:
        return Promise("terms.promise.no_rejection")
    key = "terms.promise.limit_rounds_parts" if terms.milestones else "terms.promise.limit_rounds"
    return Promise(key, {"n": terms.rounds})


def _divide(terms: Terms) -> Promise | None:
    """Of both sides alike; nothing while everything else is still open."""
    is_priced = terms.price is not None or terms.hourly_rate is not None
    return Promise(f"terms.promise.deadlock_{terms.deadlock}") if terms.deadlock and is_priced else None


def _said(name: str | None) -> Promise | None:
    return None if name is None else Promise(f"terms.promise.{name}")


def _chosen(field_name: str, sentences: Mapping[str, str]) -> Callable[[Terms], Promise | None]:
    return lambda terms: _said(sentences.get(getattr(terms, field_name)))


_WORKER = (
    _deliver,
    _log,
    _meet_items,
    _redo,
    _chosen("rights", {"assigned": "assign", "licensed": "license", "kept": "allow_purpose"}),
    _chosen("confidentiality", {"standard": "keep_secret", "strict": "erase"}),
    _chosen("portfolio", {"no": "not_show"}),
    _divide,
)
_CLIENT = (
    _pay,
    _pay_hours,
    _inspect,
    _limit_rounds,
    _chosen("portfolio", {"freely": "let_show", "after_release": "let_show_later", "on_request": "let_ask"}),
    _divide,
)
