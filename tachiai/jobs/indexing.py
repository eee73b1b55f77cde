"""What of a listing is searched, and with which weight."""

from __future__ import annotations

from tachiai.jobs.rules import Draft, category_key, is_leaf
from tachiai.jobs.words import vector
from tachiai.kernel.texts import CATALOGUE, LANGUAGES


def listing_vector(draft: Draft) -> str:
    """A tsvector literal: the title (A), the names of category and group in both languages (B), the rest (C)."""
    terms = draft.terms
    rest = (draft.description, terms.purpose, terms.scope, terms.deliverables, terms.delivery_format)
    return vector({"A": draft.title, "B": " ".join(_category_names(draft.category)), "C": " ".join(rest)})


def _category_names(slug: str) -> list[str]:
    if not is_leaf(slug):
        return []
    keys = (category_key(slug), category_key(slug.partition(".")[0]))
    return [CATALOGUE.get(key, language) for key in keys for language in LANGUAGES]
