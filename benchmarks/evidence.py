"""Sealing and verifying the record of a contract with 1,000 messages and 100 files, beside bare zip and SHA-256.

The files are 1 MB each. The limit is Python's own `zipfile` (stored) and `hashlib` on the very same members: each
hashed and written, then the whole file hashed; and the same read back. Three runs, medians. Also: what linking costs
when all of it is new, and when one message is.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.load import Market, fill  # noqa: E402 - settings come first
from tachiai.contracts.models import Contract  # noqa: E402
from tachiai.conversations.actions import post_message, store_file  # noqa: E402
from tachiai.documents.gateways import typst_pdf  # noqa: E402
from tachiai.evidence import timeline  # noqa: E402
from tachiai.evidence.actions import extend, whole_record  # noqa: E402
from tachiai.evidence.sealing import Reader, seal  # noqa: E402
from tachiai.evidence.verifier.contents import verify  # noqa: E402

RUNS = 3
CHUNK = 1 << 20
BODY = "見出しの案を{}番まで書きました。どれがよいか、理由もいっしょに教えていただけると助かります。"
Answer = TypeVar("Answer")


def talk(contract: Contract, messages: int, files: int, size: int) -> None:
    """So many messages between the two, and files among them."""
    sides, every = (contract.client_id, contract.worker_id), max(1, messages // files)
    for number in range(messages):
        author, at = sides[number % 2], datetime.now(UTC)
        with_file = number % every == 0 and number // every < files
        stored = [store_file(name=f"{number}.pdf", content=_pdf(size), owner_id=author, at=at).pk] if with_file else []
        post_message(
            thread_id=contract.thread_id,
            author_id=author,
            body=BODY.format(number),
            at=at,
            files=stored,
            announce=False,
        )


def _pdf(size: int) -> io.BytesIO:
    """Bytes that nothing compresses, taken for a PDF."""
    return io.BytesIO(b"%PDF-1.7\n" + os.urandom(size - 9))


def timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def sealed(contract: Contract, path: Path) -> Any:
    with path.open("wb") as out:
        reader = Reader("client", "ja", contract.client_id)
        return seal(contract_id=contract.pk, reader=reader, at=datetime.now(UTC), out=out)


def timeline_pdf(contract: Contract) -> bytes:
    """The readable record, which is the dearest part of a bundle."""
    at = datetime.now(UTC)
    record = whole_record(contract_id=contract.pk, at=at)
    return typst_pdf.pdf(timeline.document(record, record.entries, {}, "ja", at))


def checked(path: Path) -> Any:
    with path.open("rb") as file:
        return verify(file)


def bare_write(source: Path, target: Path) -> str:
    """The same members by `zipfile`, each with its SHA-256, and that of the whole."""
    with zipfile.ZipFile(source) as members, zipfile.ZipFile(target, "w") as archive:
        for name in members.namelist():
            content = members.read(name)
            hashlib.sha256(content).hexdigest()
            archive.writestr(name, content)
    return whole(target)


def bare_read(path: Path) -> str:
    """Every member read and hashed, and the whole."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            hashlib.sha256(archive.read(name)).hexdigest()
    return whole(path)


def whole(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    print(f"=> {describe()}; {RUNS} runs, medians")
    fill(Market(people=20, listings=0, deals=1, states=("delivered",)))
    contract = Contract.objects.get()
    messages, files, size = (50, 5, 20_000) if small else (1_000, 100, 1_000_000)
    talk(contract, messages, files, size)
    all_new, linked = timed(lambda: extend(contract_id=contract.pk, at=datetime.now(UTC)))
    talk(contract, 1, 1, 1_000)
    one_new, _ = timed(lambda: extend(contract_id=contract.pk, at=datetime.now(UTC)))
    print(f"=> linking {linked:,} entries {1000 * all_new:.0f} ms, one more {1000 * one_new:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        return report(contract, Path(folder))


def report(contract: Contract, folder: Path) -> int:
    path, bare = folder / "bundle.zip", folder / "bare.zip"
    took: dict[str, list[float]] = {"seal": [], "CPU of seal": [], "bare write": [], "verify": [], "bare read": []}
    for _ in range(RUNS):
        before = time.process_time()
        seconds, made = timed(lambda: sealed(contract, path))
        took["seal"].append(seconds)
        took["CPU of seal"].append(time.process_time() - before)
        took["bare write"].append(timed(lambda: bare_write(path, bare))[0])
        seconds, result = timed(lambda: checked(path))
        took["verify"].append(seconds)
        took["bare read"].append(timed(lambda: bare_read(path))[0])
        if result.faults or result.figures["digest"] != made.digest:
            print(f"=> the bundle is not valid: {result.faults}")
            return 1
    with zipfile.ZipFile(path) as archive:
        sizes = {name: archive.getinfo(name).file_size for name in ("record.json", "timeline.pdf", "manifest.json")}
    seconds, _ = timed(lambda: timeline_pdf(contract))
    print(f"=> the timeline alone: typeset in {seconds:.2f} s")
    middle = {name: median(seconds) for name, seconds in took.items()}
    print(f"=> bundle {path.stat().st_size / 1e6:.1f} MB: {made.length:,} entries, {result.figures['files']} files; of it "
          + ", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in sizes.items()))  # fmt: skip
    print(f"=> seal: {middle['CPU of seal']:.2f} s of processor time here, beside that of the database")
    for ours, limit in (("seal", "bare write"), ("verify", "bare read")):
        print(
            f"=> {ours} {middle[ours]:.2f} s; {limit} {middle[limit]:.2f} s; {middle[ours] / middle[limit]:.1f} times"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["evidence"], sys.argv[1:]))
