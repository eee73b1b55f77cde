"""A plain case is decided with three keys and Enter; who types, or wants no keys, is not disturbed by them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tachiai.safety.models import Case, Decision
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import MONDAY
from tests.web.test_desk_cases_pages import report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_cases_are_decided_by_keys(
    cast: Cast, new_page: Callable[..., Page], settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    first, second = (report("profile", each.pk, cast.aoi) for each in (cast.ren, cast.mio))
    page = new_page(as_person=cast.kei)
    page.goto("/desk/cases/")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()

    page.keyboard.press("n")
    page.wait_for_url(f"**/desk/cases/{first.pk}/")
    page.keyboard.press("f")
    page.keyboard.type(" 3x")
    expect(page.locator("[name=measures]:checked")).to_have_count(0)
    page.keyboard.press("Escape")

    page.keyboard.press("3")
    expect(page.locator("[name=verdict]:checked")).to_have_value("breach")
    expect_accessible(page)
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/cases/{second.pk}/")
    assert [each["name"] for each in Decision.objects.get(case=first).asked] == ["warning"]
    assert Case.objects.get(pk=second.pk).claimed_by_id == cast.kei.pk

    page.keyboard.press("?")
    page.get_by_label("このブラウザーでキー操作を使う").uncheck()
    page.locator("h1").click()
    page.keyboard.press("3")
    expect(page.locator("[name=measures]:checked")).to_have_count(0)
