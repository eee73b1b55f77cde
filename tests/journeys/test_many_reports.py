"""Many reports wait: a member of staff works through them with keys, and sees who floods and who quarrels."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.guidelines import rules as guidelines
from tachiai.people.models import Person
from tachiai.safety.actions.reports import file_report
from tachiai.safety.models import Case, Decision
from tests.cast import Cast, make_person
from tests.deal import Deal
from tests.journeys import acts

WORDS = "プロフィールに書かれていることが事実と違うと思います。"
FACTS = "書かれている資格を証明書で確かめました。"
PROFILES = 6


def report(kind: str, number: int, by: Person) -> Case:
    said = {"clause": guidelines.clauses_for(kind)[0].id, "text": WORDS, "good_faith": True, "at": now()}
    file_report(subject_kind=kind, subject_id=number, reporter_id=by.pk, **said)
    return Case.objects.get(subject_kind=kind, subject_id=number, closed_at=None)


@pytest.fixture
def waiting(cast: Cast, deal: Deal) -> Case:
    """Zen reports one profile after the other; Ren reports what Aoi wrote in their contract, which is the case."""
    for number in range(PROFILES):
        report("profile", make_person(f"reported{number}@example.com", f"会員{number}").pk, cast.zen)
    return report("message", deal.write(cast.aoi, "返事が遅いですね。").pk, cast.ren)


def test_a_member_of_staff_works_through_the_queue_with_keys(
    cast: Cast, waiting: Case, new_page: Callable[..., Page]
) -> None:
    kei = new_page(as_person=cast.kei)
    kei.goto("/desk/cases/")
    acts.sees(kei, f"担当を待つ案件 {PROFILES + 1}件")
    kei.get_by_label("対象の種類").select_option(label="プロフィール")
    acts.press(kei, "絞り込む")
    acts.follow(kei, "古い順")
    kei.wait_for_url("**order=age**")
    key(kei, "n")
    acts.sees(kei, f"24時間以内に{PROFILES}件")
    for left in range(PROFILES, 0, -1):
        decide_by_keys(kei)
        acts.sees(kei, f"担当を待つ案件は残り{left - 1}件です")
    acts.sees(kei, "絞り込んだ種類には、担当できる案件がもうありません")

    kei.get_by_label("対象の種類").select_option(label="すべて")
    acts.press(kei, "絞り込む")
    acts.sees(kei, "担当を待つ案件 1件")
    key(kei, "n")
    acts.sees(kei, "対象の会員との契約あり")
    another_reads_who_has_it(new_page(as_person=make_person("sei@example.com", "事務局 星", is_staff=True)), waiting)
    what_was_typed_survives_the_sign_in(cast, kei)
    assert Decision.objects.count() == PROFILES + 1


def key(kei: Page, name: str) -> None:
    """Once the page knows its keys."""
    expect(kei.locator("[data-keys]")).to_be_visible()
    kei.keyboard.press(name)


def decide_by_keys(kei: Page) -> None:
    """No measure, no breach, and on to the next one."""
    number = kei.url.rstrip("/").rpartition("/")[2]
    key(kei, "1")
    expect(kei.locator("[name=verdict]:checked")).to_have_value("no_breach")
    kei.keyboard.press("d")
    kei.keyboard.press("Enter")
    acts.sees(kei, f"案件{number}について判断しました")


def another_reads_who_has_it(sei: Page, waiting: Case) -> None:
    sei.goto(f"/desk/cases/{waiting.pk}/")
    acts.sees(sei, "事務局 圭さんが担当しています")
    expect(sei.get_by_role("button", name="担当する", exact=True)).to_have_count(0)


def what_was_typed_survives_the_sign_in(cast: Cast, kei: Page) -> None:
    facts = kei.get_by_label("確かめた事実")
    facts.fill("")
    facts.press_sequentially(FACTS)
    Session.objects.all().delete()
    acts.press(kei, "判断して次へ")
    acts.sign_in(kei, cast.kei.email)
    expect(facts).to_have_value(FACTS)
    kei.get_by_label("措置なし").check()
    acts.press(kei, "判断して次へ")
    acts.sees(kei, "担当を待つ案件はありません")
