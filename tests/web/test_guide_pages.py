"""The guide: every article in both languages, and not one figure that the declarations do not say."""

from __future__ import annotations

import re
from string import Formatter
from xml.etree.ElementTree import Element

import pytest
from django.test import Client

from tachiai.contracts.lifecycles import FIXED_PRICE, MEDIATION_LEVELS
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.rules.requests import NoticeException
from tachiai.guidelines.rules import clause_of_danger, document
from tachiai.kernel.published import silence
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.screening.engine import shipped
from tachiai.screening.rules import ENFORCE, VERDICTS
from tachiai.web.site.guide import dangers, figures, pages
from tachiai.web.site.guide.articles import ARTICLES, GROUPS, WITH_DESKS
from tachiai.web.site.guide.screened import CHAPTERS, SCREENED
from tests.web.conftest import parsed

HEADINGS = ("h1", "h2", "h3", "h4")
every_article = pytest.mark.parametrize("name", ARTICLES)
in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def read(client: Client, name: str, language: str = "ja") -> str:
    response = client.get(f"/guide/{name}/?lang={language}")
    assert response.status_code == 200
    return response.content.decode()


def article_of(page: str) -> str:
    """What the article itself says: the text of <main>."""
    (main,) = parsed(page).iter("main")
    return words(main)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


class TestTheWords:
    def test_hold_no_figure_of_their_own(self) -> None:
        typed = [
            (key, text)
            for key in CATALOGUE
            if key.startswith("guide.")
            for language in LANGUAGES
            for text in [CATALOGUE.pattern(key, language)]
            if re.search(r"[0-9０-９]|[二三四五六七八九十](?:日|週|か月|回)", text)
        ]
        assert typed == []

    def test_have_gaps_only_for_figures_that_are_declared(self) -> None:
        own = {"n"}  # the day of a row
        gaps = {
            gap
            for key in CATALOGUE
            if key.startswith(("guide.", "contact_reminder.outcome."))
            for language in LANGUAGES
            for _, gap, _, _ in Formatter().parse(CATALOGUE.pattern(key, language))
            if gap
        }
        assert gaps - own <= set(figures.figures())
        assert {"silence_days", "notice_days", "weeks", "contact_reminder_asked"} <= gaps


@pytest.mark.django_db
class TestAnArticle:
    @every_article
    @in_both_languages
    def test_leaves_no_gap_open_and_has_all_its_sections(self, client: Client, name: str, language: str) -> None:
        page = read(client, name, language)
        assert not re.search(r"[{}]", article_of(page))
        headings = [words(heading) for heading in parsed(page).iter("h2")]
        titles = [CATALOGUE.get(f"{section.key(name)}.title", language) for section in ARTICLES[name]]
        assert headings[: len(titles)] == titles

    @every_article
    def test_has_one_heading_below_it_its_sections_and_below_them_only_kinds(self, client: Client, name: str) -> None:
        page = parsed(read(client, name))
        levels = [int(each.tag[1]) for each in page.iter() if each.tag in HEADINGS]
        assert levels[:2] == [1, 2] and set(levels[1:]) <= {2, 3}
        names = {text for rule in shipped().rules for text in rule.name.values()}
        assert {words(heading) for heading in page.iter("h3")} <= names

    @every_article
    def test_leads_to_the_others_of_its_group_and_to_all(self, client: Client, name: str) -> None:
        links = {link.get("href") for link in parsed(read(client, name)).iter("a")}
        (group,) = (articles for articles in GROUPS.values() if name in articles)
        assert {f"/guide/{other}/" for other in group if other != name} | {"/guide/"} <= links

    def test_stands_in_the_contents_and_they_in_the_footer(self, client: Client) -> None:
        page = parsed(client.get("/guide/").content.decode())
        assert {f"/guide/{name}/" for name in ARTICLES} <= {link.get("href") for link in page.iter("a")}
        (footer,) = parsed(client.get("/").content.decode()).iter("footer")
        assert "/guide/" in {link.get("href") for link in footer.iter("a")}

    def test_of_another_name_is_not_found(self, client: Client) -> None:
        assert client.get("/guide/weather/").status_code == 404


class TestWhatTheScreeningFinds:
    def test_has_an_article_to_read_about_it(self) -> None:
        lost = {f"{rule.danger}.{rule.id}: {rule.help}" for rule in shipped().rules if rule.help not in ARTICLES}
        assert lost == set()

    def test_has_every_chapter_of_the_guideline(self) -> None:
        assert [section.name for section in document("job").sections] == list(CHAPTERS)

    @in_both_languages
    def test_is_told_by_an_article_with_its_reasons_each_once(self, language: str) -> None:
        """In the articles on what is screened no reason of a rule in force is left out."""
        for article in SCREENED:
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
        kinds = [kind for chapter in CHAPTERS for kind in dangers.of_chapter(chapter, "prohibited_work", "ja")]
        told = {reason for kind in kinds for reason in (*kind.shown, *kind.folded)}
        assert watched - enforced and not told & (watched - enforced)

    @pytest.mark.parametrize("article", SCREENED)
    @in_both_languages
    def test_does_not_find_fault_with_the_words_in_which_to_decline(self, article: str, language: str) -> None:
        """What an article proposes to write passes without even a note."""
        quoted = re.compile("「(.+?)」" if language == "ja" else "“(.+?)”")
        key = f"guide.{article}.asked.points.say"
        proposed = quoted.findall(CATALOGUE.pattern(key, language)) if key in CATALOGUE else []
        assert proposed or article == "threats"
        assert {text: found for text in proposed if (found := shipped().judge(text, "message").hits)} == {}


@pytest.mark.django_db
class TestTheKinds:
    def test_of_another_article_are_named_and_linked(self, client: Client) -> None:
        """The guideline names every danger of its chapters; what has an article of its own is told there."""
        page = parsed(read(client, "prohibited_work"))
        named = {words(heading) for heading in page.iter("h3")}
        rules = [rule for rule in shipped().rules if clause_of_danger(rule.danger).document == "job"]
        assert named == {rule.name["ja"] for rule in rules}
        links = {link.get("href") for link in page.iter("a")}
        assert {f"/guide/{rule.help}/" for rule in rules if rule.help != "prohibited_work"} <= links

    def test_of_a_long_list_unfold(self, client: Client) -> None:
        (main,) = parsed(read(client, "contact", "en")).iter("main")
        (more,) = main.iter("details")
        (contact,) = dangers.sent_to("contact", "en")
        assert [words(point) for point in more.iter("li")] == list(contact.folded)

    @pytest.mark.parametrize("article", SCREENED)
    def test_stand_beside_help_from_outside_where_it_is_needed(self, client: Client, article: str) -> None:
        assert ('id="outside-help-title"' in read(client, article)) is (article in WITH_DESKS)


@pytest.mark.django_db
class TestTheFigures:
    def test_are_those_of_the_declarations(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every declared number that the articles use turns up in them when it is another one."""
        used = {
            gap
            for key in CATALOGUE
            if key.startswith(("guide.", "contact_reminder.outcome."))
            for _, gap, _, _ in Formatter().parse(CATALOGUE.pattern(key, "ja"))
            if gap and gap != "n"
        }
        others = {name: 900 + place for place, name in enumerate(sorted(figures.figures()))}
        monkeypatch.setattr(pages, "figures", lambda: others)
        said = "".join(article_of(read(client, name)) for name in ARTICLES)
        assert {name for name in used if str(others[name]) not in said} == set()

    def test_of_the_conditions_are_those_that_the_machine_checks(self, client: Client) -> None:
        said = article_of(read(client, "silence"))
        assert f"{LIMITS.silence_days}日以上" in said and f"{LIMITS.refusal_business_days}営業日" in said

    def test_name_every_exception_from_the_notice(self, client: Client) -> None:
        said = article_of(read(client, "ending"))
        for exception in NoticeException:
            text = CATALOGUE.get(f"contracts.notice_exception.{exception or 'none'}", "ja")
            assert (text in said) is bool(exception)


class TestTheCourseOfSilence:
    def test_of_a_contract_ends_where_its_clock_ends(self) -> None:
        working = silence(FIXED_PRICE, "working")
        lengths = [FIXED_PRICE.state(name).deadline.length.days for name in ("working", "delivery_overdue")]
        assert [moment.day for moment in working if moment.text] == [lengths[0], sum(lengths)]
        assert working[-1].text == "fixed_price.then.refund_overdue"

    def test_counts_reminders_from_the_start_of_each_deadline(self) -> None:
        working = FIXED_PRICE.state("working").deadline
        reminders = [moment.day for moment in silence(FIXED_PRICE, "working") if not moment.text]
        assert reminders[: len(working.reminders)] == [each.days for each in working.reminders]

    @pytest.mark.parametrize("level", MEDIATION_LEVELS)
    def test_of_a_mediation_ends_by_the_rule_at_every_level(self, level: str) -> None:
        course = silence(MEDIATION_LEVELS[level].lifecycle, "statements")
        assert course[-1].text == "mediation.then.fall_to_rule"
        assert [moment.day for moment in course] == sorted(moment.day for moment in course)

    @pytest.mark.django_db
    @pytest.mark.parametrize("level", MEDIATION_LEVELS)
    def test_on_the_page_is_that_of_this_installation(self, client: Client, settings, level: str):
        settings.MEDIATION_LEVEL = level
        last = silence(MEDIATION_LEVELS[level].lifecycle, "statements")[-1].day
        page = parsed(read(client, "ending"))
        rows = [words(row) for row in page.iter("tr")]
        assert rows[-1].startswith(f"{last}日後")
