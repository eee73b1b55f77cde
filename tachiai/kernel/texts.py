"""The texts people read, Japanese and English side by side, one TOML file a subject, in each module's `texts/`.

    [contracts.deliver]
    ja = "納品する"
    en = "Deliver"

A text may have gaps (`{price}`), and other texts below it. An English text that counts may be a table
`{one = "...", other = "..."}` chosen by the parameter `n`. A missing language or a key said twice stops the start:
there is no silent fallback.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

LANGUAGES = ("ja", "en")
Text = Mapping[str, str | Mapping[str, str]]


class Catalogue:
    """All texts by dotted key. Load once at start."""

    def __init__(self, files: Iterable[Path]):
        self._texts: dict[str, Text] = {}
        for path in sorted(files):
            for key, text in _leaves((), tomllib.loads(path.read_text("utf-8"))):
                if key in self._texts or set(text) != set(LANGUAGES):
                    raise ValueError(f"{path}: {key} is said twice or lacks a language")
                self._texts[key] = text

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def pattern(self, key: str, language: str, n: object = None) -> str:
        """The text of `key` with its gaps unfilled, in the form that fits the count `n`; KeyError without one."""
        text = self._texts[key]["en" if language.startswith("en") else "ja"]
        return text if isinstance(text, str) else text["one" if n == 1 else "other"]

    def get(self, key: str, language: str, **params: object) -> str:
        """The text of `key`; KeyError when there is none (a test visits every key that code names)."""
        text = self.pattern(key, language, params.get("n"))
        return text.format(**params) if params else text


def _leaves(prefix: tuple[str, ...], table: Mapping[str, object]) -> Iterator[tuple[str, Text]]:
    for name, value in table.items():
        if not isinstance(value, Mapping):
            raise ValueError(f"{'.'.join((*prefix, name))} must be a table with {LANGUAGES}")
        text = {language: value[language] for language in LANGUAGES if language in value}
        if text:
            yield ".".join((*prefix, name)), text
        yield from _leaves((*prefix, name), {below: value[below] for below in value if below not in LANGUAGES})


def load(package: Path) -> Catalogue:
    """Every `texts/*.toml` below the package folder."""
    return Catalogue(package.glob("**/texts/*.toml"))


CATALOGUE = load(Path(__file__).parents[1])
