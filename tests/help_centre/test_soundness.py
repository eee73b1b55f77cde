"""Articles of an operator are looked at when the program starts: what could not be shown is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachiai.config.checks import check_articles
from tachiai.help_centre import library
from tachiai.help_centre.library import Library
from tachiai.help_centre.rules.articles import parse
from tachiai.help_centre.soundness import faults
from tests.help_centre.test_articles import WRITTEN

PAGES = {"help:home"}
COURSE = "course reminder contact_reminder asked"


def sound(name: str, *changes: tuple[str, str]) -> list[str]:
    text = WRITTEN.replace("(article:other)", "(page:help:home)")
    for change in changes:
        text = text.replace(*change)
    article = replace(parse(name, text), related=("other",) if ("related", "other") in changes else ())
    return list(faults(Library({name: article}), {"silence_days", "notice_days"}, PAGES.__contains__))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("", ""), None),
        (("related", "other"), "silent: no article other"),
        (("{silence_days}", "{weather}"), "silent: no figure {weather}"),
        (("?notice_days", "?weather"), "silent: no figure {weather}"),
        (("page:help:home", "page:help:attic"), "silent: page:help:attic leads nowhere"),
        (("page:help:home", "article:attic"), "silent: article:attic leads nowhere"),
        ((COURSE, "course reminder week x"), "silent: [[course reminder week x]] is of nothing"),
        ((COURSE, "text help.nothing"), "silent: [[text help.nothing]] is of nothing"),
        ((COURSE, "chapter Z"), "silent: [[chapter Z]] is of nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_named(change: tuple[str, str], fault: str | None) -> None:
    assert sound("silent", change) == ([fault] if fault else [])


def test_ours_are_sound_and_the_program_does_not_start_with_a_file_that_is_none(settings, tmp_path) -> None:
    assert check_articles() == []
    (tmp_path / "mine.md").write_text("hello", "utf-8")
    settings.ARTICLES = str(tmp_path)
    library.library.cache_clear()
    try:
        assert [each.msg.partition(":")[0] for each in check_articles()] == ["mine"]
    finally:
        settings.ARTICLES = ""
        library.library.cache_clear()
