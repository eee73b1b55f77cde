"""What would name somebody does not get into what is published."""

import pytest

from tachiai.safety.rules.personal_data import ACCOUNT, MAIL, NAME, NUMBER, PHONE, personal_data

NAMED = [
    ("連絡先として aoi.design@example.jp を書いていました。", MAIL),
    ("ａｏｉ＠ｅｘａｍｐｌｅ．ｊｐ 宛に送るよう求めた。", MAIL),
    ("電話 090-1234-5678 に掛けるよう求めた。", PHONE),
    ("０３（１２３４）５６７８ が書かれていた。", PHONE),
    ("Asked to call +81 90 1234 5678.", PHONE),
    ("チャットの @aoi_design に移るよう求めた。", ACCOUNT),
    ("契約 6AJHXY53 の納品物について。", NUMBER),
    ("通報 #1024 と同じ内容。", NUMBER),
    ("プロフィール /people/12/ に書かれていた。", NUMBER),
    ("三枝 琴音さんへの中傷。", NAME),
    ("三枝琴音さんへの中傷。", NAME),
    ("ＡＯＩさんへの中傷。", NAME),
]
FIT = [
    "仕事の説明で、商品を代わりに購入し、代金をあとで精算すると案内していました。",
    "2026年11月30日までに、100,000円の商品を3回買うよう求めていました。",
    "The listing asked people to buy goods worth 100,000 yen between 2026-11-01 and 2026-11-30.",
    "LINEでの連絡を求めていました。",
    "同じ文を12件の応募に送っていました。",
    "",
]


@pytest.mark.parametrize(("text", "kind"), NAMED)
def test_what_names_somebody_is_found(text, kind):
    assert kind in {found.kind for found in personal_data(text, ["三枝琴音", "Aoi"])}


@pytest.mark.parametrize("text", FIT)
def test_what_names_nobody_is_left_alone(text):
    assert personal_data(text, ["三枝琴音", "Aoi"]) == ()


def test_what_is_found_twice_is_told_once_in_its_own_words():
    found = personal_data("a@example.jp, a@example.jp")
    assert [(each.kind, each.words) for each in found] == [(MAIL, "a@example.jp")]


def test_a_name_of_one_letter_names_nobody():
    assert personal_data("A案を選んだ。", ["A", ""]) == ()
