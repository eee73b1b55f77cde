"""What was counted of months that are over."""

from __future__ import annotations

from django.db import models


class CountedMonth(models.Model):
    """One month (`first`: its first day, in Tokyo) that is over. Nothing that is counted in it changes any more, so it
    can be dropped and counted again at any time.

    `troubles`: [[kind, format, n]], `sources`: [[source, format, n]], `durations`: [[measure, n, median, 90th
    percentile]] in seconds. `digest`: of the table of kinds that it was counted with.
    """

    first = models.DateField(primary_key=True)
    digest = models.CharField(max_length=64)
    troubles = models.JSONField()
    sources = models.JSONField()
    durations = models.JSONField()
    counted_at = models.DateTimeField()
