"""Addresses of the site. Each place has its own `urls.py`; one line here joins it."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.generic import RedirectView

from tachiai.web.styles import style_sheet

urlpatterns = [
    path("style.<slug:digest>.css", style_sheet, name="style_sheet"),
    path("", include("tachiai.web.site.home.urls")),
    path("", include("tachiai.web.site.jobs.urls")),
    path("", include("tachiai.web.site.proposals.urls")),
    path("", include("tachiai.web.site.confidentiality.urls")),
    path("", include("tachiai.web.site.contests.urls")),
    path("", include("tachiai.web.site.contracts.urls")),
    path("", include("tachiai.web.site.hours.urls")),
    path("", include("tachiai.web.site.tasks.urls")),
    path("", include("tachiai.web.site.evidence.urls")),
    path("", include("tachiai.web.site.money.urls")),
    path("", include("tachiai.web.site.papers.urls")),
    path("", include("tachiai.web.site.todo.urls")),
    path("", include("tachiai.web.site.calendar.urls")),
    path("", include("tachiai.web.site.people.urls")),
    path("", include("tachiai.web.site.safe_talk.urls")),
    path("", include("tachiai.web.site.safety.urls")),
    path("", include("tachiai.web.site.threads.urls")),
    path("guidelines/", include("tachiai.web.site.guidelines.urls")),
    path("guide/", RedirectView.as_view(pattern_name="help:home", permanent=True), name="old_guide"),
    path("guide/<slug:name>/", RedirectView.as_view(pattern_name="help:article", permanent=True), name="old_article"),
    path("help/", include("tachiai.web.site.help.urls")),
    path("inquiries/", include("tachiai.web.site.inquiries.urls")),
    path("statistics/", include("tachiai.web.site.statistics.urls")),
    path("start/", include("tachiai.web.site.start.urls")),
    path("notices/", include("tachiai.web.site.notices.urls")),
    path("transparency/", include("tachiai.web.site.transparency.urls")),
    path("", include("tachiai.web.desk.urls")),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("tachiai.web.site.demo.urls"))]
if settings.DEMO or settings.DEBUG:
    urlpatterns += [path("preview/", include("tachiai.web.preview.urls"))]
