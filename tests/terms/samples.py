"""Terms for tests: settled ones, the same in three parts, and a strategy for any at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from tachiai.terms.rules import FIELDS, Milestone, Pending, Terms
from tachiai.terms.rules.choices import Confidentiality, Portfolio, Rights

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)

SETTLED = Terms(
    purpose="焼き菓子店の看板に使うロゴがほしい",
    scope="ロゴの提案3案と、選んだ1案の仕上げ",
    out_of_scope="印刷の手配",
    deliverables="ロゴデータ一式",
    acceptance_items=("幅15mmでも文字が読める", "背景が透過している"),
    delivery_format="AIとPNG",
    delivery_place="このサイトの納品画面",
    due_on=date(2026, 11, 30),
    rounds=2,
    redo_days=5,
    rights=Rights.ASSIGNED.value,
    ip_scope="看板とカードでの使用。対価は報酬に含む。",
    portfolio=Portfolio.AFTER_RELEASE.value,
    confidentiality=Confidentiality.STANDARD.value,
    price=30_000,
)

MILESTONES = (
    Milestone("ラフ案", 9_000, date(2026, 11, 12), ("案が3つある",)),
    Milestone("清書", 15_000, date(2026, 11, 20), ("選んだ案を清書してある", "線が太すぎない")),
    Milestone("仕上げ", 6_000, date(2026, 11, 30), ("AIとPNGの両方がある",)),
)
IN_PARTS = replace(SETTLED, milestones=MILESTONES, acceptance_items=())

_texts = st.text(max_size=40)
_counts = st.none() | st.integers(min_value=0, max_value=100_000_000)

_items = st.lists(st.text(min_size=1, max_size=20), max_size=4).map(tuple)
any_milestone = st.builds(
    Milestone, title=_texts, price=_counts, due_on=st.none() | st.dates(), acceptance_items=_items
)
any_pending = st.builds(
    Pending,
    field=st.sampled_from([field.name for field in FIELDS]),
    reason=_texts,
    expected_on=st.none() | st.dates(),
)
_written = (
    *("purpose", "scope", "out_of_scope", "deliverables", "delivery_format", "delivery_place", "ip_scope"),
    *("price_detail", "expenses", "pay_means_detail", "recommission_client", "contact_hours", "late_and_early_end"),
)
_chosen = {field.name: ["", *(choice.value for choice in field.choices)] for field in FIELDS if field.choices}
any_terms = st.builds(
    Terms,
    **dict.fromkeys(_written, _texts),
    **dict.fromkeys(("rounds", "redo_days", "price", "pay_days"), _counts),
    **dict.fromkeys(("due_on", "recommission_pay_on"), st.none() | st.dates()),
    **{name: st.sampled_from(choices) for name, choices in _chosen.items()},
    acceptance_items=_items,
    milestones=st.lists(any_milestone, max_size=4).map(tuple),
    pending=st.lists(any_pending, max_size=2).map(tuple),
)
