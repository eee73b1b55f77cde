"""The word of a time-stamping authority (RFC 3161): asked for over the manifest, checked, and never in the way."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tachiai.evidence.gateways import timestamps
from tachiai.evidence.verifier.contents import MANIFEST, SEAL, TIMESTAMP
from tachiai.evidence.verifier.stamp import read_stamp
from tests.cast import Cast
from tests.deal import Deal
from tests.evidence.authority import Authority, openssl, running
from tests.evidence.conftest import sealed
from tests.evidence.forging import checked, found, members_of, packed

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture
def authority(listening: Authority, settings) -> Authority:
    settings.TSA_URL = listening.url
    return listening


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


class TestABundle:
    def test_bears_the_stamp_and_the_verifier_tells_its_time(self, deal: Deal, authority: Authority) -> None:
        content, made = sealed(deal)
        result = checked(content)
        assert result.faults == []
        assert made.stamped_at is not None
        assert abs(datetime.now(UTC) - made.stamped_at) < timedelta(minutes=1)
        assert result.figures["stamped_at"] == f"{made.stamped_at:%Y-%m-%dT%H:%M:%SZ}"

    def test_is_believed_by_openssl_with_the_certificate_of_the_authority(
        self, deal: Deal, authority: Authority, tmp_path: Path
    ) -> None:
        members = members_of(sealed(deal)[0])
        for name in (MANIFEST, TIMESTAMP):
            (tmp_path / name).write_bytes(members[name])
        command = ["ts", "-verify", "-in", tmp_path / TIMESTAMP, "-CAfile", authority.certificate]
        assert "Verification: OK" in openssl(*command, "-data", tmp_path / MANIFEST)
        (tmp_path / MANIFEST).write_bytes(members[MANIFEST] + b" ")
        with pytest.raises(subprocess.CalledProcessError):
            openssl(*command, "-data", tmp_path / MANIFEST)

    def test_names_a_stamp_that_is_over_something_else(self, deal: Deal, authority: Authority) -> None:
        members = members_of(sealed(deal)[0])
        other = timestamps.stamp(b"something else")
        assert other is not None
        faults = found(packed({**members, TIMESTAMP: other.response}))
        assert [key for key, _ in faults] == ["member.changed", "timestamp.other"]

    def test_names_a_stamp_that_is_none_or_is_gone(self, deal: Deal, authority: Authority) -> None:
        members = members_of(sealed(deal)[0])
        for nonsense in (b"", b"0", b"\x30\x80", members[TIMESTAMP][:-9], b"\x30\x03\x02\x01\x00"):
            assert "timestamp.unreadable" in [key for key, _ in found(packed({**members, TIMESTAMP: nonsense}))]
        less = {name: content for name, content in members.items() if name != TIMESTAMP}
        assert found(packed(less)) == [("member.removed", {"name": TIMESTAMP})]
        assert members[SEAL].count(b"\n") == 2

    @pytest.mark.parametrize(
        "answer",
        [b"", b"no stamp", bytes.fromhex("30053003020102")],
        ids=["nothing", "nonsense", "a rejection"],
    )
    def test_is_made_without_a_stamp_when_the_authority_gives_none(
        self, deal: Deal, authority: Authority, answer: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(authority, "answer", lambda query: answer)
        content, made = sealed(deal)
        assert made.stamped_at is None
        assert checked(content).faults == []
        assert TIMESTAMP not in members_of(content)

    def test_is_made_without_a_stamp_when_it_answers_another_question(
        self, deal: Deal, authority: Authority, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept, honest = [], authority.answer
        monkeypatch.setattr(authority, "answer", lambda query: kept.append(honest(query)) or kept[0])
        assert timestamps.stamp(b"the first question") is not None
        assert timestamps.stamp(b"the second question") is None
        assert timestamps.stamp(b"the first question") is None, "an answer to an earlier question is no answer"

    @pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "file:///etc/hostname", "nowhere"])
    def test_is_made_without_a_stamp_when_nobody_is_there(self, deal: Deal, settings, url: str) -> None:
        settings.TSA_URL = url
        content, made = sealed(deal)
        assert made.stamped_at is None
        assert checked(content).faults == []


def test_larger_hashes_are_read_as_well(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"some data")
    openssl("ts", "-query", "-data", tmp_path / "data", "-sha512", "-cert", "-out", tmp_path / "query")
    found = read_stamp(authority.answer((tmp_path / "query").read_bytes()))
    assert (found.hash_name, found.imprint) == ("sha512", hashlib.sha512(b"some data").hexdigest())


def test_the_question_is_what_openssl_understands_by_it(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"some data").digest()
    (tmp_path / "query").write_bytes(timestamps.query(digest, b"\x40" + bytes(7)))
    told = openssl("ts", "-query", "-in", tmp_path / "query", "-text")
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told
    assert "Nonce: 0x4000000000000000" in told
    assert digest.hex()[:16] in told.replace(" ", "").replace("-", "")
