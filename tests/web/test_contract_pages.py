"""The contract's pages: who gets in, what stands there first, what a click does, what stays when it is refused."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.models import Person
from tachiai.terms.rules import Milestone
from tests.cast import Cast
from tests.deal import Deal
from tests.hours import HourlyDeal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def market_time(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deal's moment is the pages' moment."""
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def deal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    return deal


@pytest.fixture
def delivered(deal: Deal) -> Deal:
    deal.deposit()
    deal.deliver()
    return deal


def as_(person: Person | None, language: str = "ja") -> Client:
    client = Client(headers={"accept-language": language})
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def page(deal: Deal, person: Person | None, name: str = "detail", *args: str, **query: str):
    return as_(person).get(reverse(f"contracts:{name}", args=[deal.reference, *args]), query)


class TestWhoGetsIn:
    @pytest.mark.parametrize(
        ("who", "answer"), [("aoi", 200), ("ren", 200), ("kei", 200), ("mio", 404), ("zen", 404), (None, 302)]
    )
    @pytest.mark.parametrize("name", ["detail", "deposit"])
    def test_to_the_contract(self, deal: Deal, cast: Cast, who: str | None, answer: int, name: str) -> None:
        assert page(deal, getattr(cast, who) if who else None, name).status_code == answer

    @pytest.mark.parametrize(("who", "answer"), [("aoi", 200), ("ren", 404), ("zen", 404), (None, 302)])
    def test_to_the_acceptance(self, delivered: Deal, cast: Cast, who: str | None, answer: int) -> None:
        assert page(delivered, getattr(cast, who) if who else None, "step", "accept").status_code == answer

    def test_a_stranger_cannot_take_a_step(self, delivered: Deal, cast: Cast) -> None:
        url = reverse("contracts:step", args=[delivered.reference, "accept"])
        assert as_(cast.zen).post(url, {"expected": 2}).status_code == 404
        delivered.expect("delivered")

    def test_staff_take_no_step_of_the_sides(self, delivered: Deal, cast: Cast) -> None:
        assert page(delivered, cast.kei, "step", "accept").status_code == 404


class TestThePage:
    def test_says_whose_turn_it_is_and_what_happens_then(self, delivered: Deal, cast: Cast) -> None:
        html = page(delivered, cast.aoi).content.decode()
        bar = html[html.index('class="clock-bar') :]
        assert "検収" in bar and "23:59" in bar
        assert "検収済みとみなして報酬を支払います" in bar
        assert html.index("clock-bar") < html.index("できること") < html.index("約束した条件")

    def test_shows_the_promised_day_first_and_what_follows_when_it_passes(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        html = page(deal, cast.ren).content.decode()
        bar = html[html.index('class="clock-bar') : html.index("できること")]
        assert "11月30日(月) 23:59" in bar and "12月14日(月)まで待ち、それでも納品がなければ" in bar
        deal.days_pass(29)
        late = page(deal, cast.ren).content.decode()
        assert "12月14日(月) 23:59" in late[late.index('class="clock-bar') :] and "まで待ち" not in late

    def test_says_that_the_agreed_date_has_passed_and_how_late_the_delivery_came(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.days_pass(28)
        assert "過ぎています" not in page(deal, cast.ren).content.decode()
        deal.days_pass(4)
        for person in (cast.aoi, cast.ren):
            html = page(deal, person).content.decode()
            bar = html[html.index('class="clock-bar') : html.index('id="openings"')]
            assert "約束の納期（11月30日(月)）を4日過ぎています。納品はまだ受け付けています。" in bar
            assert "4日過ぎています" in as_(person).get(reverse("contracts:list")).content.decode()
        deal.deliver()
        assert page(deal, cast.aoi).content.decode().count("約束の納期（11月30日(月)）から4日遅れの納品です。") == 2
        deal.reject()
        assert page(deal, cast.aoi).content.decode().count("4日遅れの納品です") == 1
        deal.deliver()
        assert page(deal, cast.aoi).content.decode().count("遅れの納品です") == 1

    def test_says_which_items_await_another_look_after_a_new_delivery(self, delivered: Deal, cast: Cast) -> None:
        delivered.reject()
        rejected = page(delivered, cast.aoi).content.decode()
        assert "不合格" in rejected and "前回は" not in rejected
        delivered.deliver()
        html = page(delivered, cast.aoi).content.decode()
        assert html.count("前回は合格") == 2 and html.count("前回は不合格") == 1

    def test_tells_the_worker_not_to_start_before_the_deposit(self, deal: Deal, cast: Cast) -> None:
        html = page(deal, cast.ren).content.decode()
        assert "業務を始めないでください" in html
        assert reverse("contracts:step", args=[deal.reference, "deliver"]) not in html

    def test_names_the_rule_of_an_automatic_step(self, delivered: Deal, cast: Cast) -> None:
        delivered.days_pass(8)
        assert "納品から7日以内に検収します" in page(delivered, cast.ren).content.decode()

    def test_says_that_items_nobody_looked_at_are_deemed_met(self, delivered: Deal, cast: Cast) -> None:
        assert "検収前" in page(delivered, cast.ren).content.decode()
        delivered.days_pass(16)
        html = page(delivered, cast.ren).content.decode()
        assert "みなし合格" in html and "検収前" not in html

    def test_is_complete_in_english(self, delivered: Deal, cast: Cast) -> None:
        cast.mio.language = "en"
        deal = Deal(cast.mio, cast.ren, at=delivered.at)
        html = page(deal, cast.mio).content.decode()
        assert "What you can do" in html and "できること" not in html

    @pytest.mark.parametrize("who", ["aoi", "ren", "kei"])
    def test_asks_the_database_little(
        self, delivered: Deal, cast: Cast, who: str, django_assert_max_num_queries
    ) -> None:
        delivered.reject()
        delivered.deliver()
        client = as_(getattr(cast, who))
        client.get("/")
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(reverse("contracts:detail", args=[delivered.reference]))

    def test_the_list_asks_no_more_however_many_contracts_it_shows(
        self, delivered: Deal, cast: Cast, django_assert_num_queries
    ) -> None:
        client, listed = as_(cast.aoi), reverse("contracts:list")
        with CaptureQueriesContext(connection) as for_one:
            client.get(listed)
        for _ in range(3):
            Deal(cast.aoi, cast.ren, at=delivered.at)
        with django_assert_num_queries(len(for_one)):
            client.get(listed)

    def test_the_list_shows_the_turn_that_the_page_shows(
        self, delivered: Deal, cast: Cast, django_assert_max_num_queries
    ) -> None:
        delivered.reject()
        delivered.answer(delivered.ask("termination", cast.aoi), "refuse", cast.ren)
        delivered.ask("mediation_decision", cast.aoi)
        hourly = HourlyDeal(cast.aoi, cast.ren, at=delivered.at)
        hourly.deposit()
        client = as_(cast.ren)
        with django_assert_max_num_queries(MOST_QUERIES):
            listed = client.get(reverse("contracts:list")).content.decode()
        for reference, act in ((delivered.reference, "言い分を書く"), (hourly.reference, "働いた時間の記録")):
            (row,) = [each for each in listed.split('class="contract-row"') if reference in each]
            assert "次はあなたの番です" in row and act in row
            assert act in client.get(reverse("contracts:detail", args=[reference])).content.decode()

    def test_the_list_shows_what_alone_waits_for_the_reader(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.ask("termination", cast.ren)
        row = as_(cast.aoi).get(reverse("contracts:list")).content.decode().split('class="contract-row"')[1]
        assert "次はあなたの番です" in row and CATALOGUE.get("termination.act.proposed", "ja") in row

    def test_the_list_shows_running_and_ended_contracts_apart(self, delivered: Deal, cast: Cast) -> None:
        running = as_(cast.ren).get(reverse("contracts:list")).content.decode()
        assert delivered.reference in running
        delivered.accept()
        assert delivered.reference not in as_(cast.ren).get(reverse("contracts:list")).content.decode()
        assert delivered.reference in as_(cast.ren).get(reverse("contracts:list"), {"ended": 1}).content.decode()


class TestSteps:
    def click(self, deal: Deal, person: Person, step: str, **data: object):
        url = reverse("contracts:step", args=[deal.reference, step])
        return as_(person).post(url, {"expected": deal.contract.steps_taken, **data})

    def test_the_deposit_is_one_click_in_the_demo(self, deal: Deal, cast: Cast) -> None:
        as_(cast.aoi).post(reverse("contracts:deposit", args=[deal.reference]))
        deal.expect("working")

    @pytest.mark.parametrize(
        ("account", "told"), [("みらい銀行 普通 1234567", "みらい銀行 普通 1234567"), ("", "振込先をたずねる")]
    )
    def test_a_transfer_goes_to_the_account_that_is_named(
        self, deal: Deal, cast: Cast, settings, account: str, told: str
    ) -> None:
        settings.FUNDS, settings.BANK_ACCOUNT = "record_only", account
        deal.deposit()
        assert told in page(deal, cast.aoi, "deposit").content.decode()

    def test_a_delivery_carries_its_files(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        files = [SimpleUploadedFile("a.txt", b"first"), SimpleUploadedFile("b.txt", b"second")]
        self.click(deal, cast.ren, "deliver", note="納品です", files=files)
        deal.expect("delivered")
        assert "a.txt" in page(deal, cast.aoi).content.decode()

    def test_a_refused_delivery_keeps_note_and_files(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        bad, good = SimpleUploadedFile("run.exe", b"MZ\x90\x00" + b"\0" * 80), SimpleUploadedFile("ok.txt", b"fine")
        answer = self.click(deal, cast.ren, "deliver", note="ここまで書きました", files=[good, bad])
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "ここまで書きました" in html and "ok.txt" in html
        deal.expect("working")

    def test_a_rejection_shows_what_to_look_at_in_its_reasons_and_keeps_them(self, delivered: Deal, cast: Cast) -> None:
        said = {"fails_1": "on", "reason_1": "LINEのIDは aoi-design です。"}
        html = self.click(delivered, cast.aoi, "reject", **said).content.decode()
        parsed(html)
        assert "<mark>" in html and html.count("aoi-design") > 1
        delivered.expect("delivered")
        confirmed = html.split('name="seen" value="')[1].split('"')[0]
        self.click(delivered, cast.aoi, "reject", **said, seen=confirmed)
        delivered.expect("working")

    def test_a_rejection_without_reason_keeps_what_was_ticked(self, delivered: Deal, cast: Cast) -> None:
        answer = self.click(delivered, cast.aoi, "reject", fails_1="on", reason_1="")
        assert answer.status_code == 409
        assert 'name="fails_1"' in answer.content.decode() and "checked" in answer.content.decode()
        self.click(delivered, cast.aoi, "reject", fails_1="on", reason_1="PNGがありません")
        delivered.expect("working")

    @pytest.mark.parametrize("step", ["accept", "reject"])
    def test_who_inspects_sees_what_was_delivered_and_what_follows(self, deal: Deal, cast: Cast, step: str) -> None:
        deal.deposit()
        deal.deliver(note="最初の案です。")
        deal.reject()
        deal.deliver(note="直した3案です。")
        html = page(deal, cast.aoi, "step", step).content.decode()
        shown = html[: html.index('id="step-')]
        assert "直した3案です。" in shown and "最初の案です。" not in shown and "修正 1回/2回" in shown
        assert "2回目の納品" in shown and "/files/" in shown
        follows = {"accept": "お互いに評価を書けます", "reject": "11月30日(月)までに直し"}
        assert [each for each, said in follows.items() if said in shown] == [step]
        assert ("約束した最後の修正" in shown) == (step == "reject")

    def test_a_delivery_needs_a_note_or_a_file_and_says_so(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        html = page(deal, cast.ren, "step", "deliver").content.decode()
        assert "説明とファイルのどちらか一方は必要です" in html and "任意" not in html

    def test_a_double_click_accepts_once(self, delivered: Deal, cast: Cast) -> None:
        seen = delivered.contract.steps_taken
        for _ in range(2):
            self.click(delivered, cast.aoi, "accept", expected=seen)
        delivered.expect("completed")
        assert delivered.wallet(cast.ren) == 62_400

    def test_a_step_that_is_not_for_now_says_why(self, deal: Deal, cast: Cast) -> None:
        html = page(deal, cast.ren, "step", "deliver").content.decode()
        assert "いまの状態（仮払い待ち）では、この操作はできません" in html

    def test_a_step_that_another_window_took_says_what_was_done(self, delivered: Deal, cast: Cast) -> None:
        delivered.accept()
        for step in ("accept", "reject"):
            html = page(delivered, cast.aoi, "step", step).content.decode()
            assert "いまの状態（完了）では" in html and "検収が完了し、報酬が支払われました。" in html

    def test_an_unknown_step_is_not_found(self, deal: Deal, cast: Cast) -> None:
        assert page(deal, cast.ren, "step", "steal").status_code == 404


class TestRatings:
    def test_both_rate_and_then_see_each_other(self, delivered: Deal, cast: Cast) -> None:
        delivered.accept()
        url = reverse("contracts:rate", args=[delivered.reference])
        client_stars = dict.fromkeys(("skill", "quality", "schedule", "communication", "partnership"), 5)
        worker_stars = dict.fromkeys(("brief", "inspection", "schedule", "communication", "partnership"), 4)
        as_(cast.aoi).post(url, {**client_stars, "comment": "すばらしいロゴでした"})
        assert "すばらしいロゴでした" not in page(delivered, cast.ren).content.decode()
        as_(cast.ren).post(url, {**worker_stars, "comment": "明確なご依頼でした"})
        assert "すばらしいロゴでした" in page(delivered, cast.ren).content.decode()

    def test_a_half_given_rating_keeps_the_comment(self, delivered: Deal, cast: Cast) -> None:
        delivered.accept()
        answer = as_(cast.aoi).post(reverse("contracts:rate", args=[delivered.reference]), {"comment": "途中まで"})
        assert answer.status_code == 400
        assert "途中まで" in answer.content.decode()

    def test_one_that_comes_too_late_keeps_the_comment(
        self, delivered: Deal, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        delivered.accept()
        delivered.days_pass(60)
        stars = dict.fromkeys(("skill", "quality", "schedule", "communication", "partnership"), 5)
        url = reverse("contracts:rate", args=[delivered.reference])
        answer = as_(cast.aoi).post(url, {**stars, "comment": "間に合わなかった評価"})
        html = answer.content.decode()
        parsed(html)
        assert answer.status_code == 409
        assert "間に合わなかった評価" in html
        assert CATALOGUE.get("contracts.refused.rating_closed", "ja") in html


class TestPaidInParts:
    PARTS = (
        Milestone("構成案", 20_000, date(2026, 11, 10), ("章立てがある",)),
        Milestone("原稿", 60_000, date(2026, 11, 30), ("3万字ある", "図版の指示がある")),
    )

    @pytest.fixture
    def second(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
        """The first part is paid; the second is being worked on, and nothing is checked of the whole."""
        deal = Deal(cast.aoi, cast.ren, milestones=self.PARTS, acceptance_items=())
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
        deal.deposit()
        deal.deliver()
        deal.take("reject", item_reasons={0: "二章の題がありません。"})
        deal.deliver()
        deal.accept()
        deal.deposit()
        return deal

    def test_the_page_shows_what_is_paid_and_where_the_two_are(self, second: Deal, cast: Cast) -> None:
        html = page(second, cast.aoi).content.decode()
        table = html.split('class="milestones"')[1].split("</table>")[0]
        assert table.index("構成案") < table.index("支払い済み") < table.index("原稿") < table.index("いまの段階")
        assert "第2段階の検収項目" in html
        items = html.split('class="acceptance-items"')[1].split("</ol>")[0]
        assert "3万字ある" in items and "章立てがある" not in items
        assert "検収前" in items

    def test_the_story_keeps_the_items_of_the_part_that_failed(self, second: Deal, cast: Cast) -> None:
        story = page(second, cast.ren).content.decode().split('id="timeline"')[1]
        assert "章立てがある" in story and "二章の題がありません。" in story

    def test_the_forms_name_the_part(self, second: Deal, cast: Cast) -> None:
        assert "第2段階：原稿（60,000円）" in page(second, cast.ren, "step", "deliver").content.decode()
        third = Deal(cast.aoi, cast.ren, milestones=self.PARTS, acceptance_items=())
        assert "第1段階：構成案（20,000円）" in page(third, cast.aoi, "deposit").content.decode()
        whole = Deal(cast.aoi, cast.ren)
        assert "段階：" not in page(whole, cast.aoi, "deposit").content.decode()

    def test_a_rejection_is_about_the_items_of_the_part(self, second: Deal, cast: Cast) -> None:
        second.deliver()
        html = page(second, cast.aoi, "step", "reject").content.decode()
        assert "図版の指示がある" in html and "章立てがある" not in html
