"""The forms of a page as a browser would send them: hidden fields, what is filled in already, the first of each choice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

SENT = {"text", "hidden", "number", "date", "email", "password", "search", "url", "tel", "checkbox", "radio"}


@dataclass
class Form:
    """`choices`: what the boxes and radio buttons of each name could say; `fields`: what is said as the page stands."""

    action: str
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> set[str]:
        return {name for name, _ in self.fields} | set(self.choices)

    def filled(self, **said: str | list[str]) -> list[tuple[str, str]]:
        """What is sent when `said` is typed or chosen; nothing is typed where the form does not ask."""
        told = [(name, value) for name, values in said.items() for value in ([values] if isinstance(values, str) else values)]
        return [each for each in self.fields if each[0] not in said] + told


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.loose: list[tuple[str, str, dict[str, str]]] = []
        self.text: tuple[str, str, dict[str, str], list[str]] | None = None
        self.select: tuple[dict[str, str], list[tuple[str, bool]]] | None = None
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("id", "")))
            self.inside = f"#{len(self.forms) - 1}"
        elif tag in ("input", "button"):
            self.loose.append((tag, self._owner(given), given))
        elif tag == "textarea":
            self.text = ("textarea", self._owner(given), given, [])
        elif tag == "select":
            self.select = ({**given, "owner": self._owner(given)}, [])
        elif tag == "option" and self.select:
            self.select[1].append((given.get("value", ""), "selected" in given))

    def handle_data(self, data: str) -> None:
        if self.text:
            self.text[3].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = ""
        elif tag == "textarea" and self.text:
            _, owner, given, said = self.text
            self.loose.append(("textarea", owner, {**given, "value": "".join(said).removeprefix("\n")}))
            self.text = None
        elif tag == "select" and self.select:
            given, options = self.select
            chosen = next((value for value, is_chosen in options if is_chosen), options[0][0] if options else "")
            self.loose.append(("select", given["owner"], {**given, "value": chosen}))
            self.select = None

    def _owner(self, given: dict[str, str]) -> str:
        return given.get("form", self.inside)


def forms_of(html: str, action: str) -> Iterator[Form]:
    """The forms whose action fits the pattern, each with what belongs to it wherever on the page that stands."""
    reader = _Reader()
    reader.feed(html)
    for number, form in enumerate(reader.forms):
        for tag, owner, given in reader.loose:
            if owner in (f"#{number}", form.id) and owner and given.get("name") and "disabled" not in given:
                _add(form, tag, given)
        if re.search(action, form.action):
            yield form


def _add(form: Form, tag: str, given: dict[str, str]) -> None:
    name, value, kind = given["name"], given.get("value", ""), given.get("type", "text")
    if tag == "button":
        form.buttons.append((name, value))
    elif tag == "input" and kind in ("checkbox", "radio"):
        form.choices.setdefault(name, []).append(value or "on")
        if "checked" in given:
            form.fields.append((name, value or "on"))
    elif tag != "input" or kind in SENT:
        form.fields.append((name, value))
