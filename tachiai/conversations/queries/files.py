"""Reads of files, and the one question that guards every way to their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from tachiai.conversations.models import Message, StoredFile
from tachiai.kernel.events import publish
from tachiai.people.queries import removed_by


@dataclass(frozen=True)
class FileAsked:
    """Question to higher modules: may this person read this file (of a delivery, a listing...)? True: yes."""

    file_id: int
    person_id: int


@dataclass(frozen=True)
class FileLine:
    """A file as pages show it; with the size in points of its small picture, if it has one."""

    id: int
    name: str
    size: int
    content_type: str
    width: int | None = None
    height: int | None = None


def file_for(*, person_id: int, file_id: int) -> StoredFile | None:
    """The file, if this person may read it; None otherwise. Every way to a file's bytes goes through here.

    Readers: its owner, the participants of a thread in which it was posted, and whom a higher module lets in. With a
    message that staff removed, its files are gone for all but their owner.
    """
    stored = StoredFile.objects.filter(id=file_id).first()
    if stored is None:
        return None
    if stored.owner_id is not None and stored.owner_id == person_id:
        return stored
    posted_to = Message.objects.filter(files=stored, thread__participants__person_id=person_id)
    posted_to = posted_to.annotate(removed_by=removed_by("message")).filter(removed_by=None)
    if posted_to.exists() or True in publish(FileAsked(file_id, person_id)):
        return stored
    return None


def files_beside(row: str) -> QuerySet[StoredFile]:
    """All files, each fetched together with the `row` that a higher module keeps of it, one to one."""
    return StoredFile.objects.select_related(row)


def owns_files(person_id: int, file_ids: Iterable[int]) -> bool:
    """All of these files were handed over by this person."""
    wanted = set(file_ids)
    return StoredFile.objects.filter(id__in=wanted, owner_id=person_id).count() == len(wanted)


def owned_files(owner_id: int, ids: Iterable[int]) -> list[StoredFile]:
    """Those of the files that this person handed over, in the order they were stored."""
    return list(StoredFile.objects.filter(owner_id=owner_id, id__in=list(ids)).order_by("id"))


def files_without_owner(ids: Iterable[int]) -> list[StoredFile]:
    """Those of the files that somebody without an account handed over. Whoever names them has to know that it was this
    one: their numbers are no secret."""
    return list(StoredFile.objects.filter(owner=None, id__in=list(ids)).order_by("id"))


def file_lines(files: Iterable[StoredFile]) -> list[FileLine]:
    """Stored files as pages show them."""
    return [FileLine(file.id, file.name, file.size, file.content_type) for file in files]


def compared_files() -> Iterator[tuple[StoredFile, str]]:
    """Every stored file, with what is wrong with its bytes: `missing`, `changed`, or nothing. Reads all of them."""
    for stored in StoredFile.objects.order_by("id").iterator():
        try:
            with stored.content.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            yield stored, "missing"
        else:
            yield stored, "" if digest == stored.sha256 else "changed"
