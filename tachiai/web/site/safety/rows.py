"""A thing that was reported, and a clause, as the pages of reports and decisions show them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator

from tachiai.guidelines.rules import Clause
from tachiai.web import reading

SHORT = 200
"""Of a text of more characters the beginning is shown, and all of it unfolds."""


def exhibit(kind: str, snapshot: Mapping[str, Any], at: datetime | None) -> Mapping[str, Any]:
    """A thing as it was kept at `at`; None: as it stands, and no moment is told."""
    title = str(snapshot.get("title", ""))
    text = str(snapshot.get("text", "")).removeprefix(title).strip()
    return {
        "kind_name": reading.plain(f"reports.subject.{kind}"),
        "title": title,
        "text": text,
        "beginning": Truncator(text).chars(SHORT) if len(text) > SHORT else "",
        "language": snapshot.get("language", ""),
        "at": at,
        "href": snapshot.get("path", ""),
    }


def clause_row(clause: Clause) -> Mapping[str, str]:
    """A clause with the way to its place in its document."""
    language = reading.language()
    return {
        "title": f"{clause.anchor} {clause.title[language]}",
        "text": clause.text[language],
        "href": f"{reverse('guidelines:document', args=[clause.document])}#{clause.anchor}",
    }
