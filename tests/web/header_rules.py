"""What stands in the head of every answer of the site, page, file or refusal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http.cookie import SimpleCookie

# By the beginning of a policy: every page, and every file that is only to be kept.
POLICIES = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Files at secret addresses do not even tell our own pages whence one comes.
REFERRERS = ("same-origin", "no-referrer")
# Read without signing in by whoever knows the address.
SECRET = {"inquiries:with_token", "inquiries:file", "account_reset_password_from_key", "account_confirm_email"}
# What people who are signed in may get from a cache: the style sheet, and what is the same for everybody.
CACHED = {"style_sheet", "help:suggest", "calendar:feed"}


def faults(response: Any, name: str, is_signed_in: bool) -> Iterator[str]:
    """What is missing or wrong in the answer of the address `name`."""
    for header, value in ALWAYS.items():
        if response.headers.get(header) != value:
            yield f"{header}: {response.headers.get(header)}"
    if response.headers.get("Referrer-Policy") not in REFERRERS:
        yield f"Referrer-Policy: {response.headers.get('Referrer-Policy')}"
    policy = response.headers.get("Content-Security-Policy", "")
    yield from (f"no {part} in {policy!r}" for part in POLICIES if part not in policy)
    if "unsafe" in policy or "*" in policy:
        yield f"too much is allowed: {policy}"
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        yield "no Permissions-Policy"
    if "Access-Control-Allow-Origin" in response.headers:
        yield "other sites may read it"
    is_private = (is_signed_in and name not in CACHED) or (name in SECRET and response.status_code == 200)
    if is_private and "no-store" not in response.headers.get("Cache-Control", ""):
        yield f"may be kept by a cache: {response.headers.get('Cache-Control')}"
    kind = response.headers.get("Content-Type", "").lower().replace('"', "")
    is_kept = policy.startswith("sandbox")  # a file as it came: nobody knows its letters, and nothing shows it
    if kind.startswith("text/") and kind != "text/event-stream" and "charset=utf-8" not in kind and not is_kept:
        yield f"no charset: {kind}"
    yield from _cookies(response.cookies)


def _cookies(cookies: SimpleCookie) -> Iterator[str]:
    for cookie in cookies.values():
        is_taken_back = cookie["max-age"] == 0
        is_ours_alone = cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
        if not is_taken_back and (not is_ours_alone or cookie["domain"]):
            yield f"cookie: {cookie.OutputString()}"
