"""Small pictures of files: ours, bare, and never at the price of the machine."""

from __future__ import annotations

import io
import socket
import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from django.db import connection
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob

from tachiai.conversations import actions, queries
from tachiai.conversations.actions import previews
from tachiai.conversations.gateways import preview_process
from tachiai.conversations.gateways.previewer import picture_of
from tachiai.conversations.upload_models import Preview

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SIDEWAYS, MAKE, PLACE = 0x0112, 0x0110, 0x8825


def photo() -> bytes:
    """A photo that lies on its side and knows where it was taken."""
    exif, content = Image.Exif(), io.BytesIO()
    exif[SIDEWAYS], exif[MAKE] = 6, "SecretCam"
    exif.get_ifd(PLACE)[1] = "N"
    Image.new("RGB", (1600, 1200), "red").save(content, "JPEG", exif=exif)
    return content.getvalue()


def bomb() -> bytes:
    """Two and a half thousand million points in three hundred kilobytes."""
    side = 50_000
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(side)) + packer.flush()

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def paper() -> bytes:
    document, content = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(595, 842)
    document.save(content)
    return content.getvalue()


def let_worker_die() -> None:
    """The worker that has the picture of a file in hand."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", cursor.fetchone())


def test_a_photo_stands_upright_and_tells_nothing_of_its_camera_or_place() -> None:
    made = picture_of(io.BytesIO(photo()), "image/jpeg")
    assert made is not None
    assert (made.width, made.height) == (480, 640)
    opened = Image.open(io.BytesIO(made.content))
    assert (opened.format, opened.size, dict(opened.getexif())) == ("WEBP", (480, 640), {})
    assert b"SecretCam" in photo() and b"SecretCam" not in made.content


def test_of_a_paper_the_first_page_is_shown() -> None:
    made = picture_of(io.BytesIO(paper()), "application/pdf")
    assert made is not None
    assert made.height == 640 and 440 < made.width < 460


@pytest.mark.parametrize(
    "content, content_type",
    [(bomb(), "image/png"), (b"%PDF-1.7 and nothing more", "application/pdf"), (photo()[:300], "image/jpeg")],
    ids=["a bomb", "a broken paper", "half a photo"],
)
def test_nothing_is_made_of_what_is_too_much_or_broken(content: bytes, content_type: str) -> None:
    assert picture_of(io.BytesIO(content), content_type) is None


def test_whoever_makes_it_has_no_network_where_the_system_allows_that() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            f"import runpy, socket; left = runpy.run_path({preview_process.__file__!r})['leave_network']()\n"
            f"try: socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 5)\n"
            "except OSError: print(left, 'alone')\n"
            "else: print(left, 'among others')"
        )
        done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    if done.stdout == "False among others\n":
        pytest.skip("this system lets no ordinary process leave the network")
    assert done.stdout == "True alone\n"


@pytest.mark.django_db
class TestAStoredFile:
    @pytest.fixture
    def stored(self, cast):
        return actions.store_file(name="写真.jpg", content=io.BytesIO(photo()), owner_id=cast.aoi.id, at=AT)

    def test_asks_the_worker_for_its_picture_if_its_kind_has_one(self, cast, stored):
        actions.store_file(name="a.txt", content=io.BytesIO(b"text"), owner_id=cast.aoi.id, at=AT)
        assert [job.args for job in ProcrastinateJob.objects.filter(queue_name="previews")] == [{"file_id": stored.id}]

    def test_gets_one_picture_however_often_it_is_made(self, stored):
        for _ in range(2):
            actions.make_preview(file_id=stored.id, at=AT)
        assert Preview.objects.get().width == 480

    def test_gets_its_picture_though_the_worker_died(self, stored):
        let_worker_die()
        assert [previews.resume_previews(AT).fired for _ in range(2)] == [1, 0]
        assert ProcrastinateJob.objects.get(queue_name="previews").status == "todo"
        actions.make_preview(file_id=stored.id, at=AT)
        assert Preview.objects.get().width == 480

    def test_goes_without_once_several_workers_died_over_it(self, stored):
        for _ in range(previews.MOST_DEATHS):
            assert not Preview.objects.exists()
            let_worker_die()
            previews.resume_previews(AT)
        actions.make_preview(file_id=stored.id, at=AT)
        assert Preview.objects.get().width is None

    def test_shows_its_picture_to_those_who_may_read_it(self, cast, stored):
        actions.make_preview(file_id=stored.id, at=AT)
        thread = actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT)
        assert queries.preview_for(person_id=cast.ren.id, file_id=stored.id) is None
        actions.post_message(thread_id=thread, author_id=cast.aoi.id, body="", files=[stored.id], at=AT)
        shown = {one.email: queries.preview_for(person_id=one.id, file_id=stored.id) for one in cast.everyone()}
        assert [email for email, picture in shown.items() if picture] == ["aoi@example.com", "ren@example.com"]
        (message,) = queries.thread(thread_id=thread, person_id=cast.ren.id).messages
        assert (message.files[0].width, message.files[0].height) == (480, 640)
