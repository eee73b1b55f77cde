"""Signing: a yes that is bound to the SHA-256 of what was shown, confirmed by the person in that very moment.

With a passkey it is an assertion with user verification whose challenge is made of the digest; anybody can check it
later with the public key in its proof (Web Authentication level 2). Without one, the password is entered anew.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.models import Person

PASSKEY, PASSWORD, SESSION = "passkey", "password", "session"
_PURPOSE = "tachiai signature 1"


@dataclass(frozen=True)
class Signature:
    """Who confirmed which digest, how and when. Text of the method: people.signed.<method>.

    `proof` of a passkey: nonce, client_data, authenticator_data, signature, public_key (COSE) and credential_id, all
    but the nonce in base64url. Of a password there is none but this record.
    """

    person_id: int
    digest: str
    method: str
    signed_at: datetime
    proof: Mapping[str, Any] = field(default_factory=dict)


def challenge_of(digest: str, nonce: str) -> bytes:
    """What the passkey signs over: it can belong to no other text, and not be used twice."""
    return hashlib.sha256(f"{_PURPOSE}\n{digest}\n{nonce}".encode()).digest()


def has_passkey(person_id: int) -> bool:
    return Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.WEBAUTHN).exists()


def begin_passkey(*, person_id: int, digest: str, origin: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What the browser is asked (PublicKeyCredentialRequestOptions as JSON), and what to keep until it answers."""
    nonce = secrets.token_hex(16)
    options, _ = _server(origin).authenticate_begin(
        credentials=_credentials(person_id),
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=challenge_of(digest, nonce),
    )
    return dict(options), {"nonce": nonce, "digest": digest}


def sign_with_passkey(
    *, person_id: int, digest: str, answer: str, kept: Mapping[str, str] | None, origin: str, at: datetime
) -> Signature:
    """The browser's `answer` (JSON) to what was begun and `kept`. Refusal unless it is a fresh assertion, with user
    verification, by a passkey of this person, over exactly this digest."""
    failed = Refusal(Refused("people.refused.passkey_failed"))
    if kept is None or kept.get("digest") != digest:
        raise failed
    server, nonce = _server(origin), kept["nonce"]
    state = {
        "challenge": websafe_encode(challenge_of(digest, nonce)),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    try:
        assertion = AuthenticationResponse.from_dict(json.loads(answer))
        used = server.authenticate_complete(state, _credentials(person_id), assertion)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise failed from error
    given = assertion.response
    proof = {
        "nonce": nonce,
        "client_data": websafe_encode(given.client_data),
        "authenticator_data": websafe_encode(given.authenticator_data),
        "signature": websafe_encode(given.signature),
        "public_key": websafe_encode(cbor.encode(dict(used.public_key))),
        "credential_id": websafe_encode(used.credential_id),
    }
    return Signature(person_id, digest, PASSKEY, at, proof)


def sign_with_password(*, person_id: int, password: str, digest: str, at: datetime) -> Signature:
    """The person enters their password anew. Refusal when it is not theirs; who asks too often is for the page."""
    person = Person.objects.get(pk=person_id, is_active=True)
    if not person.check_password(password):
        raise Refusal(Refused("people.refused.wrong_password"))
    return Signature(person_id, digest, PASSWORD, at)


def sign_in_session(*, person_id: int, digest: str, at: datetime) -> Signature:
    """Nothing but the sign-in stands behind it: for a past that is told again. No page offers it."""
    return Signature(person_id, digest, SESSION, at)


def _server(origin: str) -> Fido2Server:
    host = urlsplit(origin).hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=host), verify_origin=lambda given: given == origin)


def _credentials(person_id: int) -> list[AttestedCredentialData]:
    keys = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.WEBAUTHN)
    found = (key.wrap().authenticator_data.credential_data for key in keys)
    return [credential for credential in found if credential is not None]
