"""Django forms in our design: every field through the `field` component, errors summed up above with links.

Labels and hints are `reading.later("key")`, said in the language of whoever reads the form. A refusal of the domain is
shown in the same summary by `show_refusal(form, refusal)`; what was typed stays.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting

from tachiai.conversations.safety import Warned
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.reading import later

# What Django says of a field left empty is about fields; ours is about what to do.
forms.Field.default_error_messages = {"required": later("shell.field.fill_in")}
forms.ChoiceField.default_error_messages = {
    **forms.ChoiceField.default_error_messages,
    "required": later("shell.field.choose"),
}
_TEN_THOUSANDS = re.compile(r"(\d+)(?:\.(\d{1,4}))?万")
_DAYS = (
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)


class Renderer(TemplatesSetting):
    """Named in settings: `{{ form }}` gives the error summary and all fields, `{{ form.title.as_field_group }}` one."""

    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"


class DateInput(forms.DateInput):
    """The browser's own calendar; in the reader's language by itself."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day as the calendar gives it or people type it: 2026/11/30, 「2026年11月30日」, 20261130, full-width digits."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        return super().to_python(_iso(value) if isinstance(value, str) else value)


class YenInput(forms.TextInput):
    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "class": "short", **(attrs or {})})


class YenField(forms.IntegerField):
    """An amount in yen as people type it: 「12,000円」, "¥12000", full-width digits, 「3万円」, 「1.5万」."""

    widget = YenInput
    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": later("shell.field.amount")}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_digits(value) if isinstance(value, str) else value)


class StarsField(forms.TypedChoiceField):
    """1 to 5; drawn by the component `stars_input`."""

    def __init__(self, **kwargs: Any):
        choices = [(str(star), str(star)) for star in range(1, 6)]
        super().__init__(choices=choices, coerce=int, empty_value=None, **kwargs)
        self.template_name = "shell/stars_field.html"


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put the reasons of a refusal into the form's summary, with the articles on them.

    A text that its writer has to look at is kept for `safe_talk/_warning.html`.
    """
    form.refused = refusal.reasons  # type: ignore[attr-defined]
    if isinstance(refusal, Warned):
        form.judged = refusal.judged  # type: ignore[attr-defined]
    for refused in refusal.reasons:
        form.add_error(None, reading.reason_text(refused))


def _iso(value: str) -> str:
    """The day that was typed as ISO has it; what is none stays, to be refused as it was typed."""
    plain = unicodedata.normalize("NFKC", value).strip()
    return next(("-".join(found.groups()) for form in _DAYS if (found := form.fullmatch(plain))), value)


def _digits(value: str) -> str:
    plain = unicodedata.normalize("NFKC", value).translate({ord(sign): None for sign in ",、 ¥\\円"}).strip()
    whole = _TEN_THOUSANDS.fullmatch(plain)
    return f"{whole[1]}{whole[2] or '':0<4}" if whole else plain
