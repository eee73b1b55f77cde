"""The form of a task as the worker fills it in: drawn from its definition, read back as it was typed.

What is wrong with an answer is decided by the domain alone; the mistakes are handed in and stand beside their fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, cast

from django import forms
from django.forms.utils import ErrorDict
from django.utils.safestring import SafeString

from tachiai.conversations import actions as conversations
from tachiai.conversations import queries as files
from tachiai.kernel.refused import Refusal, Refused
from tachiai.tasks.rules.forms import LIMITS, FieldKind, Form, FormField
from tachiai.web import reading
from tachiai.web.forms import DateField
from tachiai.web.requests import PageRequest

PREFIX = "a"
KEPT = "-kept"
FEW_CHOICES = 12
MOST_FILES = LIMITS["most_files"]
Typed = Mapping[str, Any]
Raw = dict[str, list[str]]
Mistakes = Sequence[tuple[str, Refused]]


class AnswerForm(forms.Form):
    """`typed`: what is kept of each field, a text or a list of texts. `mistakes`: pairs of a field and why."""

    use_required_attribute = False

    def __init__(
        self,
        form: Form,
        typed: Typed,
        mistakes: Mistakes = (),
        *,
        is_shown_only: bool = False,
        prefix: str = PREFIX,
    ):
        super().__init__(
            initial={each.name: _initial(each, typed.get(each.name)) for each in form.fields}, prefix=prefix
        )
        for each in form.fields:
            self.fields[each.name] = _field(each)
            self.fields[each.name].disabled = is_shown_only
        self.is_untouched = not (typed or mistakes or is_shown_only)
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        for name, refused in mistakes:
            self.add_error(name if name in self.fields else None, reading.reason_text(refused))

    @property
    def takes_files(self) -> bool:
        return any(isinstance(field, forms.FileField) for field in self.fields.values())


def drawn(form: AnswerForm, fields: tuple[FormField, ...]) -> tuple[SafeString, ...]:
    """The fields of a form as HTML. One that nothing is typed in is the same at every unit of a task."""
    if form.is_untouched:
        return _drawn_empty(fields, reading.language())
    return _drawn(form)


@lru_cache(maxsize=128)
def _drawn_empty(fields: tuple[FormField, ...], language: str) -> tuple[SafeString, ...]:
    """Kept by `language` too: the words around the fields are the reader's."""
    return _drawn(AnswerForm(Form(fields=fields), {}))


def _drawn(form: AnswerForm) -> tuple[SafeString, ...]:
    return tuple(field.as_field_group() for field in form)


def raw_answers(request: PageRequest) -> tuple[Raw, list[tuple[str, Refused]]]:
    """What was posted, by field; files are stored and named by their ids, with those handed over before. The second:
    what is wrong with a file. The form itself is not needed for it: what it does not ask for, nobody reads."""
    posted = [
        (name.removeprefix(f"{PREFIX}-"), each) for name, each in request.POST.lists() if name.startswith(f"{PREFIX}-")
    ]
    raw = {name: [str(each) for each in values] for name, values in posted if not name.endswith(KEPT)}
    wrong: list[tuple[str, Refused]] = []
    kept = {name.removesuffix(KEPT): [str(each) for each in values] for name, values in posted if name.endswith(KEPT)}
    uploaded = {name.removeprefix(f"{PREFIX}-") for name in request.FILES}
    for name in {*kept, *uploaded}:
        raw[name] = _files(request, name, kept.get(name, []), wrong)
    return raw, wrong


def kept_files(form: Form, typed: Typed, owner_id: int) -> list[dict[str, Any]]:
    """The files handed over already: the field they belong to and their names, to show and to send along again."""
    ids = {each.name: _ids(typed.get(each.name)) for each in form.fields if each.kind is FieldKind.FILE}
    wanted = [number for numbers in ids.values() for number in numbers]
    known = {file.pk: file for file in files.owned_files(owner_id, wanted)} if wanted else {}
    return [
        {"field": f"{PREFIX}-{name}{KEPT}", "label": _label(form, name), "id": number, "name": known[number].name}
        for name, numbers in ids.items()
        for number in numbers
        if number in known
    ]


def _label(form: Form, name: str) -> str:
    field = form.field(name)
    return field.label if field else name


def _ids(kept: Any) -> list[int]:
    return [int(each) for each in kept or () if str(each).isdecimal()]


def _files(request: PageRequest, name: str, kept: list[str], wrong: list[tuple[str, Refused]]) -> list[str]:
    dropped = set(request.POST.getlist("drop"))
    ids = [each for each in kept if each not in dropped]
    for upload in request.FILES.getlist(f"{PREFIX}-{name}")[: max(0, MOST_FILES + 1 - len(ids))]:
        try:
            stored = conversations.store_file(
                name=upload.name or "", content=cast(BinaryIO, upload), owner_id=request.user.pk, at=request.now
            )
            ids.append(str(stored.pk))
        except Refusal as refusal:
            wrong += [(name, refused) for refused in refusal.reasons]
    return ids


def _initial(field: FormField, kept: Any) -> Any:
    """What the widget shows for what was kept: half-typed answers are lists of texts, finished ones are values."""
    if field.kind is FieldKind.FILE:
        return None
    if field.kind is FieldKind.MANY:
        return kept if isinstance(kept, list) else []
    first = (kept[0] if kept else None) if isinstance(kept, list) else kept
    return bool(first) if field.kind is FieldKind.CONSENT else first


def _field(field: FormField) -> forms.Field:
    said: dict[str, Any] = {"label": field.label, "help_text": _help(field), "required": field.required}
    choices = [(choice, choice) for choice in field.choices]
    if field.kind is FieldKind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), **said)
    if field.kind is FieldKind.ONE and len(choices) <= FEW_CHOICES:
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, **said)
    if field.kind is FieldKind.ONE:
        return forms.ChoiceField(choices=[("", "-"), *choices], **said)
    if field.kind is FieldKind.MANY:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=choices, **said)
    if field.kind is FieldKind.NUMBER:
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}), **said)
    if field.kind is FieldKind.DATE:
        return DateField(**said)
    if field.kind is FieldKind.FILE:
        return forms.FileField(widget=_FilesInput, **said)
    if field.kind is FieldKind.CONSENT:
        return forms.BooleanField(**said)
    return forms.CharField(**said)


class _FilesInput(forms.ClearableFileInput):
    """Sent with the form, several at once; no script is needed."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


def _help(field: FormField) -> str:
    """The client's own words, and what the field takes."""
    said = [field.help] if field.help else []
    least, most = field.least, field.most
    if field.kind is not FieldKind.ONE and (least is not None or most is not None):
        kind = {FieldKind.MANY: "choices", FieldKind.NUMBER: "number", FieldKind.FILE: "files"}.get(
            field.kind, "letters"
        )
        which = "between" if None not in (least, most) else "least" if least is not None else "most"
        said.append(reading.plain(f"tasks.takes.{kind}.{which}", least=least, most=most))
    return " ".join(said)
