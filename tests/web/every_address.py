"""Every address that any installation can have: those of the site, of a demo and of development."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, include, path

from tachiai.config.urls import urlpatterns as of_the_site

urlpatterns = [
    *of_the_site,
    path("demo/", include("tachiai.web.site.demo.urls")),
    path("preview/", include("tachiai.web.preview.urls")),
]


def named(resolver: URLResolver | None = None, prefix: str = "", outer: int = 0) -> Iterator[tuple[str, int]]:
    """Each address by its name, with the number of things it has to be filled in with."""
    for pattern in (resolver or get_resolver(__name__)).url_patterns:
        gaps = outer + pattern.pattern.regex.groups
        if isinstance(pattern, URLResolver):
            yield from named(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix, gaps)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", gaps
