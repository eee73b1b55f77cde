"""Pages of listings: found, read, written, published, ended."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tachiai.conversations.models import StoredFile
from tachiai.jobs import actions, queries
from tachiai.jobs.models import Listing
from tachiai.jobs.rules import FORMATS
from tachiai.terms.rules import Milestone, Terms
from tests.contests.stage import Stage
from tests.hours import HOURLY_TERMS
from tests.jobs.market import DRAFT, OFFER, Market, state_of
from tests.tasks.batch import Batch
from tests.terms.samples import AT, MILESTONES
from tests.web.milestone_rows import rows
from tests.web.visits import Visits

OPEN_TO_ALL = {"client": 200, "worker": 200, "stranger": 200, "staff": 200, "visitor": 200}
CLIENT_ONLY = {"client": 200, "worker": 404, "stranger": 404, "staff": 404, "visitor": 302}


@pytest.fixture
def market(cast, monkeypatch):
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Market(cast)


@pytest.fixture
def visits(cast):
    return Visits(cast)


def form_data(**changes: Any) -> dict[str, Any]:
    """The guided form, filled in completely."""
    terms = DRAFT.terms
    return {
        "title": DRAFT.title,
        "category": DRAFT.category,
        "description": DRAFT.description,
        **{name: value for name, value in terms.as_data().items() if value is not None},
        "acceptance_items": "\r\n".join(terms.acceptance_items),
        "apply_on": "2026-11-16",
        "budget_kind": "range",
        "budget_min": "20,000",
        "budget_max": "４０,０００円",
        "language": "ja",
        **changes,
    }


class TestAccess:
    @pytest.mark.parametrize("place", ["", "?q=ロゴ", "?category=design&sort=budget&closed=on"])
    def test_search(self, market, visits, place):
        market.listing()
        assert visits.access(f"/jobs/{place}") == OPEN_TO_ALL

    def test_open_listing(self, market, visits):
        assert visits.access(f"/jobs/{market.listing()}/") == OPEN_TO_ALL

    def test_draft(self, market, visits):
        listing_id = market.draft()
        assert visits.access(f"/jobs/{listing_id}/") == {**CLIENT_ONLY, "visitor": 404}
        for place in ("edit", "meter", "end/discard"):
            assert visits.access(f"/jobs/{listing_id}/{place}/") == CLIENT_ONLY

    def test_comparison_and_end_of_an_open_listing(self, market, visits):
        listing_id = market.listing()
        for place in ("proposals", "end/close"):
            assert visits.access(f"/jobs/{listing_id}/{place}/") == CLIENT_ONLY

    @pytest.mark.parametrize("place", ["new", "mine", "saved"])
    def test_ones_own_pages(self, market, visits, place):
        assert visits.access(f"/jobs/{place}/") == {**OPEN_TO_ALL, "visitor": 302}

    @pytest.mark.parametrize("place", ["autosave", "extend", "end/close", "edit"])
    def test_writing_to_anothers_listing(self, market, visits, place):
        listing_id = market.listing()
        for person in (market.cast.ren, market.cast.zen, market.cast.kei):
            visits.send(person, f"/jobs/{listing_id}/{place}/", status=404, **form_data(title="盗んだ題"))
        assert Listing.objects.get().title == DRAFT.title


class TestSearch:
    def test_shows_what_was_found_and_keeps_what_was_asked(self, market, visits):
        market.listing()
        html = visits.see(None, "/jobs/", q="ロゴ", category="design.logo", budget="1万", sort="ending")
        assert DRAFT.title in html
        assert 'value="ロゴ"' in html
        assert "検収項目2件" in html

    def test_says_when_it_took_some_of_the_words_only(self, market, visits):
        market.listing()
        assert "すべての言葉を含む仕事は見つかりませんでした" in visits.see(None, "/jobs/", q="ロゴ 宇宙船")
        assert "条件に合う仕事は見つかりませんでした" in visits.see(None, "/jobs/", q="宇宙船")

    def test_goes_on_page_by_page_with_the_same_question(self, market, visits):
        for n in range(21):
            market.listing(title=f"ロゴ{n}", at=AT - timedelta(minutes=n))
        html = visits.see(None, "/jobs/", q="ロゴ")
        assert html.count("listing-card-title") == 20
        more = html.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        assert "q=%E3%83%AD%E3%82%B4" in more
        html = visits.see(None, f"/jobs/{more}")
        assert (html.count("listing-card-title"), "ロゴ20" in html) == (1, True)

    def test_survives_nonsense(self, market, visits):
        visits.see(None, "/jobs/", cursor="x.y", budget="abc", until="gestern", category="alchemy", sort="--")

    def test_in_english(self, market, visits):
        html = visits.see(None, "/jobs/", lang="en")
        assert "Find work" in html
        assert "仕事を探す" not in html


class TestListing:
    def test_shows_clock_terms_and_acceptance_items(self, market, visits):
        html = visits.see(market.cast.ren, f"/jobs/{market.listing()}/")
        assert "11月16日" in html
        for item in DRAFT.terms.acceptance_items:
            assert item in html
        assert "応募する" in html

    def test_says_what_is_still_open(self, market, visits):
        listing_id = market.listing(terms=replace(DRAFT.terms, portfolio=""))
        html = visits.see(None, f"/jobs/{listing_id}/")
        assert "未定" in html

    def test_of_a_task_promises_no_talk_about_open_points(self, market, visits, cast):
        lead = "すべて決まるまで契約はできません"
        talked_over, task = market.draft(), market.draft(terms=Terms(form="task"))
        assert lead in visits.see(cast.aoi, f"/jobs/{talked_over}/")
        assert lead not in visits.see(cast.aoi, f"/jobs/{task}/")

    def test_shows_its_parts_and_their_total(self, market, visits):
        parts = {"terms": replace(DRAFT.terms, milestones=MILESTONES), "budget_min": 30_000, "budget_max": 30_000}
        html = visits.see(None, f"/jobs/{market.listing(**parts)}/")
        table = html.split('class="milestones"')[1].split("</table>")[0]
        for shown in ("ラフ案", "15,000円", "線が太すぎない", "30,000円", *DRAFT.terms.acceptance_items):
            assert shown in table
        assert "3段階払い" in visits.see(None, "/jobs/", q="マイルストーン払い")
        assert "3段階払い" in visits.see(None, "/jobs/", q="清書")

    def test_escapes_what_people_typed(self, market, visits):
        html = visits.see(None, f"/jobs/{market.listing(title='<script>x</script>', description='<b>太字</b>')}/")
        assert "<script>x" not in html
        assert "<b>太字" not in html

    def test_is_put_aside_and_taken_off_again(self, market, visits):
        listing_id, ren = market.listing(), market.cast.ren
        visits.send(ren, f"/jobs/{listing_id}/save/")
        assert DRAFT.title in visits.see(ren, "/jobs/saved/")
        assert visits.send(ren, f"/jobs/{listing_id}/save/", off="1", next="/jobs/saved/").url == "/jobs/saved/"
        assert DRAFT.title not in visits.see(ren, "/jobs/saved/")

    def test_never_sends_anyone_elsewhere(self, market, visits):
        listing_id = market.listing()
        for outside in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            back = visits.send(market.cast.ren, f"/jobs/{listing_id}/save/", next=outside).url
            assert back == f"/jobs/{listing_id}/"


class TestADateBeyondAllReason:
    @pytest.mark.parametrize("pay_days", [0, 180])
    def test_is_shown_where_it_was_taken_once(self, market, visits, pay_days):
        far = replace(DRAFT.terms, due_on=date.max, pay_days=pay_days)
        listing_id, draft_id = market.listing(), market.draft(terms=far)
        Listing.objects.filter(pk=listing_id).update(values=far.as_data())
        for path in (f"/jobs/{listing_id}/", f"/jobs/{draft_id}/edit/", "/jobs/mine/"):
            visits.see(market.cast.aoi, path)

    def test_is_refused_where_it_is_typed(self, market, visits):
        said = form_data(due_on="9999-12-31")
        page = visits.send(market.cast.aoi, f"/jobs/{market.draft()}/edit/", status=400, publish="1", **said)
        assert "10年より先の日付です。2036年11月2日" in page.content.decode()


class TestWriting:
    def test_begins_with_three_questions(self, market, visits):
        aoi = market.cast.aoi
        visits.see(aoi, "/jobs/new/")
        visits.send(aoi, "/jobs/new/", status=400, title="", category="")
        answer = visits.send(aoi, "/jobs/new/", form="fixed_price", title="ロゴ作成", category="design.logo")
        listing = Listing.objects.get()
        assert answer.url == f"/jobs/{listing.pk}/edit/"
        html = visits.see(aoi, answer.url)
        assert 'value="ロゴ作成"' in html
        assert f'data-autosave-url="/jobs/{listing.pk}/autosave/"' in html

    def test_keeps_everything_that_was_typed(self, market, visits):
        listing_id = market.draft(title="空")
        visits.send(market.cast.aoi, f"/jobs/{listing_id}/edit/", save="1", **form_data())
        assert queries.draft_of(Listing.objects.get()) == DRAFT

    def test_saves_itself_as_far_as_it_can_be_read(self, market, visits):
        listing_id = market.draft()
        visits.send(
            market.cast.aoi, f"/jobs/{listing_id}/autosave/", status=200,
            **form_data(title="新しい題", rounds="たくさん", due_on="来月"),
        )  # fmt: skip
        kept = queries.draft_of(Listing.objects.get())
        assert (kept.title, kept.terms.rounds, kept.terms.due_on) == ("新しい題", 2, DRAFT.terms.due_on)

    def test_in_two_windows_overwrites_nothing_without_a_word(self, market, visits):
        aoi, listing_id = market.cast.aoi, market.draft()
        place = f"/jobs/{listing_id}/"
        since = re.search(r'name="since" value="([^"]+)"', visits.see(aoi, f"{place}edit/"))[1]
        later = visits.send(aoi, f"{place}autosave/", status=200, **form_data(title="一つめの画面", since=since)).json()
        assert later["since"] != since
        told = visits.send(aoi, f"{place}autosave/", status=409, **form_data(title="二つめの画面", since=since)).json()
        assert "別の画面" in told["reasons"][0]
        html = visits.send(aoi, f"{place}edit/", status=400, save="1", **form_data(title="二つめの画面", since=since))
        assert Listing.objects.get().title == "一つめの画面" and "別の画面" in html.content.decode()
        known = re.search(r'name="since" value="([^"]+)"', html.content.decode())[1]
        visits.send(aoi, f"{place}edit/", save="1", **form_data(title="二つめの画面", since=known))
        assert Listing.objects.get().title == "二つめの画面"

    def test_that_cannot_be_read_comes_back_as_it_was_typed(self, market, visits):
        listing_id = market.draft()
        answer = visits.send(
            market.cast.aoi, f"/jobs/{listing_id}/edit/", status=400, save="1",
            **form_data(title="新しい題", rounds="たくさん", budget_min="abc"),
        )  # fmt: skip
        html = answer.content.decode()
        for typed in ("新しい題", "たくさん", "abc"):
            assert typed in html
        assert Listing.objects.get().title == "新しい題"

    def test_takes_files_and_lets_them_go_again(self, market, visits):
        listing_id, aoi = market.draft(), market.cast.aoi
        upload = io.BytesIO("焼き菓子店の雰囲気".encode())
        upload.name = "memo.txt"
        visits.send(aoi, f"/jobs/{listing_id}/edit/", save="1", files=upload, **form_data())
        (stored,) = Listing.objects.get().files.all()
        html = visits.see(aoi, f"/jobs/{listing_id}/edit/")
        assert "memo.txt" in html
        visits.send(aoi, f"/jobs/{listing_id}/edit/", save="1", kept=str(stored.pk), **form_data())
        assert Listing.objects.get().files.count() == 1
        visits.send(aoi, f"/jobs/{listing_id}/edit/", save="1", kept=str(stored.pk), drop=str(stored.pk), **form_data())
        assert Listing.objects.get().files.count() == 0
        assert StoredFile.objects.count() == 1

    def test_meter_names_each_open_point_and_why(self, market, visits):
        listing_id = market.draft(category="", budget_min=None, budget_max=None)
        html = visits.see(market.cast.aoi, f"/jobs/{listing_id}/meter/")
        assert "<html" not in html
        assert "カテゴリで仕事を探す人に届きません" in html
        assert "#id_budget" in html

    def test_ends_with_publication(self, market, visits):
        listing_id = market.draft()
        answer = visits.send(market.cast.aoi, f"/jobs/{listing_id}/edit/", publish="1", **form_data())
        assert answer.url == f"/jobs/{listing_id}/"
        assert state_of(listing_id) == "open"
        assert visits.as_(market.cast.aoi).get(f"/jobs/{listing_id}/edit/").url == f"/jobs/{listing_id}/"

    def test_is_not_published_with_open_points_and_says_each_beside_its_field(self, market, visits):
        listing_id = market.draft()
        typed = form_data(acceptance_items="", budget_kind="fixed", budget="", title="もうすぐ")
        answer = visits.send(market.cast.aoi, f"/jobs/{listing_id}/edit/", status=400, publish="1", **typed)
        html = answer.content.decode()
        assert 'href="#id_acceptance_items"' in html
        assert 'href="#id_budget"' in html
        assert "もうすぐ" in html
        assert state_of(listing_id) == "draft"
        assert Listing.objects.get().title == "もうすぐ"

    def test_of_a_count_in_words_is_pointed_at_together_with_all_else(self, market, visits):
        """What can be read is looked at although something else cannot."""
        typed = form_data(rounds="なんどでも", scope="", due_on="2026-10-01")
        listing_id = market.draft()
        html = visits.send(
            market.cast.aoi, f"/jobs/{listing_id}/edit/", status=400, publish="1", **typed
        ).content.decode()
        assert "数字で入力してください（例：2）。" in html
        assert "金額を数字で" not in html
        assert "過ぎた日付です" in html
        assert 'href="#id_scope"' in html

    def test_says_of_the_deadline_that_it_lies_before_the_due_date_where_there_is_one(self, market, visits):
        said = {}
        for form in FORMATS:
            place = f"/jobs/{market.draft(terms=Terms(form=form))}/edit/"
            said[form] = "納期より前の日に" in visits.see(market.cast.aoi, place)
        assert said == {"fixed_price": True, "contest": True, "hourly": False, "task": False}

    def test_of_a_deadline_after_the_due_date_is_pointed_at(self, market, visits):
        listing_id = market.draft()
        answer = visits.send(
            market.cast.aoi, f"/jobs/{listing_id}/edit/", status=400, publish="1", **form_data(apply_on="2026-12-24")
        )
        assert "応募期限は、納期" in answer.content.decode()

    def test_shows_the_client_how_it_will_look(self, market, visits):
        assert "これは下書きです" in visits.see(market.cast.aoi, f"/jobs/{market.draft()}/")


class TestWritingInParts:
    @pytest.fixture
    def place(self, market):
        return f"/jobs/{market.draft()}/edit/"

    def form(self, milestones=MILESTONES, **changes):
        return {**form_data(budget_kind="fixed", budget="30,000", acceptance_items=""), **rows(milestones), **changes}

    def test_keeps_the_parts_and_publishes_them(self, market, visits, place):
        visits.send(market.cast.aoi, place, save="1", **self.form())
        assert queries.draft_of(Listing.objects.get()).terms.milestones == MILESTONES
        html = visits.see(market.cast.aoi, place)
        assert 'name="milestones-1-title" value="清書"' in html
        assert "いまの合計は30,000円です" in html
        visits.send(market.cast.aoi, place, publish="1", **self.form())
        assert Listing.objects.get().state == "open"

    def test_saves_itself_with_parts_that_are_only_begun(self, market, visits, place):
        begun = self.form(milestones=(Milestone(title="ラフ案"),))
        visits.send(market.cast.aoi, place.replace("edit", "autosave"), status=200, **begun)
        assert queries.draft_of(Listing.objects.get()).terms.milestones == (Milestone(title="ラフ案"),)

    def test_is_not_published_while_a_part_lacks_something(self, market, visits, place):
        begun = self.form(milestones=(*MILESTONES[:2], replace(MILESTONES[2], acceptance_items=())))
        html = visits.send(market.cast.aoi, place, status=400, publish="1", **begun).content.decode()
        assert "第3段階の検収項目を1つ以上書いてください" in html
        assert 'value="仕上げ"' in html
        assert Listing.objects.get().state == "draft"

    def test_takes_budget_and_date_from_the_parts_when_they_are_empty(self, market, visits, place):
        visits.send(market.cast.aoi, place, save="1", **self.form(budget="", due_on=""))
        draft = queries.draft_of(Listing.objects.get())
        assert (draft.budget_min, draft.budget_max, draft.terms.due_on) == (30_000, 30_000, MILESTONES[-1].due_on)

    def test_fits_the_parts_to_the_budget_at_a_click(self, market, visits, place):
        visits.send(market.cast.aoi, place, fit="1", **self.form(budget="60,000"))
        draft = queries.draft_of(Listing.objects.get())
        assert [part.price for part in draft.terms.milestones] == [18_000, 30_000, 12_000]
        assert "割合を保ったまま予算に合わせて保存しました" in visits.see(market.cast.aoi, place)

    @pytest.mark.parametrize(("low", "status"), [("20,000", 302), ("31,000", 400)])
    def test_of_a_budget_with_bounds_stays_within_them(self, market, visits, place, low, status):
        bounds = {"budget_kind": "range", "budget_min": low, "budget_max": "40,000"}
        visits.send(market.cast.aoi, place, status=status, publish="1", **self.form(**bounds))

    def test_cannot_be_made_to_hold_more_rows_than_there_are(self, market, visits, place):
        many = rows([replace(MILESTONES[0], title=f"第{n}") for n in range(30)])
        visits.send(market.cast.aoi, place, save="1", **form_data(**many))
        assert len(queries.draft_of(Listing.objects.get()).terms.milestones) == 12


class TestManaging:
    def test_own_listings_by_state(self, market, visits):
        draft, open_one = market.draft(title="書きかけ"), market.listing(title="募集しているもの")
        aoi = market.cast.aoi
        html = visits.see(aoi, "/jobs/mine/")
        assert "募集しているもの" in html
        assert "書きかけ" not in html
        html = visits.see(aoi, "/jobs/mine/", state="draft")
        assert f'href="/jobs/{draft}/edit/"' in html
        assert f"/jobs/{open_one}/" not in html
        visits.see(aoi, "/jobs/mine/", state="closed", before="1")

    def test_every_form_leads_to_what_came_in(self, market, visits, settings):
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        batch, stage = Batch(market.cast.aoi, at=AT), Stage(market.cast, at=AT)
        batch.submit(market.cast.ren)
        stage.deposit()
        stage.propose(market.cast.ren)
        html = visits.see(market.cast.aoi, "/jobs/mine/")
        assert "作業の状況を見る（承認待ち1件）" in html and "提案を見る（1件）" in html
        for way in (f"/tasks/{batch.listing_id}/", f"/contests/{stage.listing_id}/selection/"):
            visits.see(market.cast.aoi, way)

    def test_moves_the_deadline_later_or_says_why_not(self, market, visits):
        listing_id, aoi = market.listing(), market.cast.aoi
        visits.send(aoi, f"/jobs/{listing_id}/extend/", apply_on="2026-11-20")
        answer = visits.send(aoi, f"/jobs/{listing_id}/extend/", status=400, apply_on="2026-11-18")
        assert "より後の日にだけ" in answer.content.decode()
        assert 'value="2026-11-18"' in answer.content.decode()

    def test_closes_after_saying_what_that_means(self, market, visits):
        listing_id, aoi = market.listing(), market.cast.aoi
        assert "募集は再開できません" in visits.see(aoi, f"/jobs/{listing_id}/end/close/")
        visits.send(aoi, f"/jobs/{listing_id}/end/close/")
        assert state_of(listing_id) == "closed"
        visits.see(aoi, f"/jobs/{listing_id}/end/close/", status=404)

    def test_discards_a_draft(self, market, visits):
        listing_id = market.draft()
        visits.send(market.cast.aoi, f"/jobs/{listing_id}/end/discard/")
        assert state_of(listing_id) == "discarded"

    def test_compares_and_marks_what_goes_beyond_the_listing(self, market, visits, cast):
        listing_id = market.listing()
        market.proposal(listing_id, worker=cast.mio, offer=replace(OFFER, price=45_000, due_on=date(2026, 12, 3)))
        market.proposal(listing_id, worker=cast.ren)
        html = visits.see(cast.aoi, f"/jobs/{listing_id}/proposals/")
        assert html.count("募集の金額より5,000円多い") == 1
        assert html.count("募集の納期より3日あと") == 1

    def test_compares_what_was_offered_by_the_hour_by_its_rate(self, market, visits, cast):
        listing_id = market.listing(terms=replace(HOURLY_TERMS, hourly_rate=None), budget_min=1_500, budget_max=1_500)
        market.proposal(listing_id, offer=replace(OFFER, price=1_800))
        html = visits.see(cast.aoi, f"/jobs/{listing_id}/proposals/")
        assert "時間単価" in html
        assert "募集の金額より300円多い" in html
        assert "納品日" not in html.split('class="compare')[1]

    def test_compares_proposals_side_by_side(self, market, visits):
        listing_id, cast = market.listing(), market.cast
        assert "応募はまだありません" in visits.see(cast.aoi, f"/jobs/{listing_id}/proposals/")
        for worker in (cast.ren, cast.mio, cast.zen):
            market.proposal(listing_id, worker=worker)
        newest = queries.proposals_of(listing_id, cast.aoi.pk)[0]
        actions.withdraw_proposal(proposal_id=newest.pk, worker_id=cast.zen.pk, at=AT)
        html = visits.see(cast.aoi, f"/jobs/{listing_id}/proposals/")
        assert html.count("35,000円") == 3
        assert "募集の金額より" not in html
        assert "募集の納期より" not in html
        assert html.index("Mio") < html.index("禅")
