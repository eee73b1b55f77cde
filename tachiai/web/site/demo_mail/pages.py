"""The demo's mailbox. In a real market these addresses do not exist."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.web.site.demo_mail import mailbox


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    return render(request, "demo_mail/mailbox.html", {"mails": mailbox.mails()})


@require_safe
def one(request: HttpRequest, name: str) -> HttpResponse:
    mail = mailbox.mail(name)
    if mail is None:
        raise Http404
    return render(request, "demo_mail/mail.html", {"mail": mail})
