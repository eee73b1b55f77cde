"""Asks a time-stamping authority (RFC 3161, setting TSA_URL) to say that something was there at this moment."""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from tachiai.evidence.verifier.stamp import read_stamp

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 1_000_000
# The DER of a TimeStampReq, up to its parts that change: version 1, SHA-256, the digest; nonce; certificate wanted.
_HEAD = bytes.fromhex("30430201013031300d060960864801650304020105000420")
_NONCE, _NONCE_BYTES, _TAIL = bytes.fromhex("0208"), 8, bytes.fromhex("0101ff")


@dataclass(frozen=True)
class Stamped:
    """The authority's answer as it came (DER of a TimeStampResp), and the moment that it names."""

    response: bytes
    at: datetime


def is_wanted() -> bool:
    """Whether the operator named an authority."""
    return bool(settings.TSA_URL)


def stamp(data: bytes) -> Stamped | None:
    """A time stamp over the SHA-256 of `data`; None when the authority gives none, which the log explains.

    Whose signature it bears is not judged here: whoever gets the stamp chooses whom to believe.
    """
    digest, nonce = hashlib.sha256(data), _nonce()
    try:
        answer = _ask(settings.TSA_URL, query(digest.digest(), nonce))
        found = read_stamp(answer)
        if (found.imprint, found.nonce) != (digest.hexdigest(), int.from_bytes(nonce, "big")):
            raise ValueError("the stamp is over something else")
    except (OSError, HTTPException, ValueError) as error:
        log.error("no time stamp from %s: %s", urlsplit(settings.TSA_URL).hostname, error)
        return None
    return Stamped(answer, datetime.fromisoformat(found.at))


def query(digest: bytes, nonce: bytes) -> bytes:
    """The question (DER of a TimeStampReq) about a SHA-256; `nonce` tells the answer from earlier ones."""
    return _HEAD + digest + _NONCE + nonce + _TAIL


def _nonce() -> bytes:
    """Eight bytes that DER writes as one positive number of eight bytes."""
    return bytes([0x40 | secrets.randbits(6)]) + secrets.token_bytes(_NONCE_BYTES - 1)


def _ask(url: str, question: bytes) -> bytes:
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError(f"{url} is no web address")
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    asked = Request(url, data=question, headers=headers)  # noqa: S310 - the scheme was looked at
    with urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
        content: bytes = answer.read(LARGEST_ANSWER)
    return content
