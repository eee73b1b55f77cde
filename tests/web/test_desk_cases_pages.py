"""The desk's pages of cases: the queue, one case, deciding it, the private talk behind a reason, the second person."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tachiai.guidelines import rules as guidelines
from tachiai.people import queries as people
from tachiai.people.models import Person, StaffAct
from tachiai.safety.actions import cases, clock
from tachiai.safety.actions.appeals import appeal
from tachiai.safety.actions.reports import file_report
from tachiai.safety.models import Case, Decision, Look
from tests.cast import Cast, make_person
from tests.deal import MONDAY, Deal
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
SAID = "会うたびに口汚い言葉で、人格まで否定されました。"
SECRET = "ふたりだけの打ち合わせの話です。"


@pytest.fixture
def visits(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Visits:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    return Visits(cast)


@pytest.fixture
def other(cast: Cast) -> Person:
    """A second member of the staff."""
    return make_person("sho@example.com", "事務局 翔", is_staff=True)


def report(kind: str, number: int, by: Person, text: str = SAID) -> Case:
    clause = guidelines.clauses_for(kind)[0].id
    said = {"subject_kind": kind, "subject_id": number, "reporter_id": by.pk, "clause": clause, "text": text}
    file_report(**said, good_faith=True, at=MONDAY - timedelta(hours=2))
    return Case.objects.get(subject_kind=kind, subject_id=number, closed_at=None)


@pytest.fixture
def profile(visits: Visits, cast: Cast) -> Case:
    """Ren's profile, reported by Aoi."""
    return report("profile", cast.ren.pk, cast.aoi)


@pytest.fixture
def message(visits: Visits, cast: Cast) -> Case:
    """A message of Ren's in a contract, reported by Aoi; another was written before."""
    deal = Deal(cast.aoi, cast.ren, at=MONDAY - timedelta(days=4))
    deal.write(cast.aoi, SECRET)
    return report("message", deal.write(cast.ren, "返事が遅いですね。").pk, cast.aoi)


def decision(case: Case, *measures: str, **said: Any) -> dict[str, Any]:
    """What a form says that decides this case."""
    verdict = "no_breach" if measures == ("no_action",) else "breach"
    facts = {"facts_public": "プロフィールの文を確認しました。", "facts_private": "", "explanation": "", "until": ""}
    return {"verdict": verdict, "clause": case.clause, "measures": measures, **facts, **said}


class TestTheQueue:
    def test_shows_what_waits_and_who_nobody_learns_of(self, visits: Visits, cast: Cast, profile: Case) -> None:
        html = visits.see(cast.kei, "/desk/cases/")
        assert f"/desk/cases/{profile.pk}/" in html and "蓮" in html
        assert str(cast.aoi) not in html, "who reported is of no use in a list"
        for order in ("age", "clock", "nonsense"):
            assert f"/desk/cases/{profile.pk}/" in visits.see(cast.kei, "/desk/cases/", order=order)
        assert f"/desk/cases/{profile.pk}/" not in visits.see(cast.kei, "/desk/cases/", kind="listing")

    def test_goes_on_where_a_page_ends(
        self, visits: Visits, cast: Cast, profile: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in ("tachiai.safety.queries.cases", "tachiai.web.desk.cases.pages"):
            monkeypatch.setattr(f"{module}.PAGE", 1)
        later = report("profile", cast.mio.pk, cast.aoi)
        first = visits.see(cast.kei, "/desk/cases/", order="age")
        assert f"before={profile.pk}" in first and f"/desk/cases/{later.pk}/" not in first
        assert f"/desk/cases/{later.pk}/" in visits.see(cast.kei, "/desk/cases/", order="age", before=str(profile.pk))

    def test_gives_the_next_one_to_who_asks(self, visits: Visits, cast: Cast, profile: Case, other: Person) -> None:
        assert visits.send(cast.kei, "/desk/cases/next/").headers["Location"] == f"/desk/cases/{profile.pk}/"
        assert visits.send(other, "/desk/cases/next/").headers["Location"] == "/desk/cases/"
        assert "担当できる案件はもうありません" in visits.see(other, "/desk/cases/")
        assert f"/desk/cases/{profile.pk}/" in visits.see(cast.kei, "/desk/cases/"), "above it stands what one has"

    def test_is_counted_on_the_desk_with_its_age(self, visits: Visits, cast: Cast, profile: Case) -> None:
        html = visits.see(cast.kei, "/desk/")
        assert 'desk-count">1<' in html and "最も古いもの：今日" in html

    def test_says_how_late_a_case_is_and_when_it_ends(
        self, visits: Visits, cast: Cast, profile: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for sweep in (clock.remind_cases, clock.sweep_cases):
            while sweep(profile.decide_by + timedelta(hours=1)).fired:
                pass
        at = profile.decide_by + timedelta(days=3)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: at)
        clause = guidelines.clauses_for("profile")[0].id
        said = {"subject_kind": "profile", "subject_id": cast.mio.pk, "reporter_id": cast.aoi.pk, "clause": clause}
        file_report(**said, text=SAID, good_faith=True, at=at)
        fresh = Case.objects.get(about=cast.mio)
        html = visits.see(cast.kei, "/desk/cases/", order="clock")
        assert html.index(f"/desk/cases/{profile.pk}/") < html.index(f"/desk/cases/{fresh.pk}/")
        assert "3日超過" in html and html.count("に終わります") == 1
        assert "3日超過" in visits.see(cast.kei, f"/desk/cases/{profile.pk}/")
        assert "期限超過1件" in visits.see(cast.kei, "/desk/")


class TestOneCase:
    def test_tells_what_was_said_the_thing_and_the_record(self, visits: Visits, cast: Cast, profile: Case) -> None:
        html = visits.see(cast.kei, f"/desk/cases/{profile.pk}/")
        assert SAID in html and guidelines.clause(profile.clause).title["ja"] in html
        assert 'name="measures"' not in html, "who has not taken it decides nothing"

    def test_is_taken_given_back_and_put_off_once(self, visits: Visits, cast: Cast, profile: Case) -> None:
        path = f"/desk/cases/{profile.pk}/"
        visits.send(cast.kei, f"{path}claim/")
        assert 'name="measures"' in visits.see(cast.kei, path)
        visits.send(cast.kei, f"{path}defer/", status=400, reason="")
        visits.send(cast.kei, f"{path}defer/", reason="本人の説明を待ちます。")
        assert "期限を延ばす" not in visits.see(cast.kei, path).partition("<main")[2]
        visits.send(cast.kei, f"{path}release/")
        profile.refresh_from_db()
        assert profile.claimed_by_id is None
        visits.send(cast.kei, f"{path}burn/", status=404)

    def test_is_not_for_who_has_a_stake_in_it(self, visits: Visits, cast: Cast) -> None:
        case = report("profile", cast.ren.pk, cast.kei)
        html = visits.see(cast.kei, f"/desk/cases/{case.pk}/")
        assert "この案件は、あなたには判断できません" in html and "/claim/" not in html
        visits.send(cast.kei, f"/desk/cases/{case.pk}/claim/")
        case.refresh_from_db()
        assert case.claimed_by_id is None

    def test_shows_its_person_nothing_of_who_reported_them(self, visits: Visits, cast: Cast, other: Person) -> None:
        case = report("profile", cast.kei.pk, cast.aoi)
        pages = {"case": f"/desk/cases/{case.pk}/", "log": f"/desk/acts/?case={case.pk}"}
        visits.send(other, f"{pages['case']}claim/")
        visits.send(other, f"{pages['case']}defer/", reason=f"{cast.aoi}の返事を待ちます。")
        secret = f"{cast.aoi}の話を聞きました。"
        visits.send(other, pages["case"], **decision(case, "no_action", facts_private=secret))
        number = Decision.objects.get().pk
        text = "もう一度、ほかの方がはじめから読んでください。"
        appealed = appeal(decision_id=number, person_id=cast.aoi.pk, text=text, at=MONDAY)
        pages |= {"decision": f"/desk/decisions/{number}/", "appeal": f"/desk/appeals/{appealed}/"}
        pages |= {"appeals": "/desk/appeals/", "person": f"/desk/people/{cast.kei.pk}/"}
        for name, page in pages.items():
            html = visits.see(cast.kei, page).partition("<main")[2]
            assert not any(each in html for each in (SAID, secret, str(cast.aoi), "ほかの方が")), name
        assert f"/desk/cases/{case.pk}/" not in visits.see(cast.kei, f"/desk/people/{cast.aoi.pk}/")
        assert SAID in visits.see(other, pages["case"]) and str(cast.aoi) in visits.see(other, pages["appeal"])


class TestDeciding:
    @pytest.fixture
    def path(self, visits: Visits, cast: Cast, profile: Case) -> str:
        visits.send(cast.kei, f"/desk/cases/{profile.pk}/claim/")
        return f"/desk/cases/{profile.pk}/"

    def test_takes_the_measures_and_the_words_of_the_clause(
        self, visits: Visits, cast: Cast, profile: Case, path: str
    ) -> None:
        visits.send(cast.kei, path, **decision(profile, "warning", "account_limited", until="2026-11-30"))
        decided = Decision.objects.get()
        assert decided.explanation == guidelines.clause(profile.clause).explanation["ja"]
        assert [each.kind for each in people.restrictions_in_force(cast.ren.pk, MONDAY)] == ["limited"]
        html = visits.see(cast.kei, f"/desk/decisions/{decided.pk}/")
        assert "利用制限" in html and "プロフィールの文を確認しました。" in html
        assert f"/desk/decisions/{decided.pk}/" in visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")

    def test_is_shown_before_anything_happens(self, visits: Visits, cast: Cast, profile: Case, path: str) -> None:
        said = decision(profile, "account_limited", preview="1")
        html = visits.send(cast.kei, path, status=200, **said).content.decode()
        assert "本人に届く文面" in html and "まだ何も決まっていません" in html
        assert not Decision.objects.exists()

    def test_takes_nothing_away_on_the_words_that_the_form_began_with(
        self, visits: Visits, cast: Cast, profile: Case, path: str
    ) -> None:
        begun = re.search(r'<textarea name="facts_public"[^>]*>\s*([^<]+)</textarea>', visits.see(cast.kei, path))
        assert begun
        said = decision(profile, "account_limited", facts_public=unescape(begun[1]).strip())
        html = visits.send(cast.kei, path, status=400, **said).content.decode()
        assert "はじめから入っている文のままです" in html and not Decision.objects.exists()
        visits.send(cast.kei, path, **{**said, "measures": ["no_action"], "verdict": "no_breach"})

    def test_is_not_shown_as_a_text_that_would_be_refused(
        self, visits: Visits, cast: Cast, profile: Case, path: str
    ) -> None:
        said = decision(profile, "account_limited", preview="1", facts_public=f"{cast.aoi}さんの話です。")
        html = visits.send(cast.kei, path, status=400, **said).content.decode()
        assert "特定の人がわかる言葉" in html and "本人に届く文面" not in html

    def test_refused_keeps_what_was_typed(self, visits: Visits, cast: Cast, profile: Case, path: str) -> None:
        said = decision(profile, "no_action", verdict="breach", facts_public=f"{cast.aoi}さんの話です。")
        html = visits.send(cast.kei, path, status=400, **said).content.decode()
        assert f"{cast.aoi}さんの話です。" in html and "特定の人がわかる言葉" in html
        assert 'value="no_action" id="measure-no_action" data-implies="no_breach" checked' in html

    def test_keeps_what_was_typed_when_the_clock_took_the_case(
        self, visits: Visits, cast: Cast, profile: Case, path: str, other: Person
    ) -> None:
        said = decision(profile, "no_action", facts_public="三段落にわたる説明です。")
        Case.objects.update(claimed_by=other)
        html = visits.send(cast.kei, path, status=400, **said).content.decode()
        assert "三段落にわたる説明です。" in html and "ほかの担当者が担当しています" in html
        Case.objects.update(claimed_by=None)
        visits.send(cast.kei, path, **said)
        assert Decision.objects.get().decided_by == cast.kei

    def test_of_no_breach_counts_a_groundless_report(
        self, visits: Visits, cast: Cast, profile: Case, path: str
    ) -> None:
        filed = profile.filed.get()
        visits.send(cast.kei, path, **decision(profile, "no_action", misuse=[filed.pk]))
        filed.refresh_from_db()
        assert filed.is_misuse and "あたりませんでした" in Decision.objects.get().explanation

    def test_asks_once_about_what_may_be_a_name(self, visits: Visits, cast: Cast, profile: Case, path: str) -> None:
        Person.objects.filter(pk=cast.ren.pk).update(display_name="文を")
        box = 'name="names_nobody"'
        assert box not in visits.see(cast.kei, path)
        asked = visits.send(cast.kei, path, status=400, **decision(profile, "warning")).content.decode()
        assert box in asked and "（文を）" in asked
        visits.send(cast.kei, path, **decision(profile, "warning", names_nobody="on"))
        assert Decision.objects.get().no_names == ["文を"]

    def test_reads_and_counts_what_was_said_in_a_case_that_was_joined(
        self, visits: Visits, cast: Cast, profile: Case, message: Case, path: str
    ) -> None:
        cases.claim(case_id=message.pk, staff_id=cast.kei.pk, at=MONDAY)
        visits.send(cast.kei, f"/desk/cases/{message.pk}/join/{profile.pk}/")
        page, filed = visits.see(cast.kei, path), message.filed.get()
        assert f"/desk/cases/{message.pk}/" in page and f'value="{filed.pk}"' in page
        assert "返事が遅いですね" not in page, "what was said between the two is not of this page"
        visits.send(cast.kei, path, **decision(profile, "no_action", misuse=[filed.pk]))
        filed.refresh_from_db()
        assert filed.is_misuse and filed.outcome == "no_breach"

    def test_leads_to_the_next_case(self, visits: Visits, cast: Cast, profile: Case, path: str) -> None:
        following = report("profile", cast.mio.pk, cast.aoi)
        answer = visits.send(cast.kei, path, **decision(profile, "no_action", then="next"))
        assert answer.headers["Location"] == f"/desk/cases/{following.pk}/"

    def test_takes_two_for_an_expulsion(
        self, visits: Visits, cast: Cast, profile: Case, path: str, other: Person
    ) -> None:
        visits.send(cast.kei, path, **decision(profile, "expelled"))
        decided = Decision.objects.get()
        assert (decided.state, people.restrictions_in_force(cast.ren.pk, MONDAY)) == ("proposed", ())
        assert "2人目の確認待ち" in visits.see(cast.kei, "/desk/cases/"), "it is not theirs to go on"
        mine = visits.see(cast.kei, f"/desk/decisions/{decided.pk}/")
        assert "あと3日" in mine and "<dt>案件</dt>" in mine
        assert "answer/" not in mine, "nobody confirms themselves"
        assert f"/desk/decisions/{decided.pk}/" in visits.see(other, "/desk/decisions/")
        answer = f"/desk/decisions/{decided.pk}/answer/"
        visits.send(cast.kei, answer, status=400, reason="確かめました。", confirm="1")
        visits.send(other, answer, reason="同じ結論です。", confirm="1")
        assert [each.kind for each in people.restrictions_in_force(cast.ren.pk, MONDAY)] == ["expelled"]

    def test_stands_whole_in_the_log_of_the_case_with_its_measures(
        self, visits: Visits, cast: Cast, profile: Case, path: str, other: Person
    ) -> None:
        visits.send(cast.kei, path, **decision(profile, "expelled"))
        row = Decision.objects.get()
        visits.send(other, f"/desk/decisions/{row.pk}/answer/", reason="同じ結論です。", confirm="1")
        log = visits.see(cast.kei, "/desk/acts/", case=str(profile.pk)).partition("<tbody")[2]
        assert "担当する" in log
        for done in ("2人目の確認を求める", "確認して決定する", "判断する"):
            assert f"{done}（退会処分）" in log, done

    def test_names_the_measures_and_not_how_they_bite(
        self, visits: Visits, cast: Cast, profile: Case, path: str, other: Person
    ) -> None:
        visits.send(cast.kei, path, **decision(profile, "expelled"))
        row = Decision.objects.get()
        seen = visits.see(other, f"/desk/decisions/{row.pk}/")
        visits.send(other, f"/desk/decisions/{row.pk}/answer/", reason="同じ結論です。", confirm="1")
        own = visits.see(cast.ren, f"/decisions/{row.pk}/")
        month = visits.as_(cast.kei).get(f"/transparency/{MONDAY:%Y-%m}/").content.decode()
        assert "<strong>退会処分</strong>" in seen and "<h1>退会処分</h1>" in own and ">退会処分</th>" in month
        for html in (seen, month):
            assert "アクセスする権限がありません" not in html

    def test_can_be_ended_before_its_time(self, visits: Visits, cast: Cast, profile: Case, path: str) -> None:
        visits.send(cast.kei, path, **decision(profile, "account_suspended"))
        measure = Decision.objects.get().measures.get()
        end = f"/desk/decisions/{measure.decision_id}/measures/{measure.pk}/end/"
        visits.send(cast.kei, end, status=400, reason="")
        visits.send(cast.kei, end, reason="本人確認ができました。")
        assert not people.is_suspended(cast.ren.pk, MONDAY)
        assert "本人確認ができました。" in visits.see(cast.kei, f"/desk/decisions/{measure.decision_id}/")


class TestPrivateTalk:
    def test_opens_only_with_a_reason_that_is_logged(self, visits: Visits, cast: Cast, message: Case) -> None:
        path = f"/desk/cases/{message.pk}/"
        visits.send(cast.kei, f"{path}claim/")
        assert SECRET not in visits.see(cast.kei, path)
        visits.send(cast.kei, f"{path}look/", status=400, reason="")
        visits.send(cast.kei, f"{path}look/", reason="前の言葉への返事かを確かめます。")
        assert SECRET in visits.see(cast.kei, path)
        assert StaffAct.objects.filter(act="look", case_id=message.pk, staff=cast.kei).exists()
        assert "前の言葉への返事かを確かめます。" in visits.see(cast.kei, "/desk/acts/", case=str(message.pk))

    def test_opens_to_nobody_else_and_not_for_longer(
        self, visits: Visits, cast: Cast, message: Case, other: Person
    ) -> None:
        path = f"/desk/cases/{message.pk}/"
        visits.send(other, f"{path}look/", status=400, reason="見たいです。")
        visits.send(cast.kei, f"{path}claim/")
        visits.send(cast.kei, f"{path}look/", reason="文脈を確かめます。")
        assert SECRET not in visits.see(other, path)
        visits.send(cast.kei, f"{path}release/")
        assert SECRET not in visits.see(cast.kei, path)
        assert Look.objects.count() == 1

    def test_of_a_whole_thread_is_not_even_shown_as_reported(self, visits: Visits, cast: Cast, message: Case) -> None:
        thread_id = message.filed.get().snapshot["facts"]["thread_id"]
        case = report("thread", thread_id, cast.aoi)
        visits.send(cast.kei, f"/desk/cases/{case.pk}/claim/")
        assert SECRET not in visits.see(cast.kei, f"/desk/cases/{case.pk}/")


class TestAFinding:
    def test_opens_a_case_from_the_address_of_a_page(self, visits: Visits, cast: Cast) -> None:
        found = visits.as_(cast.kei).get("/desk/cases/find/", {"address": f"https://a.test/people/{cast.ren.pk}/"})
        path = found.headers["Location"]
        visits.see(cast.kei, path)
        clause = guidelines.clauses_for("profile")[0].id
        visits.send(cast.kei, path, status=400, clause=clause, text="")
        visits.send(cast.kei, path, clause=clause, text="紹介文に連絡先があります。")
        case = Case.objects.get(about=cast.ren)
        assert "紹介文に連絡先があります。" in visits.see(cast.kei, f"/desk/cases/{case.pk}/")

    def test_is_not_made_about_what_only_two_can_see(self, visits: Visits, cast: Cast, message: Case) -> None:
        visits.see(cast.kei, f"/desk/cases/about/message/{message.subject_id}/", status=404)
        visits.see(cast.kei, "/desk/cases/find/", status=302, address="/messages/1/")


class TestCasesOfOnePerson:
    def test_are_joined_and_decided_as_one(self, visits: Visits, cast: Cast, profile: Case) -> None:
        """Aoi reports what Ren wrote in a contract, too: the same quarrel, told at another place."""
        deal = Deal(cast.aoi, cast.ren, at=MONDAY - timedelta(days=4))
        again = report("message", deal.write(cast.ren, "返事が遅いですね。").pk, cast.aoi)
        visits.send(cast.kei, f"/desk/cases/{again.pk}/claim/")
        page = visits.see(cast.kei, f"/desk/cases/{again.pk}/")
        assert f"/desk/cases/{again.pk}/join/{profile.pk}/" in page
        asked = visits.see(cast.kei, f"/desk/cases/{again.pk}/join/{profile.pk}/")
        assert "報告した1人に、すぐに伝わること：「ほかの違反報告とまとめました」" in asked
        again.refresh_from_db()
        assert again.state == "open", "so far nothing has happened"
        visits.send(cast.kei, f"/desk/cases/{again.pk}/join/{profile.pk}/")
        again.refresh_from_db()
        assert (again.state, again.joined_to_id) == ("joined", profile.pk)

    def test_say_before_what_the_decided_one_tells(self, visits: Visits, cast: Cast, profile: Case) -> None:
        visits.send(cast.kei, f"/desk/cases/{profile.pk}/claim/")
        visits.send(cast.kei, f"/desk/cases/{profile.pk}/", **decision(profile, "no_action"))
        again = report("profile", cast.ren.pk, cast.mio)
        visits.send(cast.kei, f"/desk/cases/{again.pk}/claim/")
        asked = visits.see(cast.kei, f"/desk/cases/{again.pk}/join/{profile.pk}/")
        assert "報告した1人に、すぐに伝わること：「違反は確認できませんでした」" in asked

    def test_of_others_are_not(self, visits: Visits, cast: Cast, profile: Case) -> None:
        stranger = report("profile", cast.zen.pk, cast.aoi)
        visits.send(cast.kei, f"/desk/cases/{stranger.pk}/claim/")
        visits.send(cast.kei, f"/desk/cases/{stranger.pk}/join/{profile.pk}/")
        stranger.refresh_from_db()
        assert stranger.state == "open"
