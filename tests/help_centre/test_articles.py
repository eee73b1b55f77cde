"""The articles: readable, complete in both languages, and without a figure that the declarations do not say."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from tachiai.guidelines.rules import document
from tachiai.help_centre import dangers, library
from tachiai.help_centre.library import Library
from tachiai.help_centre.rendering import html
from tachiai.help_centre.rules.articles import Unreadable, parse
from tachiai.help_centre.rules.explaining import explained
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.texts import LANGUAGES
from tachiai.screening.engine import shipped
from tachiai.screening.rules import ENFORCE, VERDICTS

AT = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)
ARTICLES = library.library().articles
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)
SCREENED = [name for name, each in ARTICLES.items() if any(b.kind == "kinds" for b in each.versions["ja"].blocks())]
DECLINING = [name for name in SCREENED if any(each.id == "asked" for each in ARTICLES[name].versions["ja"].sections)]

WRITTEN = """+++
number = 7
audience = "worker"
situation = "silence"
states = ["contact_reminder.*"]
was = ["quiet"]
+++
# 返事がない

{silence_days}日待ちます。

## 待つ {#wait}

- 一つ目 [くわしく](article:other)

[[course reminder contact_reminder asked]]

## 予告 {#notice ?notice_days}

予告が要ります。

+++ en
# No answer

Wait {silence_days} days.

## Waiting {#wait}

- The first, [more](article:other)

[[course reminder contact_reminder asked]]

## Notice {#notice ?notice_days}

Notice is needed.
"""


class TestAFile:
    def test_is_one_article_in_both_languages(self) -> None:
        article = parse("silent", WRITTEN)
        japanese, english = (article.versions[language] for language in LANGUAGES)
        assert (article.number, article.audience, article.states) == (7, "worker", ("contact_reminder.*",))
        assert (japanese.title, english.lead) == ("返事がない", "Wait {silence_days} days.")
        assert [(section.id, section.needs) for section in english.sections] == [
            ("wait", ""),
            ("notice", "notice_days"),
        ]
        assert english.gaps() == {"silence_days"} and english.links() == {"article:other"}
        assert [block.words for block in japanese.blocks()] == [("reminder", "contact_reminder", "asked")]

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            (("+++\nnumber", "number"), "begins with"),
            (("number = 7", "number = "), "silent: "),
            (("number = 7", "weight = 7"), "nobody knows weight"),
            (('audience = "worker"', 'audience = "cat"'), "the audience is one of"),
            (('"silence"', '"weather"'), "the situation is one of"),
            (("number = 7", 'number = 7\nasked = {fr = ["ou"]}'), "what is asked is listed by language"),
            (("+++ en\n", ""), "Japanese comes first"),
            (("{#wait}\n\n- The", "{#other}\n\n- The"), "other sections"),
            (("## 待つ {#wait}", "## 待つ"), "a section is headed"),
            (("[[course reminder contact_reminder asked]]", "[[course reminder]]"), "no such block"),
            (("# 返事がない", "返事がない"), "begins with its title"),
        ],
    )
    def test_that_is_none_says_what_is_wrong(self, change: tuple[str, str], complaint: str) -> None:
        with pytest.raises(Unreadable, match=f"silent.*{complaint}" if complaint != "silent: " else complaint):
            parse("silent", WRITTEN.replace(*change))


class TestALibrary:
    def test_of_the_operator_takes_the_place_of_what_is_shipped(self, settings, tmp_path: Path) -> None:
        (tmp_path / "silence.md").write_text(WRITTEN.replace("article:other", "article:claims"), "utf-8")
        settings.ARTICLES = str(tmp_path)
        found = library.library.__wrapped__()
        assert found.articles["silence"].is_own and not found.articles["claims"].is_own
        assert found.known_as("quiet") == found.known_as("7") == "silence"

    def test_lets_no_two_articles_share_what_leads_to_them(self) -> None:
        one, same_number = parse("one", WRITTEN), parse("two", WRITTEN)
        with pytest.raises(ValueError, match="explain contact_reminder"):
            Library({"one": one, "two": same_number})
        with pytest.raises(ValueError, match="7 leads to another"):
            Library({"one": one, "two": parse("two", WRITTEN.replace('states = ["contact_reminder.*"]', ""))})

    def test_finds_the_closest_that_explains(self) -> None:
        names = {"week.*": {"common": "hourly"}, "week.review": {"common": "review"}, "*": {"common": "all"}}
        found = [explained(names, each) for each in ("week.review", "week.open", "task.open")]
        assert found == [("review",), ("hourly",), ("all",)]
        assert explained({"week.open": {"common": "hourly"}}, "week.review") == ()

    def test_finds_one_for_each_side_or_one_for_both(self) -> None:
        names = {
            "week.*": {"common": "hourly"},
            "week.review": {"client": "looking"},
            "week.paid": {"client": "paying", "worker": "paid"},
        }
        assert explained(names, "week.review") == ("looking", "hourly")
        assert [explained(names, "week.review", side) for side in ("client", "worker")] == [
            ("looking", "hourly"),
            ("hourly",),
        ]
        assert explained(names, "week.paid") == ("paying", "paid")
        assert explained(names, "week.paid", "worker") == ("paid",)


class TestMarkdown:
    def test_takes_no_html_of_its_own_and_no_other_scheme(self) -> None:
        made = html(
            "<script>x</script> [a](javascript:x) [b](article:silence) **{n}**", {"n": 3}, lambda link: f"/{link}"
        )
        assert "<script>" not in made and 'href="javascript' not in made
        assert 'href="/article:silence"' in made and "<strong>3</strong>" in made


@pytest.mark.django_db
class TestTheArticles:
    def test_are_as_many_as_the_product_needs(self) -> None:
        assert len(ARTICLES) >= 45

    def test_hold_no_figure_of_their_own(self) -> None:
        typed = [
            (article.name, text)
            for article in ARTICLES.values()
            for version in article.versions.values()
            for text in version.texts()
            if re.search(r"(?<![#\w-])[0-9０-９]+(?!\d*(?:\]|\)))|[二三四五六七八九十](?:日|週|か月|回)", _bare(text))
        ]
        assert typed == []

    def test_say_the_same_blocks_in_both_languages(self) -> None:
        for article in ARTICLES.values():
            ja, en = (list(article.versions[language].blocks()) for language in LANGUAGES)
            assert ja == en, article.name


def _bare(text: str) -> str:
    """Without what names laws, forms and the like by a number: gaps, addresses and what stands in code."""
    return re.sub(r"\{[^}]*\}|`[^`]*`|\]\([^)]*\)", "", text)


class TestWhatTheScreeningFinds:
    def test_has_an_article_to_read_about_it(self) -> None:
        lost = {f"{rule.danger}.{rule.id}: {rule.help}" for rule in shipped().rules if rule.help not in ARTICLES}
        assert lost == set()

    def test_has_every_chapter_of_the_guideline(self) -> None:
        told = [b.words[0] for b in ARTICLES["prohibited_work"].versions["ja"].blocks() if b.kind == "chapter"]
        assert [section.name for section in document("job").sections] == told

    @pytest.mark.parametrize("article", SCREENED)
    @in_both_languages
    def test_is_told_by_an_article_with_its_reasons_each_once(self, article: str, language: str) -> None:
        """In the articles on what is screened no reason of a rule in force is left out."""
        kinds = dangers.sent_to(article, language)
        told = [reason for kind in kinds for reason in (*kind.shown, *kind.folded)]
        said = {rule.why[language] for rule in shipped().rules if rule.help == article and rule.mode == ENFORCE}
        assert told and set(told) == said
        assert all(len(set(kind.shown + kind.folded)) == len(kind.shown + kind.folded) for kind in kinds)

    def test_begins_with_the_gravest_and_folds_the_rest(self) -> None:
        (contact,) = dangers.sent_to("contact", "en")
        assert len(contact.shown) == dangers.SHOWN and contact.folded
        (buying,) = dangers.sent_to("buying", "en")
        verdicts = {rule.why["en"]: VERDICTS.index(rule.verdict) for rule in shipped().rules}
        in_order = [verdicts[reason] for reason in (*buying.shown, *buying.folded)]
        assert in_order == sorted(in_order, reverse=True) and len(set(in_order)) > 1

    def test_leaves_out_what_is_only_watched(self) -> None:
        watched = {rule.why["ja"] for rule in shipped().rules if rule.mode != ENFORCE}
        enforced = {rule.why["ja"] for rule in shipped().rules if rule.mode == ENFORCE}
        kinds = [kind for chapter in "ABCDEFG" for kind in dangers.of_chapter(chapter, "prohibited_work", "ja")]
        told = {reason for kind in kinds for reason in (*kind.shown, *kind.folded)}
        assert watched - enforced and not told & (watched - enforced)

    @pytest.mark.parametrize("article", DECLINING)
    @in_both_languages
    def test_does_not_find_fault_with_the_words_in_which_to_decline(self, article: str, language: str) -> None:
        """What an article proposes to write passes without even a note."""
        (asked,) = (each for each in ARTICLES[article].versions[language].sections if each.id == "asked")
        points = "\n".join(part for part in asked.parts if isinstance(part, str)).split("\n- ")
        quotes = [re.findall("「(.+?)」" if language == "ja" else "“(.+?)”", point) for point in points]
        proposed = next(filter(None, quotes), [])
        assert proposed or article == "threats"
        assert {text: found for text in proposed if (found := shipped().judge(text, "message").hits)} == {}
