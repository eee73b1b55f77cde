"""Any number of listings with words, categories, budgets and dates as uneven as real ones; loaded with COPY."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from tachiai.jobs.indexing import listing_vector
from tachiai.jobs.rules import Draft, categories
from tachiai.kernel.calendar import end_of_day
from tachiai.terms.rules import Terms

# The first words of each list are common, the last ones rare.
WORKS = """作成 記事 制作 デザイン 入力 編集 翻訳 構築 ロゴ 調査 撮影 動画 設計 校正 運用 開発 分析 取材 イラスト 文字起こし
    ナレーション 漫画 作曲 字幕 採用 通訳 特許 縫製 模型 給与"""
SUBJECTS = """店舗 会社 商品 旅行 料理 サイト 学校 病院 農園 映画 珈琲 不動産 保険 観光 アプリ 書籍 自転車 温泉 音楽 介護 図書館 焼き菓子
    水族館 美術館 天文台 養蜂 陶芸 和紙 灯台 水彩 能面 螺鈿"""
PLACES = "東京 大阪 全国 北海道 福岡 京都 名古屋 仙台 広島 金沢 長野 鹿児島 松江 対馬"
ENGLISH = "website design logo translation writing video editing research support data photo lighthouse"
COLUMNS = (
    "client_id, format, category, title, description, values, budget_min, budget_max, apply_by, language, search, "
    "created_at, changed_at, published_at, source, external_id, imported_digest, lifecycle_version, state, entered_at, "
    "due_at, steps_taken"
)


def load(count: int, *, client_id: int, at: datetime, seed: int = 1, kinds: int = 3_000) -> None:
    """Insert `count` listings (nine in ten open, the others closed), published over the 90 days before `at`.

    `kinds` is the number of different texts.
    """
    chance = random.Random(seed)
    texts = [_kind(chance, number) for number in range(min(kinds, count))]
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY jobs_listing ({COLUMNS}) FROM STDIN") as copy:
            for row in _rows(chance, count, texts, client_id, at):
                copy.write_row(row)
        cursor.execute("VACUUM ANALYZE jobs_listing" if not connection.in_atomic_block else "ANALYZE jobs_listing")


def _kind(chance: random.Random, number: int) -> tuple[Draft, str]:
    """One sort of listing with its search vector."""
    work, subject, place = _uneven(chance, WORKS), _uneven(chance, SUBJECTS), _uneven(chance, PLACES)
    leaves = [leaf.slug for group in categories() for leaf in group.leaves]
    english = " ".join(_uneven(chance, ENGLISH) for _ in range(2))
    draft = Draft(
        title=f"{subject}の{work}をお願いします 第{number}号",
        category=leaves[min(int(chance.expovariate(0.06)), len(leaves) - 1)],
        description=f"{place}の{subject}です。{_uneven(chance, WORKS)}の経験がある方を探しています。{english}",
        terms=Terms(
            purpose=f"{subject}の{_uneven(chance, SUBJECTS)}を多くの人に知ってもらう",
            scope=f"{work}と{_uneven(chance, WORKS)}、打ち合わせ2回",
            acceptance_items=("約束した点数がそろっている", "誤字脱字がない"),
            rounds=2,
        ),
    )
    return draft, listing_vector(draft)


def _uneven(chance: random.Random, text: str) -> str:
    """One of the words; the nth comes about 1/n as often as the first."""
    words = text.split()
    return chance.choices(words, [1 / (n + 1) ** 1.3 for n in range(len(words))])[0]


def _rows(
    chance: random.Random, count: int, kinds: list[tuple[Draft, str]], client_id: int, at: datetime
) -> Iterator[tuple[object, ...]]:
    said = [json.dumps(draft.terms.as_data(), ensure_ascii=False) for draft, _ in kinds]
    deadlines = [end_of_day(at + timedelta(days=day)) for day in range(46)]
    for number in range(count):
        kind = chance.randrange(len(kinds))
        draft, vector = kinds[kind]
        published = at - timedelta(days=90) * (1 - number / count)
        budget = int(10 ** chance.gauss(4.5, 0.5)) + 500
        is_open = chance.random() < 0.9
        apply_by = deadlines[chance.randrange(1, 46)] if is_open else end_of_day(published + timedelta(days=10))
        yield (
            client_id, "fixed_price", draft.category, draft.title, draft.description, said[kind], budget // 2, budget,
            apply_by, "ja", f"{vector} 'no{number}':1C", published, published, published, "", "", "", 1,
            "open" if is_open else "closed", published, apply_by if is_open else None, 1,
        )  # fmt: skip
