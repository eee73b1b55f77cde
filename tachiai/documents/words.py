"""What stands on a paper besides its own content, in its language: the same on the page and in the PDF."""

from __future__ import annotations

from tachiai.documents.rules import Document
from tachiai.kernel.texts import CATALOGUE


def words(document: Document) -> dict[str, str]:
    """Labels of number, day and digest; the day of issue in words; what the headline amount is called."""
    language, day = document.language, document.issued_on
    month = CATALOGUE.get("documents.months", language).split()[day.month - 1]
    amount = f"documents.amount.{document.kind}"
    return {
        "number": CATALOGUE.get("documents.number", language),
        "issued_on": CATALOGUE.get("documents.issued_on", language),
        "day": CATALOGUE.get("documents.day", language, year=day.year, month=month, day=day.day),
        "amount": CATALOGUE.get(amount if amount in CATALOGUE else "documents.amount.other", language),
        "seal": CATALOGUE.get("documents.seal", language),
        "seal_text": CATALOGUE.get("documents.seal_text", language),
    }
