from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tachiai.jobs.words import LONGEST_QUERY, lexemes, query, vector


def matches(text: str, typed: str, *, any_of: bool = False) -> bool:
    """Asked of PostgreSQL itself."""
    asked = query(typed)
    assert asked is not None
    with connection.cursor() as cursor:
        wanted = asked.any if any_of else asked.every
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector({"A": text}), wanted])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
class TestSearchFinds:
    @pytest.mark.parametrize(
        ("text", "typed"),
        [
            ("英語の記事を日本語に翻訳", "翻訳"),
            ("英語の記事を日本語に翻訳", "ほんやく"),
            ("英語の記事を日本語に翻訳", "ホンヤク"),
            ("英語翻訳", "翻訳 英語"),
            ("ホームページ作成", "ﾎｰﾑﾍﾟｰｼﾞ"),
            ("Webライティング", "らいてぃんぐ"),
            ("サーバーの構築", "サーバ"),
            ("見積りの作成", "見積"),
            ("引っ越しの手伝い", "引越し"),
            ("ＷＥＢサイトのデザイン", "web"),
            ("Webサイトのデザイン", "ウェブ"),
            ("LOGO DESIGN", "logo designs"),
            ("We are looking for designers", "designer"),
            ("Running a shop", "run"),
            ("Running a shop", "runn"),
            ("C++でのアプリ開発", "c++"),
            ("文字起こし(60分)", "文字起こし"),
            ("テープ起こし", "起こし"),
            ("動画の編集をお願いします", "動画を編集してほしい"),
            ("焼き菓子店のロゴ", "焼き菓"),
            ("カフェのロゴデザイン", "デザイン"),
            ("カフェのロゴデザイン", "ロゴ デザイン"),
            ("カフェのロゴデザイン", "ロゴデザイン"),
            ("店のロゴのデザイン", "ロゴデザイン"),
            ("スマホアプリの開発", "スマホ"),
            ("スマホアプリの開発", "アプリ"),
            ("スマホアプリデザイン", "デザイン アプリ"),
            ("オンラインセミナーの運営", "セミナー"),
            ("オンラインセミナーの運営", "オンライン"),
            ("インスタアカウントの運用", "インスタ"),
            ("フランスパンの写真", "パン"),
            ("IT企業の記事を書くライター", "IT"),
            ("IT企業の記事を書くライター", "ＩＴ"),
            ("it企業の記事", "it 記事"),
            ("記事を書きます。IT 経験者", "It"),
            ("IT support for a shop", "it"),
            ("AT車の運転", "AT"),
            ("Iターンの紹介文", "Iターン"),
            ("We need a designer", "design for it"),
            ("O'Reilly \\ の本の要約", "O'Reilly"),
        ],
    )
    def test_what_is_meant(self, text, typed):
        assert matches(text, typed)

    @pytest.mark.parametrize(
        ("text", "typed"),
        [
            ("Webサイトのデザイン", "翻訳"),
            ("この際にご確認ください", "サイト"),
            ("C言語の課題", "c++"),
            ("英語の記事", "英語 翻訳"),
            ("ロゴ作成", "ロ"),
            ("オンライン授業", "ライン"),
            ("スマホアプリデザイン", "リデザイン"),
            ("ロゴとデザイン", "ロゴデザイナー"),
            ("Write it in Japanese", "IT"),
            ("We need a designer", "IT"),
            ("Italian lessons", "IT"),
        ],
    )
    def test_nothing_else(self, text, typed):
        assert not matches(text, typed)

    def test_some_of_the_words_when_asked_loosely(self):
        assert matches("英語の記事", "英語 翻訳", any_of=True)


class TestQuery:
    @pytest.mark.parametrize("typed", ["", "   ", "、。!?", "'\"&|!()*:"])
    def test_of_nothing_is_none(self, typed):
        assert query(typed) is None

    def test_counts_its_terms_and_ends_somewhere(self):
        assert query("英語 翻訳").count == 2
        assert query("あ " * 500).count <= 12
        assert len(query("翻" * 10_000).every) < LONGEST_QUERY * 40


@pytest.mark.django_db
class TestAnyTextAtAll:
    @given(st.text(max_size=300))
    def test_is_a_query_and_a_vector_that_the_database_reads(self, text):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::tsvector", [vector({"A": text, "C": text[::-1]})])
            if asked := query(text):
                cursor.execute("SELECT %s::tsquery, %s::tsquery", [asked.every, asked.any])

    def test_even_a_very_long_one(self):
        assert "翻訳" in set(lexemes("翻訳。" * 20_000))

    def test_from_many_threads_at_once(self):
        texts = [f"英語の記事{n}を翻訳 designing logos" for n in range(200)]
        alone = [list(lexemes(text)) for text in texts]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda text: list(lexemes(text)), texts)) == alone


def test_a_word_keeps_the_best_weight_it_has():
    assert vector({"A": "ロゴ", "C": "ロゴ 作成"}) == "'ロゴ':1A '作成':1C"
