"""From the first line of a listing to the contract, without a script and on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys import acts

DEVICES = {
    "without a script": {"java_script_enabled": False},
    "on a telephone": {"width": 390, "height": 844, "has_touch": True, "is_mobile": True},
}


@pytest.mark.parametrize("device", DEVICES.values(), ids=DEVICES.keys())
def test_two_people_come_to_a_contract(cast: Cast, new_page: Callable[..., Page], device: dict[str, object]) -> None:
    work = acts.Work()
    aoi, ren = new_page(as_person=cast.aoi, **device), new_page(as_person=cast.ren, **device)
    aoi.goto("/")
    acts.begin_draft(aoi, work)
    acts.complete_draft(aoi, work)
    acts.publish(aoi)

    ren.goto("/")
    acts.find(ren, "こーひー 翻訳", work.title)
    acts.follow(ren, "応募する")
    acts.apply(ren, work)

    acts.read_proposal(aoi, work, "蓮")
    acts.begin_to_negotiate(aoi)
    ren.goto(aoi.url)
    acts.talk_through(aoi, ren)
    acts.agree(aoi)
    acts.make_contract(ren)
    acts.open_contract(aoi, work.title)
    expect(acts.clock_bar(aoi).get_by_text("次はあなたの番です")).to_be_visible()
