"""The time stamp (RFC 3161): when it was made, and over what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from tachiai.evidence.verifier.faults import Fault

HASHES = {"608648016503040201": "sha256", "608648016503040202": "sha384", "608648016503040203": "sha512"}


def stamped(response: bytes) -> tuple[str, str, str]:
    """When a time stamp was made, over which digest, and by which hash; ValueError when it is none.

    Reads the few bytes that say so. Who signed it, and whether to believe them, is for `openssl ts -verify`.
    """
    token = _parts(_parts(response)[0])[1]
    signed_data = _parts(_parts(token)[1])[0]
    (octets,) = _parts(_parts(_parts(signed_data)[2])[1])
    info = _parts(_parts(octets)[0])
    algorithm, imprint = _parts(info[2])
    made = info[4].decode("ascii")
    when = f"{made[:4]}-{made[4:6]}-{made[6:8]}T{made[8:10]}:{made[10:12]}:{made[12:14]}Z"
    return when, imprint.hex(), HASHES[_parts(algorithm)[0].hex()]


def _parts(data: bytes) -> list[bytes]:
    """The contents of the DER values that stand one after the other in `data`."""
    found, at = [], 0
    while at < len(data):
        length, at = data[at + 1], at + 2
        if length > 0x80:
            more = length - 0x80
            length, at = int.from_bytes(data[at : at + more], "big"), at + more
        if length == 0x80 or at + length > len(data):
            raise ValueError("no DER")
        found.append(data[at : at + length])
        at += length
    return found


def check_timestamp(response: bytes, manifest: bytes, figures: dict[str, Any]) -> Iterator[Fault]:
    """The time stamp is over the digest of the manifest. Its time becomes a figure."""
    try:
        when, imprint, hash_name = stamped(response)
    except (ValueError, KeyError, IndexError):
        yield Fault("timestamp.unreadable")
        return
    figures["stamped_at"] = when
    if hashlib.new(hash_name, manifest).hexdigest() != imprint:
        yield Fault("timestamp.other", {"found": imprint})
