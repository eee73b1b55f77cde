"""The time stamp (RFC 3161): when it was made, and over what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tachiai.evidence.verifier.faults import Fault

HASHES = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}
INTEGER = 0x02


@dataclass(frozen=True)
class Stamp:
    """What a time stamp says: `at` in UTC, the digest it is over and by which hash. `nonce`: that of the question."""

    at: str
    imprint: str
    hash_name: str
    nonce: int | None


def read_stamp(response: bytes) -> Stamp:
    """The stamp in an authority's answer (DER of a TimeStampResp); ValueError when there is none.

    Reads the few values that say so. Who signed it, and whether to believe them, is for `openssl ts -verify`.
    """
    try:
        (answer,) = _contents(response)
        token = _contents(answer)[1]
        signed_data = _contents(_contents(token)[1])[0]
        (octets,) = _contents(_contents(_contents(signed_data)[2])[1])
        (info,) = _contents(octets)
        values = _values(info)
        algorithm, imprint = _contents(values[2][1])
        nonces = [int.from_bytes(content, "big") for tag, content in values[5:] if tag == INTEGER]
        return Stamp(
            _moment(values[4][1].decode("ascii")),
            imprint.hex(),
            HASHES[_contents(algorithm)[0].hex()],
            nonces[0] if nonces else None,
        )
    except (IndexError, KeyError) as error:
        raise ValueError("no time stamp") from error


def _moment(made: str) -> str:
    """20261130090000Z, with or without fractions, as 2026-11-30T09:00:00Z."""
    if len(made) < 15 or not made[:14].isdecimal() or made[-1] != "Z":
        raise ValueError("no moment")
    return f"{made[:4]}-{made[4:6]}-{made[6:8]}T{made[8:10]}:{made[10:12]}:{made[12:14]}Z"


def _contents(data: bytes) -> list[bytes]:
    return [content for _, content in _values(data)]


def _values(data: bytes) -> list[tuple[int, bytes]]:
    """Tag and content of the DER values that stand one after the other in `data`."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 0x80:
            more = length - 0x80
            length, at = int.from_bytes(data[at : at + more], "big"), at + more
        elif length == 0x80:
            raise ValueError("a length that DER does not have")
        if at + length > len(data):
            raise ValueError("cut off")
        found.append((tag, data[at : at + length]))
        at += length
    return found


def check_timestamp(response: bytes, manifest: bytes, figures: dict[str, Any]) -> Iterator[Fault]:
    """The time stamp is over the digest of the manifest. Its time becomes a figure."""
    try:
        stamp = read_stamp(response)
    except ValueError:
        yield Fault("timestamp.unreadable")
        return
    figures["stamped_at"] = stamp.at
    if hashlib.new(stamp.hash_name, manifest).hexdigest() != stamp.imprint:
        yield Fault("timestamp.other", {"found": stamp.imprint})
