"""Pictures of a line belong to the version that they came with, whenever they were stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachiai.contracts.hourly import lines, queries
from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.hourly.models import TimeEntry
from tachiai.contracts.record.entries import entries
from tachiai.contracts.rules.hourly import MOST_PICTURES
from tachiai.conversations.queries import FileAsked
from tachiai.evidence import actions as evidence
from tachiai.kernel.entries import WHOLE
from tests.cast import Cast
from tests.deal import refused
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(demo_bank: None, cast: Cast) -> HourlyDeal:
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    deal.until("tue 12:00")
    return deal


def correct(deal: HourlyDeal, entry: TimeEntry, *files: int) -> TimeEntry:
    written = Written(entry.starts_at, entry.ends_at, "返事12件", files)
    return lines.correct_line(entry_id=entry.pk, by=deal.by(deal.worker), written=written, at=deal.at)


def told(deal: HourlyDeal) -> list[list[str]]:
    """The names of the pictures that the record tells with each version."""
    found = [each for each in entries(deal.contract, WHOLE) if each.kind == "week_line"]
    return [[file["name"] for file in each.payload["files"]] for each in found]


def test_each_version_tells_those_that_it_had(deal: HourlyDeal) -> None:
    older = deal.file(deal.worker, "older.txt", b"older")  # stored before the line was written
    entry = deal.work("09:00", "11:00")
    evidence.extend(contract_id=deal.contract.pk, at=deal.at)
    deal.until("tue 15:00")
    correct(deal, entry, older)
    correct(deal, entry, deal.file(deal.worker, "newer.txt", b"newer"))
    lines.strike_line(entry_id=entry.pk, by=deal.by(deal.worker), at=deal.at)
    assert told(deal) == [[], ["older.txt"], ["older.txt", "newer.txt"], ["older.txt", "newer.txt"]]
    assert evidence.whole_record(contract_id=deal.contract.pk, at=deal.at).entries, "what was linked stands as it was"
    (line,) = queries.lines_of(deal.week.pk)
    assert sorted(file.name for file in line.files) == ["newer.txt", "older.txt"]


def test_corrections_together_bring_no_more_than_a_line_may_have(deal: HourlyDeal) -> None:
    entry = deal.work("09:00", "11:00")
    many = [deal.file(deal.worker, f"{n}.txt", f"{n}".encode()) for n in range(MOST_PICTURES + 1)]
    correct(deal, entry, *many[:-1])
    assert refused(lambda: correct(deal, entry, many[-1])) == ["contracts.refused.too_many_pictures"]
    correct(deal, entry, many[0])


def test_are_for_the_two_sides(deal: HourlyDeal, cast: Cast) -> None:
    entry, picture = deal.work("09:00", "11:00"), deal.file(deal.worker, "screen.txt", b"seen")
    correct(deal, entry, picture)
    asked = FileAsked(picture, cast.aoi.pk)
    assert queries.may_read_picture(asked)
    assert not queries.may_read_picture(replace(asked, person_id=cast.mio.pk))
