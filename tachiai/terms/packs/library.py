"""The packs that come with the program, read once at start, and which of them count for whom on which day.

One file is one version: `jp-2026.01.toml`. A version that `extends` an earlier one says only what is different; the
earlier file stays as it is, so what is pinned to it stays too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tachiai.kernel.typed import read
from tachiai.terms.packs.conditions import Verdict
from tachiai.terms.packs.facts import CLIENT, WORKER, checked
from tachiai.terms.packs.schema import HelpLine, Pack
from tachiai.terms.packs.soundness import check

FOLDER = Path(__file__).parent
Library = Mapping[str, Pack]


def read_folder(folder: Path) -> Library:
    """Every pack of a folder by its pin. ValueError that names file and key when one is not as it should be."""
    packs = [read_pack(path) for path in sorted(folder.glob("*.toml"))]
    return {pack.pin: pack for pack in packs}


def read_pack(path: Path) -> Pack:
    """One pack. ValueError that names file and key."""
    pack = pack_of(raw_data(path), path.name)
    if path.stem != f"{pack.id}-{pack.version}":
        raise ValueError(f"{path.name}: version: the file says {pack.id} {pack.version}")
    return pack


def pack_of(data: Mapping[str, Any], where: str) -> Pack:
    """The pack that plain data describe, checked. ValueError that names `where` and the key."""
    try:
        pack = read(Pack, dict(data), "")
    except ValueError as error:
        raise ValueError(f"{where}: {str(error).lstrip('.: ')}") from error
    for fault in check(pack):
        raise ValueError(f"{where}: {fault}")
    return pack


def raw_data(path: Path) -> Mapping[str, Any]:
    """What the file says, on top of what the version that it extends says. Its golden tests must be its own too."""
    try:
        own = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    if not isinstance(own.get("tests"), dict) or not own["tests"]:
        raise ValueError(f"{path.name}: tests: a pack without golden tests is none")
    if (extends := own.get("extends")) is None:
        return own
    earlier = path.with_name(f"{own.get('id')}-{extends}.toml")
    if not earlier.is_file() or earlier == path:
        raise ValueError(f"{path.name}: extends: there is no {earlier.name}")
    return _on_top(raw_data(earlier), own)


def _on_top(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are joined, everything else is replaced."""
    both = {name for name in above if isinstance(above[name], dict) and isinstance(below.get(name), dict)}
    return {**below, **{name: _on_top(below[name], above[name]) if name in both else above[name] for name in above}}


KNOWN = read_folder(FOLDER)


def in_force(on: date, known: Library = KNOWN) -> tuple[Pack, ...]:
    """The version of each pack that is in force on a day, sorted by pin."""
    begun: dict[str, Pack] = {}
    for pack in sorted(known.values(), key=lambda pack: pack.valid_from):
        if pack.valid_from <= on:
            begun[pack.id] = pack
    return tuple(sorted((p for p in begun.values() if p.valid_to is None or on <= p.valid_to), key=lambda p: p.pin))


def packs_for(facts: Mapping[str, Any], on: date, known: Library = KNOWN) -> tuple[Pack, ...]:
    """The packs that count for the two parties on a day, by where they live. Where that is unknown, every pack that
    could count does; the fact `site.country`, when given, stands in for a country that a party did not say."""
    said = _at_home(checked(facts))
    return tuple(pack for pack in in_force(on, known) if pack.applies.verdict(said) is not Verdict.NO)


def _at_home(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if (country := facts.get("site.country")) is None:
        return facts
    return {**{f"{side}.country": country for side in (CLIENT, WORKER)}, **facts}


def pinned(pins: Iterable[str], known: Library = KNOWN) -> tuple[Pack, ...]:
    """The packs that a contract was made under. LookupError for one that this release does not know."""
    names = sorted(set(pins))
    if unknown := [name for name in names if name not in known]:
        raise LookupError(f"no pack {', '.join(unknown)}")
    return tuple(known[name] for name in names)


def help_lines(country: str, known: Library = KNOWN) -> Mapping[str, HelpLine]:
    """Where people of a country find help, by id, most often useful first: what the newest packs of it say."""
    newest = {pack.id: pack for pack in sorted(known.values(), key=lambda pack: pack.valid_from)}
    return {desk: line for pack in newest.values() if pack.country == country for desk, line in pack.help.items()}


def pins(packs: Iterable[Pack]) -> list[str]:
    """What a contract keeps to find the same packs again."""
    return sorted(pack.pin for pack in packs)
