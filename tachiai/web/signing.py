"""The part of a form in which somebody signs the digest of what is shown: with a passkey, or with their password."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django import forms

from tachiai.clockwork.limits import Limit
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import signing
from tachiai.people.signing import Signature
from tachiai.web.forms import show_refusal
from tachiai.web.reading import later
from tachiai.web.requests import PageRequest

_WRONG_PASSWORDS = Limit("signing", 10, timedelta(minutes=10))
SHOWN_OF_DIGEST = 16


class SigningForm(forms.Form):
    """Signs `digest`, which the page also names in a hidden field: what was shown must be what is signed.

    Include `shell/sign.html` with `signing=form`, and the scripts of `shell/sign_scripts.html` in the page's head.
    """

    digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    answer = forms.CharField(widget=forms.HiddenInput, required=False)
    password = forms.CharField(
        label=later("signing.password"), help_text=later("signing.password_hint"), required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, request: PageRequest, shown: str, **kwargs: Any):
        kwargs["initial"] = {"digest": shown, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        # Needed unless a passkey answers, so it is not called optional.
        self.fields["password"].is_conditional = True  # type: ignore[attr-defined]
        self.request, self.shown = request, shown

    @property
    def short_digest(self) -> str:
        """Enough of the digest for people to compare."""
        return self.shown[:SHOWN_OF_DIGEST]

    def passkey_options(self) -> str:
        """What the browser asks the person's passkey, as JSON; empty when they have none. Begins a new challenge."""
        person_id = self.request.user.pk
        if not signing.has_passkey(person_id):
            return ""
        options, kept = signing.begin_passkey(person_id=person_id, digest=self.shown, origin=self._origin)
        self.request.session[self._key] = kept
        return json.dumps(options)

    def signature(self, at: datetime) -> Signature | None:
        """The signature of a form that was sent; None with the reason in the form when it is not one."""
        if not self.is_valid():
            return None
        try:
            return self._signed(at)
        except Refusal as refusal:
            show_refusal(self, refusal)
            return None

    def _signed(self, at: datetime) -> Signature:
        typed, person_id = self.cleaned_data, self.request.user.pk
        if typed["digest"] != self.shown:
            raise Refusal(Refused("people.refused.not_what_was_shown"))
        if typed["answer"]:
            kept = self.request.session.pop(self._key, None)
            return signing.sign_with_passkey(
                person_id=person_id, digest=self.shown, answer=typed["answer"], kept=kept, origin=self._origin, at=at
            )
        if not typed["password"]:
            raise Refusal(Refused("people.refused.not_signed"))
        # Counted before it is looked at, or many tries at the same moment would all be within the limit.
        if wait := _WRONG_PASSWORDS.seconds_to_wait(str(person_id), at):
            raise Refusal(Refused("people.refused.too_many_tries", {"minutes": wait // 60 + 1}))
        signed = signing.sign_with_password(person_id=person_id, password=typed["password"], digest=self.shown, at=at)
        _WRONG_PASSWORDS.take_back(str(person_id), at)
        return signed

    @property
    def _key(self) -> str:
        return f"signing.{self.short_digest}"

    @property
    def _origin(self) -> str:
        return f"{self.request.scheme}://{self.request.get_host()}"
