"""How the demo market is made: in an empty market only, all of it or nothing; and what it is made from."""

from __future__ import annotations

from datetime import date

import pytest

from tachiai.config.cli import main
from tachiai.config.demo import content, fill_if_empty, filling
from tachiai.config.demo.content import listings
from tachiai.config.demo.documents import make
from tachiai.config.demo.scenes import all_scenes
from tachiai.contracts import bookkeeping
from tachiai.contracts.lifecycles import MEDIATION_LEVELS
from tachiai.contracts.models import Contract, ContractStep, Request
from tachiai.conversations.rules import judge
from tachiai.money.audit import check_escrow
from tachiai.notices.models import Dispatch
from tachiai.people.models import Person


class TestFilling:
    def test_that_breaks_off_leaves_nothing(self, db, settings, monkeypatch):
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        monkeypatch.setattr(filling, "all_scenes", lambda: [*all_scenes()[:3], *all_scenes()[:1]])
        with pytest.raises(Exception, match="duplicate key"):
            fill_if_empty()
        assert Person.objects.count() == 0

    def test_without_the_demo_bank_is_confirmed_by_staff(self, db, settings, monkeypatch):
        settings.DEMO, settings.FUNDS = True, "record_only"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        first = [scene for scene in all_scenes() if scene.when.day <= -106]
        monkeypatch.setattr(filling, "all_scenes", lambda: first)
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
        monkeypatch.setattr(content, "asides", lambda: [])
        monkeypatch.setattr(content, "accusations", lambda: [])
        fill_if_empty()
        mediated = Request.objects.filter(lifecycle=f"mediation_{level}")
        assert mediated.count() == Contract.objects.count() == len(talks) > 5
        assert {"settled", "by_rule"} <= set(mediated.values_list("state", flat=True))
        assert list(check_escrow(bookkeeping.expected_escrow())) == []

    def test_at_any_hour_of_the_day_has_no_scene_ahead(self):
        assert all(scene.when.day < 0 for scene in all_scenes())


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
        assert "already has people" in capsys.readouterr().err
        assert Person.objects.count() == 1

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
        named = {name for talk in content.talks() for act in talk.acts for name in act.particulars.get("files", ())}
        assert set(content.documents()) <= named
        assert {name for name in named if not name.endswith(".png")} <= set(content.documents())

    def test_a_point_that_does_not_exist_is_refused(self):
        with pytest.raises(KeyError, match="no such point"):
            content.as_terms({"colour": "red"}, date(2026, 11, 30))
