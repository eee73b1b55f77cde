"""Deadlines as an iCalendar file (RFC 5545), in the language and zone of the one whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from tachiai.web import reading
from tachiai.web.site.todo.tasks import Task

REFRESH = timedelta(hours=1)
WARNING = timedelta(days=1)
_MAKER = "-//Tachiai//Deadlines//EN"
_YEAR = timedelta(days=366)


def calendar_file(tasks: Iterable[Task], *, names_others: bool, at: datetime) -> bytes:
    """The file, its texts and times as `reading` says them now. The same deadlines give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", reading.plain("calendar.name"))
    calendar.add("x-wr-timezone", reading.zone().key)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    moments = [at]
    for task in tasks:
        calendar.add_component(_event(task, names_others))
        moments.append(task.due_at)
    first_year = min(moments).replace(month=1, day=1)
    calendar.add_missing_timezones(first_year.date(), (max(moments) + _YEAR).date())
    return calendar.to_ical()


def _event(task: Task, names_others: bool) -> Event:
    """A deadline is a moment: the event begins and ends there, and takes up nobody's time."""
    title = _title(task, names_others)
    link = f"{settings.ORIGIN}{task.href}"
    event = Event()
    event.add("uid", f"{task.key}@{urlsplit(settings.ORIGIN).netloc}")
    event.add("dtstamp", task.changed_at)
    event.add("last-modified", task.changed_at)
    event.add("sequence", task.revision)
    event.add("dtstart", reading.local(task.due_at))
    event.add("summary", title)
    event.add("description", reading.plain("calendar.event.text", then=task.then, link=link))
    event.add("url", link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(title))
    return event


def _title(task: Task, names_others: bool) -> str:
    with_name = "_with_name" if names_others and task.other else ""
    return reading.plain(f"calendar.event.title{with_name}", act=task.act, title=task.title, other=task.other)


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -WARNING)
    return alarm
