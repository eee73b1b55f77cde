"""The addresses of a demo market: those of the site, and the time machine with the mailbox."""

from __future__ import annotations

from django.urls import include, path

from tachiai.config.urls import urlpatterns as of_the_site

urlpatterns = [*of_the_site, path("demo/", include("tachiai.web.site.demo.urls"))]
