"""What is wanted: listings put together from the parts of a category, in the words of their client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from tachiai.config.demo.content import Offered, read
from tachiai.config.demo.year.who import Member

FIXED_PRICE, HOURLY, CONTEST, TASK = "fixed_price", "hourly", "contest", "task"
_FILES = {FIXED_PRICE: "fixed", HOURLY: "hourly", CONTEST: "contests", TASK: "tasks"}
# With which words a listing ends.
_CLOSING = {CONTEST: "near_contest", TASK: "near_task"}
# Prices in full thousands of yen from here on.
_DEAR = 10_000
_WITHOUT_DELIVERY = frozenset({HOURLY, TASK})
_RIGHTS, _PORTFOLIO, _SECRECY = (
    ("assigned", "assigned", "licensed", "kept"),
    ("freely", "on_request", "no"),
    (
        "none",
        "standard",
        "standard",
    ),
)


@dataclass(frozen=True)
class What:
    """What a listing is made of. `parts`: those of its category; `thing`: what it is about; `price` in yen."""

    category: str
    parts: Mapping[str, Any]
    language: str
    client: Member
    thing: str
    n: int
    price: int

    def said(self, pattern: str) -> str:
        """A pattern of the parts with its gaps filled."""
        return pattern.format(
            thing=self.thing, trade=self.client.trade, n=self.n, file=self.parts.get("file", ""), item=""
        )


@cache
def words(language: str) -> Mapping[str, Any]:
    """What people say."""
    found: Mapping[str, Any] = read("year/words.toml")[language]
    return found


@cache
def categories(form: str, language: str) -> Mapping[str, Any]:
    """What is wanted in that form, by category."""
    found: Mapping[str, Any] = (
        read("year/english.toml")[form] if language == "en" else read(f"year/{_FILES[form]}.toml")
    )
    return found


def draw(rng: Random, form: str, client: Member) -> What:
    """Something that the client wants done in that form."""
    language = client.player.language
    every = sorted(categories(form, language).items())
    category, parts = rng.choice([one for one in every if client.trade in one[1].get("only", (client.trade,))])
    least, most = parts["price"]
    # Most budgets are nearer to the lower end.
    amount = least + (most - least) * min(rng.random(), rng.random())
    grain = 1000 if amount >= _DEAR else 100 if amount >= 500 else 10
    counts = parts.get("n", [1, 1])
    return What(
        category,
        parts,
        language,
        client,
        thing=rng.choice(parts["thing"]),
        n=rng.randint(*counts),
        price=max(grain, round(amount / grain) * grain),
    )


def listing(rng: Random, what: What, form: str, key: str, opens: int, apply: int, due: int | None) -> Offered:
    """The listing as its client writes it. Days are counted from the day of the year's end."""
    return Offered(
        key=key,
        client=what.client.player.key,
        category=what.category,
        title=what.said(rng.choice(what.parts["title"])),
        description=_description(rng, what, form),
        terms={"form": form, **_terms(rng, what, form), **({} if due is None else {"due_on": due})},
        language=what.language,
        budget=_budget(rng, what, form),
        open=opens,
        apply=apply,
    )


def _description(rng: Random, what: What, form: str) -> str:
    said = words(what.language)
    about = rng.choice(said["trade"]).format(**{"is": what.client.trade})
    body = rng.sample(what.parts["body"], min(len(what.parts["body"]), rng.randint(1, 2)))
    return "\n".join([about, *(what.said(each) for each in body), rng.choice(said[_CLOSING.get(form, "near")])])


def _budget(rng: Random, what: What, form: str) -> int | list[int]:
    if form in (CONTEST, TASK) or rng.random() < 0.5:
        return what.price
    return [what.price, what.price + (what.price // 5000 * 1000 if what.price >= _DEAR else what.price // 500 * 100)]


def _terms(rng: Random, what: What, form: str) -> dict[str, Any]:
    said, parts = words(what.language), what.parts
    terms: dict[str, Any] = {
        "purpose": what.said(parts["purpose"]),
        "rights": rng.choice(_RIGHTS),
        "confidentiality": rng.choice(_SECRECY),
    }
    if terms["rights"] != "kept":
        terms["ip_scope"] = what.said(said["ip_scope"])
    if form != TASK:
        terms |= {name: what.said(parts[part]) for name, part in _LONG.items()}
        terms["portfolio"] = rng.choice(_PORTFOLIO)
    if form == HOURLY:
        terms["weekly_hours"] = parts["weekly_hours"]
    if form not in _WITHOUT_DELIVERY:
        pool = parts["items"]
        terms |= {
            "acceptance_items": [what.said(each) for each in rng.sample(pool, min(len(pool), rng.randint(2, 4)))],
            "delivery_format": what.said(said["delivery_format"]),
            "delivery_place": said["delivery_place"],
            "rounds": rng.randint(1, 3),
            "redo_days": rng.choice((5, 7, 7, 10)),
        }
    return terms


_LONG = {"scope": "scope", "out_of_scope": "out", "deliverables": "deliver"}
