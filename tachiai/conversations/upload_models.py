"""Files on their way in, and the small pictures that pages show of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Upload(models.Model):
    """A file that comes in pieces. `pieces` are their names in the storage, in order; `received` counts their bytes.

    `file` is what it became once all had come and was taken; then no pieces are left.
    """

    FALLS_DUE = {"expires_at": "true"}

    token = models.CharField(max_length=40, unique=True)
    owner = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=1_000)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    pieces = ArrayField(models.CharField(max_length=200), default=list)
    file = models.ForeignKey(
        "conversations.StoredFile", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class Preview(models.Model):
    """How a page shows a file: a small picture of our own making. Without `content`: none can be made of it."""

    file = models.OneToOneField(
        "conversations.StoredFile", on_delete=models.CASCADE, primary_key=True, related_name="preview"
    )
    content = models.FileField(upload_to="previews/%Y/%m", max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
