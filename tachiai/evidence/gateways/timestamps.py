"""Asks a time-stamping authority (RFC 3161, setting TSA_URL) to say that something was there at this moment."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, decode_timestamp_response
from rfc3161_client.tsp import PKIStatus

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 1_000_000
_GRANTED = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)


@dataclass(frozen=True)
class Stamp:
    """The authority's answer as it came (DER of a TimeStampResp), and the moment that it names."""

    response: bytes
    at: datetime


def is_wanted() -> bool:
    """Whether the operator named an authority."""
    return bool(settings.TSA_URL)


def stamp(data: bytes) -> Stamp | None:
    """A time stamp over the SHA-256 of `data`; None when the authority gives none, which the log explains.

    Whose signature it bears is not judged here: whoever gets the stamp chooses whom to believe.
    """
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = _ask(settings.TSA_URL, asked.as_bytes())
        response = decode_timestamp_response(answer)
        if PKIStatus(response.status) not in _GRANTED:
            raise ValueError(f"refused with status {response.status}: {', '.join(response.status_string)}")
        if not _answers(response, asked.nonce, asked.message_imprint.message):
            raise ValueError("the stamp is over something else")
    except (OSError, HTTPException, ValueError) as error:
        log.error("no time stamp from %s: %s", urlsplit(settings.TSA_URL).hostname, error)
        return None
    return Stamp(answer, response.tst_info.gen_time)


def _answers(response: TimeStampResponse, nonce: int | None, imprint: bytes) -> bool:
    info = response.tst_info
    return info.nonce == nonce and info.message_imprint.message == imprint


def _ask(url: str, request: bytes) -> bytes:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is no web address")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    asked = Request(url, data=request, headers=headers)  # noqa: S310 - the scheme was looked at
    with urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
        content: bytes = answer.read(LARGEST_ANSWER)
    return content
