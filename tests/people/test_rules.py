from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.people import rules

GOOD = {
    "display_name": "葵デザイン室",
    "introduction": "",
    "skills": ["ロゴ"],
    "language": "ja",
    "time_zone": "Asia/Tokyo",
}


class TestProfiles:
    def test_that_say_the_least_are_taken(self):
        assert rules.profile_mistakes(**GOOD) == []

    @pytest.mark.parametrize(
        "field, value",
        [
            ("display_name", " "),
            ("display_name", "x" * 51),
            ("introduction", "x" * 4001),
            ("skills", ["x" * 41]),
            ("skills", [f"s{n}" for n in range(31)]),
            ("language", "fr"),
            ("time_zone", "../../etc/passwd"),
        ],
    )
    def test_are_refused_at_the_field_that_is_wrong(self, field, value):
        (mistake,) = rules.profile_mistakes(**{**GOOD, field: value})
        assert mistake[0] == field


class TestSkills:
    def test_are_split_at_japanese_and_western_commas_and_lines(self):
        assert rules.tidy_skills("ロゴ、看板,  サイン  計画,ロゴ\n写真,") == ["ロゴ", "看板", "サイン 計画", "写真"]

    @given(st.lists(st.text(alphabet="あaロ-", min_size=1), unique=True))
    def test_come_back_as_they_were_said(self, skills):
        assert rules.tidy_skills("、".join(skills)) == skills
