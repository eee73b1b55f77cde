"""`tachiai worker` for real: a job that a committed transaction left is carried out by another process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tachiai.config.place import PROJECT
from tachiai.conversations.actions.previews import MAKE_PREVIEW, PREVIEW_QUEUE
from tests.config.test_supervisor import until


def database_url_of_this_test() -> str:
    """Names this test's database to another process."""
    place = connection.settings_dict
    return f"postgresql://{place['USER']}@/{place['NAME']}?host={quote(place['HOST'], safe='')}&port={place['PORT']}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_carries_out_a_job_and_stops_when_told(number: signal.Signals) -> None:
    job = app.configure_task(MAKE_PREVIEW, queue=PREVIEW_QUEUE).defer(file_id=0)  # of no file: done at once
    worker = subprocess.Popen(
        [sys.executable, "-m", "tachiai", "worker"],
        cwd=PROJECT,
        env={**os.environ, "DATABASE_URL": database_url_of_this_test()},
    )
    try:
        until(lambda: not ProcrastinateJob.objects.filter(pk=job).exists(), "the job is done")
        worker.send_signal(number)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()
