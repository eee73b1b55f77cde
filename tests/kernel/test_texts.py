"""The catalogue of texts: both languages or none at all, and texts below texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachiai.kernel.texts import Catalogue


def catalogue(folder: Path, *contents: str) -> Catalogue:
    files = [folder / f"{number}.toml" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_text(content, "utf-8")
    return Catalogue(files)


class TestATextWithOthersBelowIt:
    WHOLE = """
    [rule]
    ja = "{n}日以上"
    en = "{n} days or more"
    unmet = { ja = "まだ{n}日です", en = { one = "only {n} day", other = "only {n} days" } }
    """

    def test_is_said_and_so_are_they(self, tmp_path: Path) -> None:
        texts = catalogue(tmp_path, self.WHOLE)
        assert set(texts) == {"rule", "rule.unmet"}
        assert texts.get("rule", "en", n=3) == "3 days or more"
        assert texts.get("rule.unmet", "en", n=1) == "only 1 day"


class TestWhatStopsTheStart:
    @pytest.mark.parametrize(
        "content",
        [
            '[rule]\nja = "はい"',
            '[rule]\nja = "はい"\nen = "Yes"\nunmet = { ja = "いいえ" }',
            '[rule]\nja = "はい"\nen = "Yes"\nfr = "Oui"',
            'rule = "yes"',
        ],
        ids=["a language missing", "one missing below", "a language nobody reads", "no language at all"],
    )
    def test_is_a_text_that_is_not_in_both_languages(self, tmp_path: Path, content: str) -> None:
        with pytest.raises(ValueError, match="rule"):
            catalogue(tmp_path, content)

    def test_is_a_text_said_twice(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="said twice"):
            catalogue(tmp_path, *['[rule]\nja = "はい"\nen = "Yes"'] * 2)
