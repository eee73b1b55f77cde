"""How django-allauth signs people up and writes to them: in our words, in the reader's language, through our queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as present
from django.contrib.auth import get_user_model
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from tachiai.guidelines.actions import consent_to_all
from tachiai.kernel.texts import CATALOGUE
from tachiai.kernel.wording import moment_text
from tachiai.notices import actions as notices
from tachiai.people.queries import is_left_under
from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.people.models import Person

LONGEST_BROWSER = 120
GAPS = ("activate_url", "password_reset_url", "signup_url", "from_email", "to_email", "deleted_email")


class Adapter(DefaultAccountAdapter):
    """Named in settings as ACCOUNT_ADAPTER."""

    def save_user(self, request: HttpRequest, user: Person, form: BaseForm, commit: bool = True) -> Person:
        """A person signs up: with a name, in the language of the page, agreeing to the guidelines."""
        user.display_name = form.cleaned_data["display_name"]
        user.language = reading.language()
        with transaction.atomic():
            saved: Person = super().save_user(request, user, form, commit)
            consent_to_all(person_id=saved.pk, at=reading.now())
        return saved

    def send_account_already_exists_mail(self, email: str) -> None:
        """The page that answers a sign-up says the same whatever there was before; its owner alone reads what."""
        if is_left_under(email, reading.now()):
            self.send_mail("account/email/account_left", email, {})
        else:
            super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter named by the last word of `template_prefix`; its text is `people.letter.<name>`."""
        person = context.get("user")
        language = person.language if isinstance(person, get_user_model()) else reading.language()
        key = f"people.letter.{template_prefix.rpartition('/')[2]}"
        body = CATALOGUE.get(f"{key}.body", language, email=email, **_words(context)).strip()
        if "user_agent" in context:
            body = f"{body}\n\n{_origin(context, language)}"
        notices.post_letter(
            address=email,
            subject=CATALOGUE.get(f"{key}.subject", language),
            body=CATALOGUE.get("people.letter.frame", language, body=body),
            at=present.request.now,
        )


def _words(context: dict[str, Any]) -> dict[str, str]:
    return {name: str(context[name]) for name in GAPS if name in context}


def _origin(context: dict[str, Any], language: str) -> str:
    """Where a change to an account came from, so that its owner can tell."""
    request = present.request
    moment = moment_text(request.now, language=language, zone=request.reader.zone, at=request.now)
    browser = str(context["user_agent"])[:LONGEST_BROWSER]
    return CATALOGUE.get("people.letter.origin", language, ip=context["ip"], browser=browser, moment=moment).strip()
