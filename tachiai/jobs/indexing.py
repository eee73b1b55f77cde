"""What of a listing is searched, and with which weight."""

from __future__ import annotations

from tachiai.jobs.rules import Draft, category_key, is_leaf
from tachiai.jobs.words import vector
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.terms.rules import FIELD, Terms, label_key


def listing_vector(draft: Draft) -> str:
    """A tsvector literal: the title (A), the names of category and group in both languages (B), the rest (C)."""
    terms = draft.terms
    rest = (
        *(draft.description, terms.purpose, terms.scope, terms.deliverables, terms.delivery_format),
        *_names_of_parts(terms),
    )
    return vector({"A": draft.title, "B": " ".join(_category_names(draft.category)), "C": " ".join(rest)})


def _names_of_parts(terms: Terms) -> list[str]:
    """What is done in each part, and the word for being paid in parts."""
    said = [CATALOGUE.get(label_key(FIELD["milestones"]), language) for language in LANGUAGES if terms.milestones]
    return [*said, *(part.title for part in terms.milestones)]


def _category_names(slug: str) -> list[str]:
    if not is_leaf(slug):
        return []
    keys = (category_key(slug), category_key(slug.partition(".")[0]))
    return [CATALOGUE.get(key, language) for key in keys for language in LANGUAGES]
