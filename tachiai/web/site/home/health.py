"""Whether the site does its work, for the monitor of an operator: which part does not, and nothing else."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tachiai.clockwork.queries import next_due_at, worker_is_there
from tachiai.notices.queries import mail_waits_since
from tachiai.web.requests import PageRequest

LONGEST_DELAY = timedelta(minutes=10)
LONGEST_WAY_OF_A_MAIL = timedelta(hours=1)
LEAST_ROOM = 5 * settings.MAX_UPLOAD_BYTES


@require_safe
def health(request: PageRequest) -> HttpResponse:
    """200 when every part is well, else 503. That the database is there shows in any answer at all but 500."""
    due, mail = next_due_at(), mail_waits_since()
    well = {
        "worker": worker_is_there(),
        "clock": due is None or request.now - due < LONGEST_DELAY,
        "mail": mail is None or request.now - mail < LONGEST_WAY_OF_A_MAIL,
        "disk": _room() > LEAST_ROOM,
    }
    told = {part: "ok" if is_well else "failed" for part, is_well in well.items()}
    return JsonResponse(told, status=200 if all(well.values()) else 503, headers={"Cache-Control": "no-store"})


def _room() -> int:
    """Bytes that are free where files are kept."""
    place = Path(default_storage.path(""))
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
