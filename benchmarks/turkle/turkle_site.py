"""A Turkle site and what the benchmark asks of its tables, in an environment of its own.

    python turkle_site.py prepare WORKERS         tables, workers worker0 ..., one who publishes; prints {"token", "project"}
    python turkle_site.py batch UNITS ANSWERS     a batch filled directly; prints {"batch"}
    python turkle_site.py audit BATCH             prints {"answers", "surplus", "held"}
    python turkle_site.py expire BATCH            every held slot ended two days ago
    python turkle_site.py answers BATCH           prints what was answered
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "turkle_settings")
django.setup()

from django.contrib import admin  # noqa: E402 - settings come first
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView, LogoutView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402
from django.db.models.functions import Greatest  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402
from turkle.models import Batch, Project, Task, TaskAssignment  # noqa: E402

PASSWORD = "blue-heron-at-dawn-42"
FORM = """
<h2>${title}</h2><p>${text}</p>
<p><label><input type="radio" name="mood" value="good" required> good</label>
<label><input type="radio" name="mood" value="neutral"> neutral</label>
<label><input type="radio" name="mood" value="bad"> bad</label></p>
<p><label>Why <textarea name="why" required></textarea></label></p>
"""

urlpatterns = [
    path("", include("turkle.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("turkle.api.urls")),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
]
application = get_wsgi_application()


def prepare(workers: int) -> dict[str, object]:
    call_command("migrate", verbosity=0)
    for number in range(workers):
        User.objects.create_user(f"worker{number}", password=PASSWORD)
    publisher = User.objects.create_superuser("publisher", password=PASSWORD)
    project = Project(name="Reviews", html_template=FORM, created_by=publisher, assignments_per_task=1)
    project.process_template()
    project.save()
    return {"token": Token.objects.create(user=publisher).key, "project": project.pk}


def batch(units: int, answers: int) -> dict[str, object]:
    project = Project.objects.get()
    made = Batch.objects.create(name=f"{units} units", project=project, assignments_per_task=answers, filename="units.csv", created_by=project.created_by)
    rows = ({"title": f"Review {n}", "text": "The room was quiet and the breakfast came late. " * 4} for n in range(units))
    Task.objects.bulk_create((Task(batch=made, input_csv_fields=row) for row in rows), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"batch": made.pk}


def audit(number: int) -> dict[str, object]:
    slots = TaskAssignment.objects.filter(task__batch=number)
    wanted = Batch.objects.get(pk=number).assignments_per_task
    surplus = slots.values("task").annotate(more=Greatest(Count("pk") - wanted, 0)).aggregate(all=Sum("more"))["all"]
    return {"answers": slots.filter(completed=True).count(), "held": slots.filter(completed=False).count(), "surplus": surplus or 0}


def expire(number: int) -> dict[str, object]:
    ended = timezone.now() - timedelta(days=2)
    return {"held": TaskAssignment.objects.filter(task__batch=number, completed=False).update(expires_at=ended)}


def answers(number: int) -> dict[str, object]:
    given = TaskAssignment.objects.filter(task__batch=number, completed=True).order_by("pk")
    return {"answers": [slot.answers for slot in given]}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*map(int, sys.argv[2:]))))
