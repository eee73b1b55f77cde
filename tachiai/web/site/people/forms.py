"""Forms about people: signing up, one's profile, closing the account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tachiai.conversations.safety import Judged
from tachiai.guidelines.queries import in_force
from tachiai.people.queries import is_left_under
from tachiai.people.rules import INTRODUCTION_LENGTH, NAME_LENGTH, tidy_skills
from tachiai.web import reading
from tachiai.web.reading import later

if TYPE_CHECKING:
    from tachiai.people.models import Person


def _documents() -> SafeString:
    """A link to each of the documents to which the tick agrees."""
    links = (
        (reverse("guidelines:document", args=[each.name]), each.title[reading.language()])
        for each in in_force(reading.now())
    )
    listed = format_html_join(reading.text("guidelines.bar.and"), '<a href="{}" target="_blank">{}</a>', links)
    return format_html("{} {}", reading.text("people.field.terms.hint"), listed)


class SignupForm(BaseSignupForm):
    """What django-allauth asks, and by what name others shall know the person. Named in settings."""

    field_order = ("display_name", "email", "password1", "password2", "terms")
    display_name = forms.CharField(
        label=later("people.field.display_name.label"),
        help_text=later("people.field.display_name.hint"),
        max_length=NAME_LENGTH,
    )
    terms = forms.BooleanField(
        label=later("people.field.terms.label"),
        help_text=lazy(_documents, str)(),
        error_messages={"required": later("people.refused.terms")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Labels stand above the fields; a second copy inside them would vanish on the first key.
            field.widget.attrs.pop("placeholder", None)

    def validate_unique_email(self, value: str) -> str:
        """An address that somebody left under a restriction makes no account, like one that has one."""
        email: str = super().validate_unique_email(value)
        if is_left_under(email, reading.now()):
            self.account_already_exists = True
        return email


def _zones() -> Iterable[tuple[str, str]]:
    """Zones named for a place, and UTC."""
    named = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [(zone, zone.replace("_", " ")) for zone in sorted({*named, "UTC"})]


class ProfileForm(forms.Form):
    """What a person says of themselves, and how they read the site."""

    # These words as the rules judge them, when their writer has to look at them before they are public.
    judged: Judged | None = None
    display_name = forms.CharField(
        label=later("people.field.display_name.label"),
        help_text=later("people.field.display_name.hint"),
        max_length=NAME_LENGTH,
    )
    introduction = forms.CharField(
        label=later("people.field.introduction.label"),
        help_text=later("people.field.introduction.hint"),
        max_length=INTRODUCTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    skills = forms.CharField(
        label=later("people.field.skills.label"),
        help_text=later("people.field.skills.hint"),
        required=False,
    )
    language = forms.ChoiceField(
        label=later("people.field.language.label"),
        help_text=later("people.field.language.hint"),
        choices=settings.LANGUAGES,
    )
    time_zone = forms.ChoiceField(
        label=later("people.field.time_zone.label"), help_text=later("people.field.time_zone.hint"), choices=_zones
    )

    def clean_skills(self) -> list[str]:
        return tidy_skills(self.cleaned_data["skills"])


def profile_of(person: Person) -> dict[str, Any]:
    """The profile as the form shows it first."""
    return {
        "display_name": person.display_name,
        "introduction": person.introduction,
        "skills": ", ".join(person.skills),
        "language": person.language,
        "time_zone": person.time_zone,
    }


class ClosureForm(forms.Form):
    """The last question before an account is closed."""

    sure = forms.BooleanField(label=later("people.close.sure"))
