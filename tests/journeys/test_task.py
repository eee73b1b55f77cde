"""A task from its first question to the pay: built and paid by Aoi, answered by Ren, reviewed with the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tachiai.clockwork.queries import now
from tachiai.money import queries as money
from tachiai.tasks.rules.forms import Form
from tests.cast import Cast
from tests.journeys import acts
from tests.task import Task

TABLE = "review\n静かな部屋でした。\n朝食が遅れました。\n"


def test_a_task_is_built_answered_and_paid(cast: Cast, aoi: Page, ren: Page, tmp_path: Path) -> None:
    task = Task(cast.aoi, at=now(), table="", form=Form(), answers_per_unit=1)
    build_the_form(aoi, task)
    bring_in_the_units(aoi, tmp_path / "units.csv")
    acts.press(aoi, "仮払いに進む")
    acts.sees(aoi, "2件の回答 × 30円")
    acts.press(aoi, "仮払いして公開する")
    acts.sees(aoi, "募集中")

    answer_two_units(ren, task)
    approve_all_with_the_keyboard(aoi)
    assert task.job.state == "completed" and money.wallet_balance(cast.ren.pk) > 0
    ren.goto("/tasks/")
    expect(ren.get_by_role("row").filter(has_text="承認済み")).to_have_count(2)


def build_the_form(aoi: Page, task: Task) -> None:
    """Two questions, the second moved before the first."""
    aoi.goto(f"/tasks/{task.listing_id}/settings/")
    aoi.get_by_role("textbox", name="作業の説明").fill("次の口コミを読んでください。\n\n{{review}}")
    acts.press(aoi, "1つ選ぶ")
    first = aoi.get_by_role("group", name="質問1")
    first.get_by_label("質問文").fill("どう感じましたか")
    first.get_by_label("選択肢").fill("よい\nわるい")
    acts.press(aoi, "短い文")
    aoi.get_by_role("group", name="質問2").get_by_label("質問文").fill("そう思う理由")
    aoi.get_by_role("button", name="上へ 質問2").click()
    expect(aoi.get_by_role("group", name="質問1").get_by_label("質問文")).to_have_value("そう思う理由")


def bring_in_the_units(aoi: Page, table: Path) -> None:
    acts.press(aoi, "保存してCSVを取り込む")
    table.write_text(TABLE, "utf-8")
    aoi.get_by_label("CSVファイル").set_input_files(table)
    acts.press(aoi, "取り込む")
    acts.sees(aoi, "2件を取り込みました。")
    acts.follow(aoi, "作業する人の画面で見る")
    acts.sees(aoi, "朝食が遅れました。")
    acts.follow(aoi, "フォームの編集に戻る")


def answer_two_units(ren: Page, task: Task) -> None:
    """What was typed survives a reload, and a choice that was left out is told."""
    ren.goto(f"/jobs/{task.listing_id}/")
    acts.press(ren, "作業を開始する")
    ren.get_by_label("そう思う理由").fill("部屋が静かだから")
    acts.sees(ren, "保存しました")
    ren.reload()
    expect(ren.get_by_label("そう思う理由")).to_have_value("部屋が静かだから")
    expect(ren.locator("[data-countdown]")).to_contain_text("残り59分")
    ren.get_by_label("よい").check()
    acts.press(ren, "送信して次へ")
    acts.press(ren, "送信して終わる")
    acts.sees(ren, "入力してください。")
    ren.get_by_label("わるい").check()
    ren.get_by_label("そう思う理由").fill("朝食が遅いから")
    acts.press(ren, "送信して終わる")
    acts.sees(ren, "回答を送信しました。")


def approve_all_with_the_keyboard(aoi: Page) -> None:
    aoi.reload()
    acts.follow(aoi, "2件の回答を確認する")
    expect(aoi.locator("html.has-keys")).to_be_attached()
    for key in ("j", "Space", "j", "Space", "a"):
        aoi.keyboard.press(key)
    acts.sees(aoi, "2件を承認し、報酬を支払いました。")


def test_everything_works_without_scripts_on_a_telephone(cast: Cast, new_page: Callable[..., Page]) -> None:
    task = Task(cast.aoi, at=now()).publish()
    ren = new_page(as_person=cast.ren, width=390, height=844, java_script_enabled=False)
    ren.goto(f"/jobs/{task.listing_id}/")
    acts.press(ren, "作業を開始する")
    ren.get_by_label("そう思う理由").fill("静かだから")
    acts.press(ren, "下書きを保存")
    expect(ren.get_by_label("そう思う理由")).to_have_value("静かだから")
    ren.get_by_label("よい").check()
    acts.press(ren, "送信して次へ")
    acts.press(ren, "この枠を返す")
    acts.sees(ren, "枠を返しました。")
