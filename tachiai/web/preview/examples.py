"""The examples of every component, as data: `components/<name>/examples.toml`.

    purpose = "what the component is for"
    small = true                   when examples fit side by side
    [params]                       what each parameter means
    [[example]]                    name, hidden (only for tests), context: the parameters, `slot` and `slots` as HTML

A value may be said in both languages: `{ ja = "...", en = "..." }`. `{ refused = "text.key", params = {...} }` is a
reason. Moments are TOML moments; examples are read as of `AT`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.refused import Refused
from tachiai.web import reading

COMPONENTS = Path(__file__).parents[1] / "components"
AT = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)


@dataclass(frozen=True)
class Example:
    """`context` still holds both languages."""

    component: str
    name: str
    context: Mapping[str, Any]
    hidden: bool = False

    @property
    def anchor(self) -> str:
        return f"{self.component}-{self.name}".replace(" ", "-").replace("'", "").replace("_", "-")

    def render(self) -> SafeString:
        """The real component with these parameters, in the reader's language."""
        said = _in_language(self.context)
        slots = {name: mark_safe(html) for name, html in said.pop("slots", {}).items()}  # noqa: S308 ours
        slot = mark_safe(said.pop("slot", ""))  # noqa: S308 ours
        source = f'{{% cotton {self.component} :attrs="params" %}}{{{{ inner }}}}{{% endcotton %}}'
        template = engines["django"].from_string(source)
        return mark_safe(template.render({"params": {**said, **slots}, "inner": slot}))  # noqa: S308 escaped inside


@dataclass(frozen=True)
class Component:
    """One folder of `components/`."""

    name: str
    purpose: str
    params: tuple[tuple[str, str], ...] = ()
    examples: tuple[Example, ...] = ()
    is_small: bool = False

    @property
    def shown(self) -> tuple[Example, ...]:
        return tuple(example for example in self.examples if not example.hidden)


def components() -> list[Component]:
    """Every component, in order of name."""
    return [component(path.parent.name) for path in sorted(COMPONENTS.glob("*/index.html"))]


def component(name: str) -> Component:
    """One component by the name of its folder; FileNotFoundError when there is none."""
    data = tomllib.loads((COMPONENTS / name / "examples.toml").read_text("utf-8"))
    examples = tuple(
        Example(name, each["name"], each.get("context", {}), each.get("hidden", False)) for each in data["example"]
    )
    return Component(name, data["purpose"], tuple(data.get("params", {}).items()), examples, data.get("small", False))


def _in_language(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_language(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"ja", "en"}:
        return value[reading.language()]
    if "refused" in value:
        return Refused(value["refused"], value.get("params", {}))
    return {name: _in_language(each) for name, each in value.items()}
