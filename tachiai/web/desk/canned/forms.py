from __future__ import annotations

from django import forms

from tachiai.inquiries.rules import CATEGORIES, LONGEST, LONGEST_CANNED_TITLE
from tachiai.web import reading
from tachiai.web.reading import later


def _categories() -> list[tuple[str, str]]:
    every = ("", reading.plain("desk.canned.any"))
    return [every, *((name, reading.plain(f"help.situation.{name}.title")) for name in CATEGORIES)]


def _body(language: str) -> forms.CharField:
    return forms.CharField(
        label=later(f"desk.canned.body_{language}"),
        help_text=later("desk.canned.body_hint"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8, "lang": language}),
    )


class CannedForm(forms.Form):
    """One answer, in both languages: whoever asks reads theirs."""

    title = forms.CharField(label=later("desk.canned.title"), max_length=LONGEST_CANNED_TITLE)
    category = forms.ChoiceField(label=later("desk.canned.category"), required=False, choices=_categories)
    body_ja = _body("ja")
    body_en = _body("en")
