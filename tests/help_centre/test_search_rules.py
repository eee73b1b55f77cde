"""What a question is taken apart into, without a database."""

from __future__ import annotations

import pytest

from tachiai.help_centre.rules.search import Document, is_one_away, near, pairs, question, snippet, weighed


def test_words_weigh_more_in_a_title_and_rare_ones_more_than_common_ones():
    texts = [("検収の期限", "納品のあと", "報酬"), ("納品", "報酬のこと", "検収のこと"), ("報酬", "報酬", "報酬")]
    impacts = weighed([Document(str(at), "ja", *text) for at, text in enumerate(texts)]).impacts
    assert impacts["=検収"][0] > impacts["=検収"][1]
    assert impacts["=検収"][0] > impacts["=報酬"][0]


def test_synonyms_are_asked_for_too_but_count_less():
    groups = (("音信不通", "返事がない"), ("no answer", "ghosted"))
    asked = question("相手が音信不通です", groups)
    assert asked["=音信"] == 1 and asked["=返事"] < 1
    assert question("I was ghosted", groups)["=answer"] < 1
    assert "=answer" not in question("ghostedly", groups)


def test_a_synonym_of_many_words_counts_no_more_than_one_of_one_word():
    asked = question("退会", [("退会", "アカウントを消す", "解除")])
    assert asked["=アカウント"] + asked["=消ス"] == pytest.approx(asked["=解除"])


def test_words_of_asking_are_left_out_unless_there_are_no_others():
    assert not {"=何", "=when", "=my"} & question("検収とは何ですか when my").keys()
    assert question("何") == {"=何": 1}


def test_width_and_case_do_not_matter():
    assert question("ＬＩＮＥ ｷｬﾝｾﾙ") == question("line キャンセル")
    assert pairs("仮払い ok 済") == ["仮払", "払い"]


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("escrow", "escorw", True),
        ("escrow", "escow", True),
        ("escrow", "escrows", True),
        ("escrow", "esprow", True),
        ("escrow", "escrow", False),
        ("escrow", "escor", False),
        ("キャンセル", "キャンセロ", True),
        ("ab", "ba", True),
    ],
)
def test_one_edit_is_forgiven(one: str, other: str, is_near: bool):
    assert is_one_away(one, other) is is_near
    assert near(one, {other: 3}) == (other if is_near else None)


def test_a_snippet_marks_whole_words_of_letters():
    pieces = snippet("It cannot be that nothing comes and no replies reach you. No answer.", "no answer replie")
    assert [text for text, is_hit in pieces if is_hit] == ["no", "replies", "No", "answer"]


def test_a_snippet_shows_where_the_words_stand():
    pieces = snippet("前置き。" * 60 + "検収の期限は納品の日から数えます。" + "後書き。" * 60, "検収の期限")
    assert ("検収", True) in pieces and ("期限", True) in pieces
    assert pieces[0] == ("…", False) and pieces[-1][0].endswith("…")
    assert snippet("短い", "別") == [("短い", False)]
