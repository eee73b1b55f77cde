"""Documents, clauses and their changes as pages show them, in the reader's language."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from django.urls import reverse

from tachiai.guidelines.rules import Clause, Document, document, versions
from tachiai.guidelines.rules.differing import ClauseChange, differences
from tachiai.kernel.calendar import local_date
from tachiai.web import reading


def today() -> date:
    return local_date(reading.now())


def heading(of: Document) -> dict[str, Any]:
    """A version by its title, its days and its address: the short one when it is in force."""
    language, in_force = reading.language(), document(of.name, today())
    standing = "in_force" if of == in_force else "coming" if of.effective_on > in_force.effective_on else "older"
    short = reverse("guidelines:document", args=[of.name])
    return {
        "name": of.name,
        "version": of.version,
        "title": of.title[language],
        "lead": of.lead[language],
        "announced_on": of.announced_on,
        "effective_on": of.effective_on,
        "standing": standing,
        "href": short if standing == "in_force" else reverse("guidelines:version", args=[of.name, of.version]),
        "in_force_href": short,
    }


def sections(of: Document) -> list[dict[str, Any]]:
    language = reading.language()
    return [
        {
            "name": section.name,
            "title": section.title[language],
            "clauses": [_clause(clause, language) for clause in section.clauses],
        }
        for section in of.sections
    ]


def _clause(clause: Clause, language: str) -> dict[str, Any]:
    row = {"anchor": clause.anchor, "title": clause.title[language], "text": clause.text[language]}
    if clause.breach:
        row |= {"distinguishes": clause.distinguishes[language], "example": clause.example[language]}
    return row


def history(name: str) -> list[dict[str, Any]]:
    """Every version, the newest first, each with the address of what it changed."""
    every = versions(name)
    told = {newer.version: reverse("guidelines:changes", args=[name, newer.version]) for newer, _ in pairwise(every)}
    return [{**heading(each), "changes_href": told.get(each.version, "")} for each in every]


def changed(old: Document, new: Document) -> list[dict[str, Any]]:
    """The clauses that differ, with their words marked."""
    return [_change(each, new) for each in differences(old, new, reading.language())]


def _change(change: ClauseChange, new: Document) -> dict[str, Any]:
    return {
        "change": change.change,
        "anchor": change.clause.anchor,
        "title": change.clause.title[reading.language()],
        "parts": [{"name": name, "pieces": pieces} for name, pieces in change.parts.items()],
    }
