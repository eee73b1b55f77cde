"""The pages of contests: what everybody reads, what makers send, how a client chooses."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tachiai.contests.actions.pictures import make_marked
from tachiai.contests.models import ContestProposal, Question
from tachiai.contracts.models import Contract
from tachiai.jobs.actions.moderation import suspend_listing
from tachiai.people.models import Person
from tests.cast import Cast
from tests.contests.stage import PRIZE, Stage
from tests.conversations.rulebook import four_words  # noqa: F401 - a fixture
from tests.web.visits import Visits, seen_in

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def demo_bank(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    settings.ROOT_URLCONF = "tests.web.every_address"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stage], None]:
    """Pages are read at the moment of the stage."""

    def read_at(stage: Stage) -> None:
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: stage.at)

    return read_at


@pytest.fixture
def stage(cast: Cast, at: Callable[[Stage], None]) -> Stage:
    made = Stage(cast)
    made.deposit()
    at(made)
    return made


def browser(person: Person | None = None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def page(name: str, *things: int | str) -> str:
    return reverse(f"contests:{name}", args=list(things))


def send(stage: Stage, worker: Person, **typed: object):
    said = {"text": "丸い看板", "agreed": "on", "digest": stage.contest.terms_digest, "once": "abc", **typed}
    return browser(worker).post(page("propose", stage.listing_id), said)


class TestBeforePublication:
    def test_settings_and_deposit_lead_from_the_draft_to_the_contest(self, cast, at):
        stage = Stage(cast)
        at(stage)
        client = browser(cast.aoi)
        assert "選定の基準" in client.get(page("settings", stage.listing_id)).content.decode()
        typed = {"criteria": "読める\n覚えやすい", "prizes": "2", "is_public": "1"}
        assert client.post(page("settings", stage.listing_id), typed).url == page("deposit", stage.listing_id)
        shown = client.get(page("deposit", stage.listing_id)).content.decode()
        assert "60,000円" in shown and "覚えやすい" in shown
        published = client.post(page("deposit", stage.listing_id), follow=True)
        assert published.redirect_chain[-1][0] == page("contest", stage.listing_id)
        assert "提案が届くとお知らせします" in published.content.decode()
        assert (stage.state, stage.held()) == ("open", 2 * PRIZE)
        assert client.get(page("settings", stage.listing_id)).status_code == 302

    def test_what_is_wrong_stays_in_the_form(self, cast, at):
        stage = Stage(cast, criteria=())
        at(stage)
        answer = browser(cast.aoi).post(page("settings", stage.listing_id), {"prizes": "99", "criteria": "読める"})
        assert answer.status_code == 400 and "読める" in answer.content.decode()
        answer = browser(cast.aoi).post(page("deposit", stage.listing_id))
        assert answer.status_code == 400 and "選定の基準を1つ以上" in answer.content.decode()
        assert browser(cast.ren).get(page("settings", stage.listing_id)).status_code == 404

    def test_a_transfer_that_is_awaited_is_shown_with_its_clock(self, cast, at, settings):
        settings.FUNDS = "record_only"
        stage = Stage(cast)
        at(stage)
        browser(cast.aoi).post(page("deposit", stage.listing_id))
        shown = browser(cast.aoi).get(page("deposit", stage.listing_id)).content.decode()
        assert "TP-" in shown and "賞金の仮払い" in shown and "公開を取りやめる" in shown
        browser(cast.aoi).post(page("step", stage.listing_id, "withdraw"))
        assert stage.state == "withdrawn"


class TestTheContest:
    def test_is_read_by_everybody_with_its_brief_and_clock(self, stage):
        stage.propose(stage.cast.ren)
        stage.ask(stage.cast.ren)
        for person in (None, stage.cast.zen, stage.client, stage.cast.kei):
            shown = browser(person).get(page("contest", stage.listing_id)).content.decode()
            assert "遠くからでも読める" in shown and "30,000円" in shown and "屋外に置く看板ですか" in shown
            assert "11月12日(木)" in shown and "豆をひと粒だけ描いた丸い看板" in shown
        assert browser().get(reverse("jobs:detail", args=[stage.listing_id])).url == page("contest", stage.listing_id)

    def test_leads_each_side_to_its_own_articles(self, stage):
        theirs = {stage.client: "contest_client", stage.cast.ren: "contest_worker"}
        for person, article in theirs.items():
            shown = browser(person).get(page("contest", stage.listing_id)).content.decode()
            bar = shown.split('class="clock-bar-more"')[1].split("</p>")[0]
            assert {each for each in theirs.values() if f"/help/{each}/" in bar} == {article}

    def test_questions_are_asked_and_answered_on_its_page(self, stage):
        browser(stage.cast.ren).post(page("ask", stage.listing_id), {"text": "何色まで使えますか。"})
        question = Question.objects.get()
        browser(stage.client).post(page("answer", question.pk), {"text": "三色までです。"})
        assert "三色までです" in browser().get(page("contest", stage.listing_id)).content.decode()
        answer = browser(stage.cast.mio).post(page("ask", stage.listing_id), {"text": ""})
        assert answer.status_code == 400

    def test_can_be_ended_early_after_reading_what_that_means(self, stage):
        shown = browser(stage.client).get(page("step", stage.listing_id, "end_early")).content.decode()
        assert "提案がまだないため" in shown
        stage.propose(stage.cast.ren)
        shown = browser(stage.client).get(page("step", stage.listing_id, "end_early")).content.decode()
        assert "11月3日" in shown
        browser(stage.client).post(page("step", stage.listing_id, "end_early"))
        assert stage.contest.ended_early_at is not None
        assert browser(stage.cast.ren).get(page("step", stage.listing_id, "end_early")).status_code == 404

    @pytest.mark.parametrize(
        ("is_guaranteed", "adopts_one", "end"),
        [
            (False, False, "残りの賞金を返金します"),
            (True, False, "賞金を均等に分けて支払います"),
            (True, True, "残りの賞金を返金します"),
        ],
    )
    def test_says_what_its_end_comes_to_by_what_was_promised(self, cast, at, is_guaranteed, adopts_one, end):
        stage = Stage(cast, prizes=2, is_guaranteed=is_guaranteed)
        stage.deposit()
        first, _ = stage.propose(cast.ren), stage.propose(cast.mio)
        stage.to_selection()
        if adopts_one:
            stage.award(first)
        at(stage)
        shown = browser(cast.ren).get(page("contest", stage.listing_id)).content.decode()
        ends = ("残りの賞金を返金します", "賞金を均等に分けて支払います")
        assert [each for each in ends if each in shown] == [end]


class TestAProposal:
    def test_is_sent_with_the_consent_to_what_was_shown(self, stage):
        shown = browser(stage.cast.ren).get(page("propose", stage.listing_id)).content.decode()
        assert stage.contest.terms_digest in shown and "権利" in shown
        refused = send(stage, stage.cast.ren, agreed="")
        assert refused.status_code == 400 and "丸い看板" in refused.content.decode()
        assert send(stage, stage.cast.ren, digest="0" * 64).status_code == 409
        sent = send(stage, stage.cast.ren)
        assert sent.url == page("proposal", ContestProposal.objects.get().pk)
        assert send(stage, stage.cast.ren).url == sent.url
        assert browser(stage.client).get(page("propose", stage.listing_id)).status_code == 404

    def test_shows_a_marked_picture_to_others_and_the_file_to_its_maker(self, stage):
        proposal_id = stage.propose(stage.cast.ren)
        version = stage.row(proposal_id).versions.get()
        file_id = stage.file(stage.cast.ren, "看板.png", PNG)
        version.files.add(file_id)
        assert "画像を用意しています" in browser().get(page("proposal", proposal_id)).content.decode()
        make_marked(file_id=file_id, at=stage.at)
        shown = browser().get(page("proposal", proposal_id)).content.decode()
        assert page("picture", file_id) in shown and reverse("threads:file", args=[file_id]) not in shown
        picture = browser().get(page("picture", file_id))
        assert picture["Content-Type"] == "image/webp"
        mine = browser(stage.cast.ren).get(page("proposal", proposal_id)).content.decode()
        assert reverse("threads:file", args=[file_id]) in mine
        assert browser(stage.client).get(reverse("threads:file", args=[file_id])).status_code == 404

    def test_says_who_can_have_its_files_before_and_after_an_adoption(self, stage):
        first = stage.propose(stage.cast.ren, files=1)
        ren = browser(stage.cast.ren)
        assert "受け取れるのはあなただけです" in ren.get(page("proposal", first)).content.decode()
        stage.to_selection()
        stage.award(first)
        shown = ren.get(page("proposal", first)).content.decode()
        assert "採用されたので、クライアントも元のファイルを受け取れます" in shown and "あなただけ" not in shown

    def test_is_followed_revised_and_withdrawn_by_its_maker(self, stage):
        proposal_id, ren = stage.propose(stage.cast.ren), browser(stage.cast.ren)
        assert "珈琲店の看板" in ren.get(page("mine")).content.decode()
        stage.wish(proposal_id)
        shown = ren.get(page("revise", proposal_id)).content.decode()
        assert "もう少し大きな字でも" in shown and "豆をひと粒" in shown
        typed = {"text": "大きな字の看板", "agreed": "on", "digest": stage.contest.terms_digest, "once": "b"}
        ren.post(page("revise", proposal_id), typed)
        assert "第2版" in browser().get(page("proposal", proposal_id)).content.decode()
        ren.post(page("show", proposal_id), {"may_show": "1"})
        assert stage.row(proposal_id).may_show
        assert ren.get(page("withdraw", proposal_id)).status_code == 200
        ren.post(page("withdraw", proposal_id))
        assert browser().get(page("proposal", proposal_id)).status_code == 404
        assert browser(stage.cast.mio).get(page("revise", proposal_id)).status_code == 404


class TestTheFilesOfAProposal:
    @pytest.fixture
    def with_files(self, cast, at) -> tuple[Stage, int]:
        stage = Stage(cast)
        stage.deposit()
        proposal_id = stage.propose(cast.ren, files=3)
        stage.propose(cast.mio, files=3)
        stage.wish(proposal_id)
        at(stage)
        return stage, proposal_id

    def offered(self, stage: Stage, proposal_id: int) -> dict[str, list[bool]]:
        """Of each file, whether the page leads to it; to whom it does the file is handed out, and to nobody else."""
        cast, found, visits = stage.cast, {}, Visits(stage.cast)
        readers = {"client": cast.aoi, "maker": cast.ren, "other": cast.mio, "staff": cast.kei, "visitor": None}
        ways = [reverse("threads:file", args=[file.pk]) for file in stage.row(proposal_id).versions.get().files.all()]
        for name, reader in readers.items():
            answer = visits.as_(reader).get(page("proposal", proposal_id))
            if answer.status_code == 404:
                continue
            shown = visits.see(reader, page("proposal", proposal_id))
            visits.see(reader, page("contest", stage.listing_id))
            found[name] = [way in shown for way in ways]
            assert found[name] == [visits.as_(reader).get(way).status_code == 200 for way in ways], name
        return found

    def test_are_led_to_by_whom_they_are_handed_out_at_the_cost_of_a_page(self, with_files):
        stage, proposal_id = with_files
        shut, open_to_all = [False] * 3, [True] * 3
        others = {"other": shut, "staff": shut, "visitor": shut}
        assert self.offered(stage, proposal_id) == {"client": shut, "maker": open_to_all, **others}
        stage.to_selection()
        stage.award(proposal_id)
        assert self.offered(stage, proposal_id) == {"client": open_to_all, "maker": open_to_all, "staff": shut}


class TestChoosing:
    def test_shows_all_side_by_side_and_adopts_one_into_a_contract(self, stage):
        first, other = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio, text="四角い看板")
        client = browser(stage.client)
        client.post(page("like", first), {"next": "grid"})
        stage.to_selection()
        shown = client.get(page("selection", stage.listing_id)).content.decode()
        assert "四角い看板" in shown and "お気に入りから外す" in shown and "残り1件" in shown
        assert browser(stage.cast.ren).get(page("selection", stage.listing_id)).status_code == 404
        shown = client.get(page("award", first)).content.decode()
        digest = re.search(r'name="digest" value="(\w{64})"', shown)
        assert digest and "取り消しはできません" in shown
        assert client.post(page("award", first), {"digest": "0" * 64}).status_code == 409
        adopted = client.post(page("award", first), {"digest": digest[1]})
        contract = Contract.objects.get()
        assert adopted.url == reverse("contracts:detail", args=[contract.reference])
        for person in (stage.client, stage.cast.ren):
            shown = browser(person).get(adopted.url).content.decode()
            assert "データ納品待ち" in shown and "納品データの提出" in shown
            assert "コンペの提案が採用され" in shown and "双方が同意し" not in shown
        assert "追加で採用する" in client.get(page("proposal", other)).content.decode()

    def test_leads_from_what_was_adopted_to_its_contract(self, cast, at):
        stage = Stage(cast, prizes=2)
        stage.deposit()
        made = [stage.propose(cast.ren), stage.propose(cast.mio, files=1)]
        stage.to_selection()
        at(stage)
        contract = stage.award(made[0])
        selection, contest, proposal = (page("selection", stage.listing_id), page("contest", stage.listing_id),
                                        page("proposal", made[0]))  # fmt: skip
        theirs = {cast.aoi: (selection, contest, proposal), cast.ren: (contest, proposal, page("mine"))}
        for person, places in theirs.items():
            for place in places:
                shown = browser(person).get(place).content.decode()
                assert f'href="/contracts/{contract.reference}/"' in shown, (str(person), place)
        for person in (cast.mio, cast.zen, None):
            assert contract.reference not in browser(person).get(contest).content.decode()

    def test_leads_to_several_contracts_at_the_cost_of_a_page(self, cast, at):
        stage = Stage(cast, prizes=2)
        stage.deposit()
        made = [stage.propose(worker, files=1) for worker in (cast.ren, cast.mio)]
        stage.to_selection()
        at(stage)
        visits, contracts = Visits(cast), []
        for proposal_id in made:
            contracts.append(stage.award(proposal_id))
            for name in ("selection", "contest"):
                shown = visits.see(cast.aoi, page(name, stage.listing_id))
                assert all(f'href="/contracts/{each.reference}/"' in shown for each in contracts)

    def test_says_from_when_on_while_proposals_come_in(self, stage):
        proposal_id = stage.propose(stage.cast.ren)
        said = "提案の受付が終わる<time"
        shown = browser(stage.client).get(page("selection", stage.listing_id)).content.decode()
        assert said in shown and page("award", proposal_id) not in shown
        stage.to_selection()
        shown = browser(stage.client).get(page("selection", stage.listing_id)).content.decode()
        assert said not in shown and page("award", proposal_id) in shown

    @pytest.mark.usefixtures("four_words")
    @pytest.mark.parametrize("act", ["mark", "finish"])
    def test_gives_no_reason_that_was_not_looked_at(self, stage, act):
        proposal_id = stage.propose(stage.cast.ren)
        stage.to_selection()
        place = page("mark", proposal_id) if act == "mark" else page("step", stage.listing_id, "finish")
        client = browser(stage.client)
        refused = client.post(place, {"reason": "禁句です。"})
        assert refused.status_code == 400 and "<mark>禁句</mark>です。" in refused.content.decode()
        warned = client.post(place, {"reason": "催促します。"}).content.decode()
        assert stage.row(proposal_id).marked_at is None and stage.state != "finished"
        client.post(place, {"reason": "催促します。", "seen": seen_in(warned)})
        assert (stage.row(proposal_id).marked_at is not None) == (act == "mark")
        assert (stage.state == "finished") == (act == "finish")

    def test_marks_with_a_reason_that_staff_may_overturn(self, stage):
        proposal_id = stage.propose(stage.cast.ren)
        stage.to_selection()
        client = browser(stage.client)
        assert client.post(page("mark", proposal_id), {"reason": ""}).status_code == 400
        client.post(page("mark", proposal_id), {"reason": "店の名前がありません。"})
        assert "店の名前がありません" in browser(stage.cast.ren).get(page("proposal", proposal_id)).content.decode()
        assert "店の名前がありません" not in browser(stage.cast.mio).get(page("proposal", proposal_id)).content.decode()
        client.post(page("unmark", proposal_id))
        assert stage.row(proposal_id).marked_at is None
        stage.mark(proposal_id)
        assert browser(stage.client).get(page("overturn", proposal_id)).status_code == 403
        browser(stage.cast.kei).post(page("overturn", proposal_id), {"reason": "名前は左下にあります。"})
        assert stage.row(proposal_id).overturned_at is not None

    def test_nobody_ends_with_a_reason(self, stage):
        stage.propose(stage.cast.ren)
        stage.to_selection()
        client = browser(stage.client)
        assert "30,000円" in client.get(page("step", stage.listing_id, "finish")).content.decode()
        assert client.post(page("step", stage.listing_id, "finish"), {"reason": ""}).status_code == 400
        client.post(page("step", stage.listing_id, "finish"), {"reason": "求めるものがありませんでした。"})
        shown = browser(stage.cast.ren).get(page("contest", stage.listing_id)).content.decode()
        assert stage.state == "finished" and "求めるものがありませんでした" in shown
        assert "このコンペは終わりました" in shown and "この契約は終わりました" not in shown


def test_a_stopped_contest_says_so_to_its_client(stage):
    kei = stage.cast.kei.pk
    suspend_listing(listing_id=stage.listing_id, kind="recruiting", by_staff_id=kei, decision_id=1, at=stage.at)
    shown = browser().get(page("contest", stage.listing_id)).content.decode()
    assert "事務局がこのコンペを止めています" in shown and page("propose", stage.listing_id) not in shown
