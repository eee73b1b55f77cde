"""The whole bundle: what must agree with what."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from tachiai.evidence.verifier.archive import Archive
from tachiai.evidence.verifier.chain import check_record
from tachiai.evidence.verifier.faults import Damaged, Fault, Result
from tachiai.evidence.verifier.stamp import check_timestamp

BUNDLE_FORMAT = "tachiai-bundle-1"
MANIFEST, RECORD, TIMESTAMP, SEAL = "manifest.json", "record.json", "timestamp.tsr", "seal.txt"
# Kinds of entries whose content is also a member of its own: its name, and where its SHA-256 and the content stand.
COPIES = {
    "terms_version": ("terms/version-{number}.json", "digest", "values"),
    "paper": ("papers/{serial}.json", "digest", "content"),
    "signed_copy": ("confidentiality/{confidentiality}-{by[role]}.json", "digest", "content"),
}


def check_members(archive: Archive, manifest: dict[str, Any], seal: dict[str, str]) -> Iterator[Fault]:
    """Every member is listed, is what its digest says, and lies in its place."""
    listed = {one["name"]: one["sha256"] for one in manifest["members"]} | seal
    listed[SEAL] = hashlib.sha256(seal_text(seal)).hexdigest()
    for name, found in Counter(member.name for member in archive.members).items():
        if name not in listed:
            yield Fault("member.added", {"name": name})
        elif found > 1:
            yield Fault("member.twice", {"name": name})
    for name, sha256 in listed.items():
        member = archive.by_name.get(name)
        if member is None:
            yield Fault("member.removed", {"name": name})
        elif member.sha256 != sha256:
            yield Fault("member.changed", {"name": name})
        elif member.crc != member.told_crc:
            yield Fault("archive.header", {"name": name, "offset": member.offset})
    present = [member.name for member in archive.members if member.name in listed]
    wanted = [name for name in listed if name in archive.by_name]
    if len(present) == len(wanted):
        yield from (Fault("member.moved", {"name": name}) for at, name in enumerate(present) if name != wanted[at])


def seal_text(digests: dict[str, str]) -> bytes:
    """`seal.txt`, in the form that `sha256sum --check` reads."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in digests.items()).encode("utf-8")


def read_seal(content: bytes) -> dict[str, str]:
    """The digests of the manifest and of the time stamp, if there is one. Damaged when it says anything else."""
    lines = [line.split("  ", 1) for line in content.decode("utf-8", "replace").splitlines()]
    digests = {line[-1]: line[0] for line in lines}
    if list(digests) not in ([MANIFEST], [MANIFEST, TIMESTAMP]) or seal_text(digests) != content:
        raise Damaged("member.changed", name=SEAL)
    return digests


def check_copies(archive: Archive, entries: list[dict[str, Any]]) -> Iterator[Fault]:
    """Every file and paper that the record names is there, and nothing beside them."""
    expected: dict[str, dict[str, Any]] = {}
    for entry in entries:
        payload = entry.get("payload", {})
        for file in payload.get("files", ()):
            expected.setdefault(file["sha256"], entry)
        if entry["kind"] in COPIES and payload:
            name, digest, _content = COPIES[entry["kind"]]
            member = archive.by_name.get(name.format(**payload))
            if member is None or member.sha256 != payload[digest]:
                yield Fault("copy.differs", {"name": name.format(**payload), "number": entry["number"]})
    here = {name[6:70]: name for name in archive.by_name if name.startswith("files/")}
    for sha256 in expected.keys() - here.keys():
        yield Fault("file.removed", {"sha256": sha256, "number": expected[sha256]["number"]})
    for sha256, name in here.items():
        if sha256 not in expected:
            yield Fault("member.added", {"name": name})
        elif archive.by_name[name].sha256 != sha256:
            yield Fault("member.changed", {"name": name})


def verify(file: BinaryIO, expected: str = "") -> Result:
    """Check a whole bundle. `expected`: the digest that the site shows, if it is known."""
    archive = Archive(file)
    figures: dict[str, Any] = {"digest": archive.digest, "size": archive.size, "members": len(archive.members)}
    faults = list(archive.faults)
    if expected and expected.lower() != archive.digest:
        faults.append(Fault("digest.other", {"expected": expected.lower()}))
    try:
        for fault in _check_contents(archive, figures) if archive.members else ():
            faults.append(fault)
    except Damaged as damaged:
        faults.append(damaged.fault)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        faults.append(Fault("form.unknown", {"why": f"{type(error).__name__}: {error}"}))
    each_once = {(fault.key, repr(fault.params)): fault for fault in faults}
    return Result(list(each_once.values()), figures)


def _check_contents(archive: Archive, figures: dict[str, Any]) -> Iterator[Fault]:
    try:
        seal = read_seal(archive.read(SEAL))
    except Damaged as damaged:
        yield damaged.fault
        seal = {name: archive.by_name[name].sha256 for name in (MANIFEST, TIMESTAMP) if name in archive.by_name}
    manifest = archive.read_json(MANIFEST)
    if manifest["format"] != BUNDLE_FORMAT:
        yield Fault("form.unknown", {"why": manifest["format"]})
        return
    chain = manifest["chain"]
    figures.update(contract=manifest["contract"], sealed_at=manifest["sealed_at"], head=chain["head"])
    yield from check_members(archive, manifest, seal)
    if TIMESTAMP in archive.by_name:
        yield from check_timestamp(archive.read(TIMESTAMP), archive.read(MANIFEST), figures)
    record = archive.read_json(RECORD)
    figures.update(entries=len(record["entries"]), kinds=Counter(entry["kind"] for entry in record["entries"]))
    figures.update(files=sum(name.startswith("files/") for name in archive.by_name))
    if record["contract"] != manifest["contract"]:
        yield Fault("contract.other", {"found": record["contract"], "listed": manifest["contract"]})
    yield from check_record(record, chain)
    yield from check_copies(archive, record["entries"])
