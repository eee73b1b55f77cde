"""Every restriction at the doors of the site: pages, pieces of pages, downloads. The table is that of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.db import transaction

from tachiai.contracts.rules import RATING_ITEMS
from tachiai.guidelines.rules import clauses_for
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.texts import CATALOGUE
from tachiai.people import actions
from tachiai.people.queries import restrictions_in_force
from tachiai.people.rules.restrictions import KINDS as RESTRICTIONS
from tests.cast import Cast
from tests.people.enforcement import KINDS, Stage, refused_with, restrict, set_stage
from tests.terms.samples import AT
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
PIECE = {"HTTP_HX_REQUEST": "true"}
# What the messenger sends without loading the page anew; and what says its refusal on the page that follows.
BY_PIECES = ("write_before", "write_in_contract", "thank_before")
SAID_AFTERWARDS = ("thank_before",)


@pytest.fixture
def stage(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return set_stage(cast, settings)


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def doors(at: Stage) -> Mapping[str, tuple[str, dict[str, Any]]]:
    """Where Ren presses a button, and what he has filled in."""
    stars = dict.fromkeys(RATING_ITEMS[Actor.WORKER], "4")
    ending = {"reason_code": "cannot_continue", "reason": "続けられません。", "share": "own"}
    ending |= {"own_share": "0", "send": "1"}
    report = {"clause": clauses_for("listing")[0].id, "text": "規約に反する募集だと思います。ご確認ください。"}
    profile = {"display_name": "蓮", "introduction": "新しい紹介文です。", "skills": "", "language": "ja"}
    offer = {"message": "ロゴを10年作っています。よろしくお願いします。", "price": "35000", "due_on": "2026-11-28"}
    return {
        "extend": (f"/jobs/{at.own_listing}/extend/", {"apply_on": str(at.apply_on)}),
        "propose": (f"/jobs/{at.listing_of_a_stranger}/apply/", offer),
        "propose_again": (f"/jobs/{at.listing}/apply/", offer),
        "agree": (f"/proposals/{at.talk}/terms/?item=rounds", {"rounds": "3", "base": "1"}),
        "discuss": (f"/proposals/{at.talk}/items/scope/", {"text": "何案でしょうか。", "kind": "question"}),
        "write_before": (f"/messages/{at.thread}/post/", {"body": "はい。"}),
        "write_in_contract": (f"/messages/{at.contract_thread}/post/", {"body": "はい。"}),
        "thank_before": (f"/messages/{at.thread}/{at.heard}/thanks/", {"on": "1"}),
        "ask_before": (f"/messages/{at.thread}/off-site/", {"reason": "面談のためです。"}),
        "ask_in_contract": (f"/messages/{at.contract_thread}/off-site/", {"reason": "面談のためです。"}),
        "rate": (f"/contracts/{at.done_reference}/rating/", {**stars, "comment": "よい"}),
        "profile": ("/settings/", {**profile, "time_zone": "Asia/Tokyo"}),
        "decline": (f"/proposals/{at.to_decline}/decline/", {"reason": "満員です。"}),
        "step": (f"/contracts/{at.reference}/steps/deliver/", {"expected": at.steps_taken, "note": "どうぞ"}),
        "request": (f"/contracts/{at.reference}/ask/termination/", ending),
        "report": (f"/report/listing/{at.listing}/", {**report, "good_faith": "on"}),
        "withdraw": (f"/proposals/{at.talk}/withdraw/", {}),
    }


def refusals(browser: Any, at: Stage, kind: str, only: Iterable[str] = (), **headers: str) -> dict[str, bool]:
    """Whether each door says so in the words of the refusal, as if nothing had been done at the others."""
    found = {}
    for name, (path, data) in doors(at).items():
        if only and name not in only:
            continue
        keys = refused_with(name, kind) or [f"people.refused.restricted.{kind}"] if kind in KINDS else []
        with transaction.atomic():
            answer = browser.post(path, data, follow=name in SAID_AFTERWARDS, **headers)
            said = answer.content.decode()
            transaction.set_rollback(True)
        is_said = any(CATALOGUE.get(key, "ja") in said for key in keys)
        # Where there is nothing left to fill in, the label alone stands in its place.
        labelled = kind in KINDS and CATALOGUE.get(RESTRICTIONS[kind].label, "ja") in said.partition("<main")[2]
        found[name] = is_said or (answer.status_code == 400 and labelled)
        assert found[name] or answer.status_code in (200, 302), (name, answer.status_code, said[:2000])
    return found


@pytest.mark.parametrize("kind", ["nothing", *KINDS])
def test_every_door_says_what_the_table_says(visits: Visits, cast: Cast, stage: Stage, kind: str) -> None:
    if kind != "nothing":
        restrict(cast, kind)
    expected = {door: bool(refused_with(door, kind)) for door in doors(stage)}
    assert refusals(visits.as_(cast.ren), stage, kind) == expected
    pieces = {door: expected[door] for door in BY_PIECES}
    assert refusals(visits.as_(cast.ren), stage, kind, BY_PIECES, **PIECE) == pieces


@pytest.mark.parametrize("kind", ["expelled", "messages"])
def test_reading_goes_on(visits: Visits, cast: Cast, stage: Stage, kind: str) -> None:
    restrict(cast, kind)
    assert visits.as_(cast.ren).get(f"/files/{stage.file}/").status_code == 200
    talk, contract = f"/messages/{stage.thread}/", f"/contracts/{stage.reference}/"
    visits.as_(cast.ren).get(f"/messages/{stage.contract_thread}/")  # so that nothing is new on the contract's page
    for page in (talk, contract, "/decisions/", f"/jobs/{stage.listing}/"):
        visits.see(cast.ren, page)


class TestTheRefusal:
    def test_says_why_until_when_and_what_still_works(self, visits: Visits, cast: Cast, stage: Stage) -> None:
        restrict(cast, "suspended")
        (found,) = restrictions_in_force(cast.ren.pk, AT)
        said = {**dict.fromkeys(RATING_ITEMS[Actor.WORKER], "4"), "comment": "よい"}
        page = visits.send(cast.ren, f"/contracts/{stage.done_reference}/rating/", status=403, **said).content.decode()
        assert "<h1>このページにアクセスする権限がありません</h1>" in page
        for shown in (found.reason, "12月2日", CATALOGUE.get(found.spec.still_works, "ja")):
            assert shown in page
        assert "/decisions/" not in page.partition("<main")[2].partition("</main")[0]

    def test_comes_before_anything_is_typed(self, visits: Visits, cast: Cast, stage: Stage) -> None:
        restrict(cast, "limited")
        assert "利用制限中のため、この操作はできません。" in visits.see(
            cast.ren, f"/jobs/{stage.listing}/apply/", status=403
        )

    def test_leads_to_the_decision_behind_it(self, visits: Visits, cast: Cast, stage: Stage) -> None:
        said = {"person_id": cast.ren.pk, "by_staff_id": cast.kei.pk, "reason": "規約の違反です。", "until": None}
        actions.restrict(kind="expelled", **said, decision_id=7, at=AT)
        stars = dict.fromkeys(RATING_ITEMS[Actor.WORKER], "4")
        page = visits.send(cast.ren, f"/contracts/{stage.done_reference}/rating/", status=403, **stars).content.decode()
        assert 'href="/decisions/7/"' in page.partition("<main")[2]
        assert "解除されるまで" in page
