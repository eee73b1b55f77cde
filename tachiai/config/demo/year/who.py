"""The people of the year, put together from names, trades and crafts. The same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tachiai.config.demo.content import Player, read

SEED = "tachiai"
FIRST_JOINED, LAST_JOINED = -400, -12
# Of a hundred people so many give work; one of so many writes English.
_CLIENTS, _ENGLISH = 40, 12
# The first so many of each side, and of a hundred so many, were there before the year began.
_THE_FIRST, _FROM_THE_START = 4, 25


@dataclass(frozen=True)
class Member:
    """One of the people. `trade`: what a client is, in words of their listings; `groups`: of categories, a worker's."""

    player: Player
    trade: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Crowd:
    """Everybody, in the order of joining. `weekday`: of the day from which theirs are counted."""

    clients: Sequence[Member]
    workers: Sequence[Member]
    weekday: int = 0

    def client(self, rng: Random, language: str, day: int) -> Member:
        """A client who had joined by that day. Few of them give much of the work."""
        there = _there(self.clients, language, day)
        return there[int(len(there) * rng.random() ** 1.6)]

    def workers_for(self, rng: Random, category: str, language: str, day: int, n: int) -> list[Member]:
        """Up to `n` of those who know that kind of work, or of all who write the language when they are too few."""
        there = _there(self.workers, language, day)
        able = [each for each in there if category.partition(".")[0] in each.groups]
        return rng.sample(able if len(able) >= n else there, min(n, len(there)))


def _there(members: Sequence[Member], language: str, day: int) -> list[Member]:
    """Those of a language who had joined before the day."""
    return [each for each in members if each.player.language == language and each.player.joined < day]


def crowd(people: int) -> Crowd:
    """So many people. A dozen is the least that speaks both languages."""
    parts, rng = read("year/who.toml"), Random(f"{SEED} people")  # noqa: S311 - a story, no secret
    names = {
        "ja": _pairs(rng, parts["family"], parts["given"]),
        "en": _pairs(rng, parts["family_en"], parts["given_en"]),
        "shops": _pairs(rng, parts["shop"], parts["trade"]),
        "shops_en": _pairs(rng, parts["family_en"], parts["trade_en"]),
    }
    clients = max(3, people * _CLIENTS // 100)
    makers = ((clients, _client), (people - clients, _worker))
    made = ([make(rng, parts, names, n) for n in range(count)] for count, make in makers)
    givers, takers = (sorted(members, key=lambda member: member.player.joined) for members in made)
    return Crowd(givers, takers)


def outsider(key: str, day: int) -> Member:
    """Somebody who joins for one story alone, the day before it begins: who is sanctioned takes part in no other."""
    parts, rng = read("year/who.toml"), Random(f"{SEED} {key}")  # noqa: S311
    name = f"{rng.choice(parts['shop'])} {rng.choice(parts['family'])}"
    return Member(Player(key, f"{key}@example.jp", name, "", day - 1, "client"), rng.choice(parts["trade"])["is"])


def _language(n: int) -> str:
    return "en" if n % _ENGLISH == _ENGLISH // 4 else "ja"


def _pairs(rng: Random, ones: Sequence[Any], others: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Every pair once, in any order."""
    every = [(one, other) for one in ones for other in others]
    rng.shuffle(every)
    return iter(every)


def _joined(rng: Random, n: int) -> int:
    if n < _THE_FIRST or rng.randrange(100) < _FROM_THE_START:
        return rng.randint(FIRST_JOINED, -366)
    return round(rng.triangular(-365, LAST_JOINED, -120))


def _client(rng: Random, parts: Mapping[str, Any], names: Mapping[str, Any], n: int) -> Member:
    language = _language(n)
    word, trade = next(names["shops_en" if language == "en" else "shops"])
    name = f"{word} {trade['name']}" if language == "en" else f"{word}{trade['name']} {rng.choice(parts['family'])}"
    player = _player(f"client-{n:03}", name, trade["intro"], _joined(rng, n), "client", (), language)
    return Member(player, trade["is"])


def _worker(rng: Random, parts: Mapping[str, Any], names: Mapping[str, Any], n: int) -> Member:
    language = _language(n)
    family, given = next(names[language])
    craft = rng.choice(parts["craft_en" if language == "en" else "craft"])
    name = f"{given} {family}" if language == "en" else f"{family} {given}"
    skills = tuple(rng.sample(craft["skills"], rng.randint(2, len(craft["skills"]))))
    player = _player(f"worker-{n:03}", name, rng.choice(craft["intro"]), _joined(rng, n), "worker", skills, language)
    return Member(player, groups=frozenset(craft["groups"]))


def _player(
    key: str, name: str, introduction: str, joined: int, role: str, skills: tuple[str, ...], language: str
) -> Player:
    return Player(key, f"{key}@example.jp", name, introduction, joined, role, skills, language)
