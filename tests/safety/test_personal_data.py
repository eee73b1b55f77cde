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


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("The listing asked for payment during the talk.", False),
        ("Rin asked for payment.", True),
        ("募集したＲｉｎさんは前払いを求めました。", True),
        ("Ｒｉｎｇを売るという募集です。", False),
    ],
)
def test_a_name_of_latin_letters_is_a_word_of_its_own(text, is_found):
    assert bool(personal_data(text, ["Rin"])) == is_found


def test_a_name_is_found_with_its_blanks_and_without():
    for text in ("Mio  Tanaka wrote it.", "MioTanaka wrote it.", "mio tanakaさんの応募"):
        (found,) = personal_data(text, ["Mio Tanaka"])
        assert not found.is_doubtful


def test_a_short_name_and_a_word_of_the_place_may_be_words():
    said, wording = "募集文は前払いのお願いです。", "前払いを求めることはできません。"
    doubts = {each.words: each.is_doubtful for each in personal_data(said, ["です", "前払い", "募集文は"], wording)}
    assert doubts == {"です": True, "前払い": True, "募集文は": False}
