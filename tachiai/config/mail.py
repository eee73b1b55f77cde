"""`tachiai mail test MAIL`: does mail leave, from whom, and by which server?"""

from __future__ import annotations

import argparse
import smtplib

from django.conf import settings
from django.core.mail import send_mail

from tachiai.config.voice import say, words
from tachiai.kernel.refused import Refusal, Refused


def test(arguments: argparse.Namespace) -> int:
    """Sends one mail at once. Refusal with the server's own words when it was not taken."""
    place = settings.EMAIL_HOST if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else settings.EMAIL_BACKEND
    told = {
        "to": arguments.mail,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "server": f"{place}:{settings.EMAIL_PORT}",
    }
    try:
        send_mail(words("mail.test.subject"), words("mail.test.body"), None, [arguments.mail])
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise Refusal(Refused("mail.refused", {**told, "reason": _reason(error)})) from error
    say("mail.sent", **told)
    return 0


def _reason(error: Exception) -> str:
    """In the server's words, if it said any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {said.decode(errors='replace')}" for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return " ".join(str(error).split()) or type(error).__name__
