"""How the demo market is made: in an empty market only, all of it or nothing; and what it is made from."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from tachiai.config.cli import main
from tachiai.config.demo import content, fill_if_empty, filling, formats
from tachiai.config.demo.content import listings
from tachiai.config.demo.documents import make
from tachiai.config.demo.scenes import all_scenes
from tachiai.contracts import bookkeeping
from tachiai.contracts.hourly.models import Timer, Week
from tachiai.contracts.lifecycles import MEDIATION_LEVELS, WEEK
from tachiai.contracts.models import Contract, ContractStep, Request
from tachiai.conversations.rules import judge
from tachiai.kernel.calendar import TOKYO
from tachiai.money.audit import check_escrow
from tachiai.notices.models import Dispatch
from tachiai.people.models import Person
from tests.cast import make_person

MONDAY = date(2026, 11, 30)
PRESENT = datetime.combine(MONDAY, time(0, 1), tzinfo=TOKYO)
ALWAYS = {state.name for state in WEEK.states} - {"correcting"}


def leave_out(monkeypatch: pytest.MonkeyPatch, *told: str) -> None:
    """Do not tell of these."""
    for name in told:
        monkeypatch.setattr(formats if hasattr(formats, name) else content, name, lambda: [])


class TestFilling:
    def test_that_breaks_off_leaves_nothing(self, db, settings, monkeypatch):
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        monkeypatch.setattr(filling, "all_scenes", lambda present: [*all_scenes(present)[:3], *all_scenes(present)[:1]])
        with pytest.raises(Exception, match="duplicate key"):
            fill_if_empty()
        assert Person.objects.count() == 0

    def test_without_the_demo_bank_is_confirmed_by_staff(self, db, settings, monkeypatch):
        settings.DEMO, settings.FUNDS = True, "record_only"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        first = [scene for scene in all_scenes(PRESENT) if scene.when.day <= -106]
        monkeypatch.setattr(filling, "all_scenes", lambda present: first)
        fill_if_empty()
        deposits = ContractStep.objects.filter(step="deposit")
        assert {deposit.person.is_staff for deposit in deposits} == {True}
        assert Dispatch.objects.filter(state="queued").exists(), "a real mail server: the worker sends"

    @pytest.mark.parametrize("level", sorted(MEDIATION_LEVELS))
    def test_at_every_level_of_mediation_ends_in_order(self, db, settings, monkeypatch, level):
        """The stories of mediation alone, up to today: what a level does not know is left to the clock."""
        settings.DEMO, settings.FUNDS, settings.MEDIATION_LEVEL = True, "demo_bank", level
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        talks = [talk for talk in content.talks() if any(a.particulars.get("kind") == "mediation" for a in talk.acts)]
        told = {talk.listing for talk in talks}
        monkeypatch.setattr(content, "talks", lambda: talks)
        monkeypatch.setattr(content, "listings", lambda: [each for each in listings() if each.key in told])
        leave_out(monkeypatch, "asides", "accusations", "inquiries", "contests", "tasks")
        fill_if_empty()
        mediated = Request.objects.filter(lifecycle=f"mediation_{level}")
        assert mediated.count() == Contract.objects.count() == len(talks) > 5
        assert {"settled", "by_rule"} <= set(mediated.values_list("state", flat=True))
        assert list(check_escrow(bookkeeping.expected_escrow())) == []

    @pytest.mark.parametrize("hours", range(0, 7 * 24, 25))
    def test_at_any_hour_of_the_week_has_no_scene_ahead(self, hours):
        present = PRESENT + timedelta(hours=hours)
        moments = [scene.when.before(present) for scene in all_scenes(present)]
        assert moments == sorted(moments)
        assert moments[-1] < present

    @pytest.mark.parametrize(
        ("weekday", "clock"),
        [(0, "00:02"), (4, "00:03")],
    )
    def test_on_any_day_of_the_week_tells_of_work_by_the_hour(self, db, settings, monkeypatch, weekday, clock):
        settings.DEMO, settings.FUNDS, settings.MEDIATION_LEVEL = True, "demo_bank", "decision"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        present = datetime.combine(MONDAY + timedelta(days=weekday), time.fromisoformat(clock), tzinfo=TOKYO)
        monkeypatch.setattr(filling, "now", lambda: present)
        by_the_hour = {each.key for each in listings() if each.terms.get("form") == "hourly"}
        talks = [talk for talk in content.talks() if talk.listing in by_the_hour]
        monkeypatch.setattr(content, "talks", lambda: talks)
        monkeypatch.setattr(content, "listings", lambda: [each for each in listings() if each.key in by_the_hour])
        leave_out(monkeypatch, "asides", "accusations", "inquiries", "contests", "tasks")
        fill_if_empty()
        states = set(Week.objects.values_list("state", flat=True))
        assert states >= ALWAYS | ({"correcting"} if weekday == 0 else set())
        assert Timer.objects.get().started_at <= present
        assert list(check_escrow(bookkeeping.expected_escrow())) == []


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def english(self, monkeypatch):
        monkeypatch.setenv("TACHIAI_LANG", "en")

    def test_is_refused_in_a_real_market(self, db, capsys):
        assert main(["demo"]) == 1
        assert "set TACHIAI_DEMO=1" in capsys.readouterr().err
        assert Person.objects.count() == 0

    def test_is_refused_where_somebody_lives_already(self, cast, settings, capsys):
        settings.DEMO = True
        assert cast.aoi
        assert main(["demo"]) == 1
        assert "no demo's data" in capsys.readouterr().err
        make_person(content.players()[0].email, "もみじ")
        assert main(["demo"]) == 1
        assert "already has people" in capsys.readouterr().err
        assert Person.objects.count() == 2

    def test_lists_contracts_of_an_empty_market_too(self, db, capsys):
        assert main(["demo", "--list-contracts"]) == 0
        assert capsys.readouterr().out == ""


class TestTheContent:
    @pytest.mark.parametrize("ending", ["png", "pdf", "docx", "xlsx", "csv", "txt", "zip"])
    def test_documents_are_what_they_claim(self, ending, tmp_path):
        path = tmp_path / f"x.{ending}"
        path.write_bytes(make(path.name, "a,b\n1,2"))
        with path.open("rb") as file:
            assert judge(path.name, file).name == path.name
        assert make(path.name, "a,b\n1,2") == path.read_bytes()

    def test_every_document_of_the_file_is_handed_over_by_somebody(self):
        talks, contests = content.talks(), formats.contests()
        acts = [act for told in (*talks, *contests) for act in told.acts]
        named = {name for act in acts for name in act.particulars.get("files", ())}
        assert set(content.documents()) <= named
        assert {name for name in named if not name.endswith(".png")} <= set(content.documents())

    def test_every_listing_has_a_key_of_its_own(self):
        keys = [listing.key for listing in content.listings()]
        assert len(keys) == len(set(keys))
        assert {told.key for told in (*formats.contests(), *formats.tasks())} <= set(keys)

    def test_a_point_that_does_not_exist_is_refused(self):
        with pytest.raises(KeyError, match="no such point"):
            content.as_terms({"colour": "red"}, date(2026, 11, 30))
