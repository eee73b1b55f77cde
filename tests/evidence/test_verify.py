"""What the verifier says of a bundle that somebody had in their hands."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tachiai.evidence.verifier.archive import Archive, local_header
from tachiai.evidence.verifier.contents import MANIFEST, RECORD, SEAL
from tests.evidence.forging import (
    Members,
    checked,
    found,
    members_of,
    packed,
    record_of,
    relinked,
    resealed,
    with_record,
)

pytestmark = pytest.mark.django_db  # for the bundle, which is made once
Change = Callable[[dict[str, Any]], None]
KINDS = (
    *("contract", "terms_version", "terms_word", "consent", "confidentiality", "confidentiality_step", "signed_copy"),
    *("step", "request", "request_step", "request_file", "paper", "paper_seen"),
    *("delivery", "finding", "message", "message_reply", "message_edit"),
    *("notice", "movement", "rating", "rating_reply"),
)


@pytest.fixture
def members(bundle: bytes) -> Members:
    return members_of(bundle)


def first(record: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(entry for entry in record["entries"] if entry["kind"] == kind)


def named(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("number", "kind", "item")}


def test_what_was_sealed_is_valid(bundle: bytes, members: Members) -> None:
    result = checked(bundle)
    assert result.faults == []
    assert packed(members) == bundle
    assert result.figures["members"] == len(members)
    assert set(KINDS) <= set(result.figures["kinds"])


class TestAnEntry:
    @pytest.mark.parametrize("kind", KINDS)
    def test_that_says_something_else_is_named(self, members: Members, kind: str) -> None:
        entry = first(record_of(members), kind)

        def change(record: dict[str, Any]) -> None:
            first(record, kind)["payload"]["more"] = 1

        changed = with_record(members, change)
        assert found(packed(changed)) == [("member.changed", {"name": RECORD}), ("entry.changed", named(entry))]
        assert ("entry.changed", named(entry)) in found(packed(resealed(changed)))

    @pytest.mark.parametrize(
        ("field", "value"),
        [("at", "2026-11-02T01:00:00.000001Z"), ("linked_at", "2026-11-02T00:00:00.000000Z"), ("item", 777),
         ("kind", "messages"), ("content", "0" * 64), ("digest", "0" * 64), ("previous", "1" * 64), ("number", 9)],
    )  # fmt: skip
    def test_with_any_other_part_of_its_link_is_named(self, members: Members, field: str, value: object) -> None:
        def change(record: dict[str, Any]) -> None:
            first(record, "message")[field] = value

        faults = found(packed(resealed(with_record(members, change))))
        assert any(key in ("entry.changed", "chain.broken", "entry.moved") for key, _ in faults)
        assert any(params.get("item") in (777, first(record_of(members), "message")["item"]) for _, params in faults)

    @pytest.mark.parametrize("kind", KINDS)
    def test_that_is_gone_is_named(self, members: Members, kind: str) -> None:
        entry = first(record_of(members), kind)
        gone = with_record(members, lambda record: record["entries"].remove(first(record, kind)))
        assert ("entry.removed", named(entry)) in found(packed(gone))
        # Whoever makes the manifest anew leaves a hole in the chain, unless it was the last one (see TestMadeAnew).
        if entry != record_of(members)["entries"][-1]:
            assert [key for key, _ in found(packed(resealed(gone)))][0] == "chain.broken"

    def test_that_came_later_is_named(self, members: Members) -> None:
        def change(record: dict[str, Any]) -> None:
            record["entries"].insert(5, {**first(record, "message"), "item": 4_711})

        faults = found(packed(with_record(members, change)))
        assert any(key == "entry.added" and params["item"] == 4_711 for key, params in faults)
        assert "chain.broken" in [key for key, _ in found(packed(resealed(with_record(members, change))))]

    def test_that_is_there_twice_is_named(self, members: Members) -> None:
        def change(record: dict[str, Any]) -> None:
            record["entries"].append(first(record, "message"))

        assert "entry.added" in [key for key, _ in found(packed(with_record(members, change)))]

    def test_that_stands_elsewhere_is_named(self, members: Members) -> None:
        def change(record: dict[str, Any]) -> None:
            entries = record["entries"]
            entries[3], entries[4] = entries[4], entries[3]

        before = record_of(members)["entries"]
        faults = found(packed(with_record(members, change)))
        assert [params for key, params in faults if key == "entry.moved"] == [named(before[4]), named(before[3])]
        assert "chain.broken" in [key for key, _ in found(packed(resealed(with_record(members, change))))]

    def test_cut_off_at_the_end_is_named(self, members: Members) -> None:
        cut = record_of(members)["entries"][-3:]
        faults = found(packed(with_record(members, lambda record: record["entries"].__delitem__(slice(-3, None)))))
        assert [params for key, params in faults if key == "entry.removed"] == [named(entry) for entry in cut]

    def test_may_be_withheld_but_not_exchanged(self, members: Members) -> None:
        def withhold(record: dict[str, Any]) -> None:
            del first(record, "message")["payload"]

        assert found(packed(resealed(with_record(members, withhold)))) == []

        def exchange(record: dict[str, Any]) -> None:
            withhold(record)
            first(record, "message")["content"] = "5" * 64

        assert "entry.changed" in [key for key, _ in found(packed(resealed(with_record(members, exchange))))]


class TestAMember:
    def test_each_is_named_when_it_says_something_else(self, members: Members) -> None:
        for name, content in members.items():
            faults = found(packed({**members, name: content + b" "}))
            assert ("member.changed", {"name": name}) in faults, name

    def test_each_is_named_when_it_is_gone(self, members: Members) -> None:
        for name in members:
            faults = found(packed({other: content for other, content in members.items() if other != name}))
            assert ("member.removed", {"name": name}) in faults, name

    def test_is_named_when_it_came_later(self, members: Members) -> None:
        assert found(packed({**members, "letter.txt": b"me too"})) == [("member.added", {"name": "letter.txt"})]

    def test_is_named_when_it_is_there_twice(self, bundle: bytes) -> None:
        out = io.BytesIO(bundle)
        with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
            archive.writestr("READ-ME.txt", b"other words")
        assert ("member.twice", {"name": "READ-ME.txt"}) in found(out.getvalue())

    def test_is_named_when_it_lies_elsewhere(self, members: Members) -> None:
        turned = {name: members[name] for name in (*[*members][1:3], *[*members][:1], *[*members][3:])}
        assert {key for key, _ in found(packed(turned))} == {"member.moved"}

    def test_files_that_changed_places_are_named(self, members: Members) -> None:
        one, other = [name for name in members if name.startswith("files/")]
        swapped = {**members, one: members[other], other: members[one]}
        expected = {("member.changed", one), ("member.changed", other)}
        assert {(key, params["name"]) for key, params in found(packed(swapped))} == expected
        assert {(key, params["name"]) for key, params in found(packed(resealed(swapped)))} == expected

    def test_a_file_that_the_record_names_is_missed_whatever_the_manifest_says(self, members: Members) -> None:
        name = next(name for name in members if name.startswith("files/"))
        less = resealed({other: content for other, content in members.items() if other != name})
        assert [(key, params["sha256"]) for key, params in found(packed(less))] == [("file.removed", name[6:70])]

    def test_terms_that_are_not_those_on_record_are_named(self, members: Members) -> None:
        other = {**members, "terms/version-1.json": members["terms/version-1.json"].replace(b"80000", b"90000")}
        assert [key for key, _ in found(packed(resealed(other)))] == ["copy.differs"]


class TestTheManifest:
    def test_is_named_when_any_of_it_is_edited(self, members: Members) -> None:
        for before, after in ((b'"tachiai"', b'"takiai"'), (b'"client"', b'"worker"'), (b"2026-11", b"2025-11")):
            edited = members[MANIFEST].replace(before, after)
            assert edited != members[MANIFEST]
            assert ("member.changed", {"name": MANIFEST}) in found(packed({**members, MANIFEST: edited}))

    def test_of_another_contract_is_found(self, members: Members) -> None:
        manifest = {**json.loads(members[MANIFEST]), "contract": "ABCDEFGH"}
        other = resealed({**members, MANIFEST: json.dumps(manifest).encode()})
        assert [key for key, _ in found(packed(other))] == ["contract.other"]

    def test_that_lists_another_head_is_found(self, members: Members) -> None:
        def shorten(record: dict[str, Any]) -> None:
            del record["entries"][-1]

        less = resealed(with_record(members, shorten))
        manifest = json.loads(less[MANIFEST])
        manifest["chain"]["length"] += 1
        listed = {**less, MANIFEST: json.dumps(manifest).encode()}
        assert "chain.head" in [key for key, _ in found(packed(listed))]

    @pytest.mark.parametrize("nonsense", [b"", b"[]", b"{", b"[" * 100_000, b'{"format": "tachiai-bundle-2"}', b"{}"])
    def test_that_is_none_is_said_to_be_none(self, members: Members, nonsense: bytes) -> None:
        for name in (MANIFEST, RECORD, SEAL):
            assert checked(packed({**members, name: nonsense})).faults
            assert checked(packed(resealed({**members, RECORD: members[RECORD]}) | {name: nonsense})).faults


class TestMadeAnew:
    """A bundle forged from the record to the seal is sound in itself: what gives it away is its digest."""

    def test_it_is_not_the_one_that_the_site_shows(self, bundle: bytes, members: Members) -> None:
        def change(record: dict[str, Any]) -> None:
            first(record, "message")["payload"]["body"] = "ちがうこと"
            relinked(record)

        forged = packed(resealed(with_record(members, change)))
        before = checked(bundle).figures
        assert checked(forged).faults == []
        assert checked(forged).figures["digest"] != before["digest"]
        assert checked(forged).figures["head"] != before["head"]
        assert [fault.key for fault in checked(forged, before["digest"]).faults] == ["digest.other"]
        assert checked(bundle, before["digest"].upper()).faults == []


class TestTheArchive:
    def test_a_thousand_single_bytes_changed_are_a_thousand_faults(self, young_bundle: bytes) -> None:
        bundle = young_bundle
        chance = random.Random(4)  # noqa: S311 - places, not secrets
        undetected = []
        for _ in range(1_000):
            at, mask = chance.randrange(len(bundle)), chance.randrange(1, 256)
            changed = bytearray(bundle)
            changed[at] ^= mask
            if not checked(bytes(changed)).faults:
                undetected.append((at, mask))
        assert not undetected

    @pytest.mark.parametrize("mask", [0x01, 0x20, 0x80, 0xFF])
    def test_every_single_byte_of_the_smallest_bundle_counts(self, members: Members, mask: int) -> None:
        """Headers, contents, directory: each of them, one after the other."""
        smallest = packed(smallest_of(members))
        assert not checked(smallest).faults
        undetected = []
        for at in range(len(smallest)):
            changed = bytearray(smallest)
            changed[at] ^= mask
            if not checked(bytes(changed)).faults:
                undetected.append(at)
        assert not undetected

    def test_a_changed_content_is_named_and_nothing_else(self, bundle: bytes) -> None:
        for member in Archive(io.BytesIO(bundle)).members:
            if member.name in (MANIFEST, SEAL, RECORD):
                continue
            changed = bytearray(bundle)
            changed[member.offset + len(local_header(member.name, 0, 0)) + member.size // 2] ^= 4
            assert {params["name"] for _, params in found(bytes(changed))} == {member.name}

    @pytest.mark.parametrize("size", [0, 1, 3, 40, 5_000, 100_000])
    def test_cut_off_it_is_damaged(self, bundle: bytes, size: int) -> None:
        keys = [key for key, _ in found(bundle[:size])]
        assert keys[0] == "archive.truncated"
        assert found(bundle[:-1])[0] == ("archive.truncated", {"offset": len(bundle) - 1})

    def test_something_behind_it_or_before_it_is_named(self, bundle: bytes) -> None:
        assert found(bundle + b"\0") == [("archive.appended", {"offset": len(bundle)})]
        assert found(bundle + bundle[:500])[0] == ("archive.appended", {"offset": len(bundle)})
        assert ("archive.lost", {"offset": 0}) in found(b"MZ" + bundle)

    def test_packed_anew_with_the_same_contents_it_is_not_the_one_that_was_sealed(self, members: Members) -> None:
        assert [key for key, _ in found(zipped(members))] == ["archive.header"] * len(members) + ["archive.directory"]

    def test_packed_anew_with_a_change_it_names_the_change(self, members: Members) -> None:
        name = next(name for name in members if name.startswith("files/"))
        faults = found(zipped({**members, name: b"other bytes"}, zipfile.ZIP_DEFLATED))
        assert ("member.changed", {"name": name}) in faults

    def test_with_a_comment_it_is_not_the_one_that_was_sealed(self, bundle: bytes) -> None:
        commented = bundle[:-2] + struct.pack("<H", 5) + b"hello"
        assert [key for key, _ in found(commented)][0] == "archive.directory"

    @pytest.mark.parametrize("content", [b"PK", b"no archive at all" * 10, b"\0" * 3_000, b"%PDF-1.7"])
    def test_of_anything_else_it_says_so(self, content: bytes) -> None:
        keys = [key for key, _ in found(content)]
        assert keys[-1] == "archive.unreadable"
        assert keys[0] in ("archive.lost", "archive.truncated")


def smallest_of(members: Members) -> Members:
    """A sealed record of nothing but that the contract was made."""

    def shorten(record: dict[str, Any]) -> None:
        del record["entries"][1:]

    kept = {name: members[name] for name in (RECORD, MANIFEST, SEAL)}
    return resealed(with_record(kept, shorten))


def zipped(members: Members, compression: int = zipfile.ZIP_STORED) -> bytes:
    """What any other program would make of the members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
