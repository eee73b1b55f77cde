"""Time moved by hand: everything on its own day, in order, and never ahead of time by accident."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.events import MoveAsked
from tachiai.clockwork.queries import now
from tachiai.config import clock
from tachiai.config.cli import main
from tachiai.config.demo import content
from tachiai.contracts.models import Contract, ContractStep
from tachiai.contracts.rating import rate
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Actor
from tachiai.notices.models import Notice
from tests.cast import Cast, make_person
from tests.deal import Deal, refused

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 5, 1, 12, 0, tzinfo=TOKYO)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACHIAI_LANG", "en")


@pytest.fixture
def demo(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    make_person(content.players()[0].email, "もみじ")


@pytest.fixture
def delivered(cast: Cast, demo: None) -> Deal:
    """Delivered just now; the client will say nothing."""
    at = now()
    deal = Deal(cast.aoi, cast.ren, at=at, due_on=local_date(at) + timedelta(days=20))
    deal.deposit()
    deal.deliver()
    return deal


def days_of(deal: Deal, moments: list[datetime]) -> list[int]:
    return [(local_date(moment) - local_date(deal.at)).days for moment in moments]


class TestThroughTime:
    def test_deadlines_and_reminders_fall_on_their_own_days(self, delivered: Deal, cast: Cast) -> None:
        clock.run_through(delivered.at, delivered.at + timedelta(days=30))
        delivered.expect("completed")
        by_clock = ContractStep.objects.filter(actor="clock").order_by("number")
        assert days_of(delivered, [step.taken_at for step in by_clock]) == [7, 14]
        assert all(step.taken_at == step.deadline_at for step in by_clock)
        told = Notice.objects.filter(person=cast.aoi, kind__contains=".remind.del").order_by("id")
        assert days_of(delivered, [notice.created_at for notice in told]) == [3, 5]

    def test_stops_wherever_something_is_due_and_nowhere_else(self, delivered: Deal) -> None:
        contract = Contract.objects.get()
        stops = list(clock.stops(delivered.at, delivered.at + timedelta(hours=1)))
        assert stops == [delivered.at + timedelta(hours=1)]
        beyond = contract.remind_at + timedelta(hours=1)
        assert list(clock.stops(delivered.at, beyond))[0] == contract.remind_at

    def test_two_stops_are_never_too_close(self, delivered: Deal) -> None:
        Contract.objects.update(remind_at=delivered.at + timedelta(seconds=1))
        first = next(clock.stops(delivered.at, delivered.at + timedelta(days=1)))
        assert first == delivered.at + clock.LEAST_STEP

    def test_single_ratings_are_published_at_their_own_moment(self, delivered: Deal, cast: Cast) -> None:
        delivered.accept()
        stars = dict.fromkeys(RATING_ITEMS[Actor.CLIENT], 4)
        given = rate(contract_id=delivered.contract.pk, rater_id=cast.aoi.pk, stars=stars, comment="", at=delivered.at)
        clock.run_through(delivered.at, delivered.at + timedelta(days=40))
        given.refresh_from_db()
        assert given.published_at == given.publish_at

    def test_no_time_at_all_is_no_stop(self) -> None:
        assert list(clock.stops(NOON, NOON)) == []

    def test_what_is_due_is_done_until_nothing_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        left = [2, 1, 0]
        monkeypatch.setattr(clock, "run_due", lambda at: {"rounds": Swept(fired=left.pop(0), failed=1)})
        done = clock.run_until_settled(NOON)
        assert (done["rounds"].fired, done["rounds"].failed) == (3, 3)
        assert left == []


class TestTheTimeMachine:
    def test_moves_the_clock_and_does_what_falls_due(self, delivered: Deal) -> None:
        before = now()
        (done,) = publish(MoveAsked(timedelta(days=8)))
        delivered.expect("inspection_overdue")
        assert done["contract deadlines"].fired == 1
        assert done["contract reminders"].fired == 2
        assert timedelta(days=8) <= now() - before < timedelta(days=8, minutes=1)

    def test_shows_no_moment_before_what_comes_first_is_done(self, delivered: Deal, monkeypatch) -> None:
        """A worker that looks at the clock meanwhile must not do things of a later day before those of an earlier."""
        seen: list[tuple[datetime, datetime]] = []
        run = clock.run_due
        monkeypatch.setattr(clock, "run_due", lambda at: (seen.append((at, now())), run(at))[1])
        clock.move_ahead(MoveAsked(timedelta(days=8)))
        assert len(seen) > 3
        assert all(shown <= at + timedelta(seconds=5) for at, shown in seen)


class TestTheCommand:
    def test_in_a_demo_moves_the_clock_that_the_pages_show(self, delivered: Deal, capsys) -> None:
        at = now() + timedelta(days=15)
        assert main(["clock", "--at", at.isoformat()]) == 0
        delivered.expect("completed")
        assert abs(now() - at) < timedelta(minutes=1)
        lines = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()[1:])
        assert lines["  contract deadlines"] == "2"
        assert lines["  contract reminders"] == "4"

    def test_in_the_past_does_nothing_that_is_not_due_and_moves_nothing(self, delivered: Deal) -> None:
        before = now()
        assert main(["clock", "--at", "2020-01-01"]) == 0
        delivered.expect("delivered")
        assert now() - before < timedelta(minutes=1)

    def test_again_finds_nothing_left(self, delivered: Deal, capsys) -> None:
        at = (now() + timedelta(days=15)).isoformat()
        main(["clock", "--at", at])
        capsys.readouterr()
        assert main(["clock", "--at", at]) == 0
        assert {line.split()[-1] for line in capsys.readouterr().out.splitlines()[1:]} == {"0"}

    def test_in_a_real_market_refuses_the_future(self, delivered: Deal, settings, capsys, monkeypatch) -> None:
        settings.DEMO, settings.FUNDS = False, "record_only"
        monkeypatch.setattr(content, "players", list)
        at = (now() + timedelta(days=15)).isoformat()
        assert main(["clock", "--at", at]) == 1
        assert "--ahead-of-time" in capsys.readouterr().err
        delivered.expect("delivered")
        assert main(["clock", "--at", at, "--ahead-of-time"]) == 0
        delivered.expect("completed")
        assert now() < datetime.now(UTC) + timedelta(minutes=1)

    def test_says_when_something_failed(self, demo, monkeypatch, capsys) -> None:
        monkeypatch.setattr(clock, "run_due", lambda at: {"contract deadlines": Swept(failed=2)})
        assert main(["clock", "--at", "2020-01-01"]) == 1
        assert "2 failed" in capsys.readouterr().out

    @pytest.mark.parametrize("said", ["tomorrow", "2026-13-01", "", "12:00", "0001-01-01T00:00"])
    def test_refuses_what_is_no_moment(self, said: str, capsys) -> None:
        assert main(["clock", "--at", said]) == 1
        assert "is no moment" in capsys.readouterr().err


class TestMoments:
    @pytest.mark.parametrize(
        ("said", "meant"),
        [
            ("2026-04-01T09:00", datetime(2026, 4, 1, 0, 0, tzinfo=UTC)),
            ("2026-04-01", datetime(2026, 3, 31, 15, 0, tzinfo=UTC)),
            ("2026-04-01T09:00:00Z", datetime(2026, 4, 1, 9, 0, tzinfo=UTC)),
            (" 2026-04-01 09:00+02:00 ", datetime(2026, 4, 1, 7, 0, tzinfo=UTC)),
        ],
    )
    def test_without_an_offset_are_of_tokyo(self, said: str, meant: datetime) -> None:
        assert clock.moment(said) == meant

    def test_that_are_none_are_refused_with_a_reason(self) -> None:
        assert refused(lambda: clock.moment("soon")) == ["clock.refused.no_moment"]
