"""The pages of tasks: a client builds, pays, reviews; a worker starts, answers, goes on."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.money import queries as money
from tachiai.tasks import actions
from tachiai.tasks import queries as tasks
from tachiai.tasks.models import Submission
from tachiai.tasks.rules.forms import FieldKind, Form, FormField
from tachiai.tasks.rules.plans import CategoryTest, Qualification, Question
from tests.cast import Cast
from tests.deal import MONDAY
from tests.task import PLAIN, Task
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
ONE = "review\n一件だけ。\n"
NEXT = {"a-mood": "よい", "a-why": "静かだから", "next": "1"}


class Clock:
    now = MONDAY


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: clock.now)
    return clock


@pytest.fixture
def visits(cast: Cast, clock: Clock, settings) -> Visits:
    settings.FUNDS = "demo_bank"
    return Visits(cast)


@pytest.fixture
def draft(cast: Cast, clock: Clock) -> Task:
    return Task(cast.aoi)


@pytest.fixture
def task(draft: Task) -> Task:
    return draft.publish()


def path(task: Task, rest: str = "") -> str:
    return f"/tasks/{task.listing_id}/{rest}"


def sent_form(html: str) -> dict[str, str]:
    """Every field of the builder as a browser would send it back."""
    fields = dict(re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', html))
    fields |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html))
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', html, re.DOTALL)
    ticked = re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)"(?: value="([^"]*)")?[^>]* checked', html)
    return {**fields, **dict(chosen), **{name: value or "on" for name, value in ticked}}


class TestBuilding:
    """Without scripts: every button sends the whole form, and nothing typed is lost."""

    def plan(self, draft: Task) -> Form:
        return tasks.plan_of(draft.listing_id).plan.form

    def press(self, visits: Visits, draft: Task, op: str, status: int = 302, **typed: str) -> str:
        said = sent_form(visits.see(draft.client, path(draft, "settings/")))
        answer = visits.send(draft.client, path(draft, "settings/"), status=status, **{**said, **typed, "op": op})
        return answer.content.decode()

    def test_questions_are_added_moved_and_removed(self, visits: Visits, draft: Task) -> None:
        self.press(visits, draft, "add:number", **{"f0-label": "気分はどうでしたか"})
        assert [field.kind for field in self.plan(draft).fields] == ["one", "short", "number"]
        assert self.plan(draft).fields[0].label == "気分はどうでしたか"
        self.press(visits, draft, "up:2", **{"f2-label": "何点ですか", "f2-least": "1", "f2-most": "10"})
        assert [field.label for field in self.plan(draft).fields][1:] == ["何点ですか", "そう思う理由"]
        assert (self.plan(draft).fields[1].least, self.plan(draft).fields[1].most) == (1, 10)
        self.press(visits, draft, "remove:0")
        assert [field.kind for field in self.plan(draft).fields] == ["number", "short"]

    def test_the_choices_of_a_question_stand_on_lines(self, visits: Visits, draft: Task) -> None:
        self.press(visits, draft, "save", **{"f0-choices": "はい\nいいえ\n\n わからない "})
        assert self.plan(draft).fields[0].choices == ("はい", "いいえ", "わからない")

    def test_a_number_that_cannot_be_read_keeps_everything_else(self, visits: Visits, draft: Task) -> None:
        html = self.press(visits, draft, "save", 400, answers_per_unit="たくさん", **{"f0-label": "新しい質問"})
        assert "field-errors" in html and "たくさん" in html
        assert self.plan(draft).fields[0].label == "新しい質問"

    def test_what_is_still_missing_stands_at_its_field(self, visits: Visits, draft: Task) -> None:
        html = self.press(visits, draft, "go", 400, **{"f0-label": "", "instructions": "{{nothing}}を読む"})
        assert "#id_f0-label" in html and "nothing" in html

    def test_a_sound_plan_leads_to_the_deposit(self, visits: Visits, draft: Task) -> None:
        said = sent_form(visits.see(draft.client, path(draft, "settings/")))
        answer = visits.send(draft.client, path(draft, "settings/"), **{**said, "op": "go"})
        assert answer["Location"] == path(draft, "deposit/")

    def test_test_questions_and_conditions_are_kept(self, visits: Visits, draft: Task) -> None:
        self.press(visits, draft, "ask", approval_rate="９０", identity="on")
        self.press(visits, draft, "save", **{"t0-text": "1+1は?", "t0-choices": "1\n2", "t0-right": "2"})
        plan = tasks.plan_of(draft.listing_id).plan
        assert plan.qualification == Qualification(90, True)
        assert plan.test.questions == (Question("1+1は?", ("1", "2"), 1),)

    def test_the_script_keeps_it_while_one_types(self, visits: Visits, draft: Task) -> None:
        said = sent_form(visits.see(draft.client, path(draft, "settings/")))
        visits.send(draft.client, path(draft, "settings/autosave/"), status=200, **{**said, "f1-label": "なぜですか"})
        assert self.plan(draft).fields[1].label == "なぜですか"

    def test_in_two_windows_overwrites_nothing_without_a_word(self, visits: Visits, draft: Task) -> None:
        said = sent_form(visits.see(draft.client, path(draft, "settings/")))
        other = sent_form(visits.see(draft.client, path(draft, "settings/")))
        visits.send(draft.client, path(draft, "settings/autosave/"), status=200, **{**said, "f1-label": "なぜですか"})
        other |= {"f1-label": "どうしてですか", "op": "save"}
        html = visits.send(draft.client, path(draft, "settings/"), status=409, **other).content.decode()
        assert "別の画面" in html and self.plan(draft).fields[1].label == "なぜですか"
        visits.send(draft.client, path(draft, "settings/"), **{**other, "since": sent_form(html)["since"]})
        assert self.plan(draft).fields[1].label == "どうしてですか"

    def test_nobody_else_sees_it(self, visits: Visits, draft: Task, cast: Cast) -> None:
        for rest in ("settings/", "units/", "preview/", "deposit/", "", "review/", "results.csv"):
            visits.see(cast.ren, path(draft, rest), status=404)


class TestUnits:
    def upload(self, visits: Visits, draft: Task, content: bytes, status: int = 302) -> str:
        table = SimpleUploadedFile("units.csv", content, content_type="text/csv")
        return visits.send(draft.client, path(draft, "units/"), status=status, table=table).content.decode()

    def test_a_table_is_brought_in_and_shown(self, visits: Visits, draft: Task) -> None:
        self.upload(visits, draft, "review\n駅から近い。\n".encode("cp932"))
        html = visits.see(draft.client, path(draft, "units/"))
        assert "駅から近い。" in html and "取り込んだ件数：1件" in html
        assert "駅から近い。" in visits.see(draft.client, path(draft, "preview/"))

    def test_every_bad_row_is_told_and_nothing_is_changed(self, visits: Visits, draft: Task) -> None:
        long = "あ" * 2_001
        html = self.upload(visits, draft, f"review\nよい。\n{long}\n\n{long}\n".encode(), 400)
        assert html.count("2000文字") >= 2 and "3行目" in html
        assert tasks.plan_of(draft.listing_id).units == 3

    def test_what_looks_wrong_is_pointed_out_before_it_is_paid_for(self, visits: Visits, draft: Task) -> None:
        self.upload(visits, draft, "review,at\nよい。,十月\nよい。,十月\n,九月\n".encode())
        for page in ("units/", "deposit/"):
            html = visits.see(draft.client, path(draft, page))
            assert "同じ内容の行があります：1、2件目" in html and "「review」が空です：3件目" in html
        assert "確かめてください" not in visits.see(draft.client, path(Task(draft.client), "units/"))

    def test_the_template_has_the_columns_of_the_form(self, visits: Visits, draft: Task) -> None:
        found = visits.as_(draft.client).get(path(draft, "units/template.csv")).content.decode("utf-8-sig")
        assert found.strip().split(",")[0] == "review" and "gold.mood" in found

    def test_it_can_be_thrown_away(self, visits: Visits, draft: Task) -> None:
        visits.send(draft.client, path(draft, "units/"), drop="1")
        assert tasks.plan_of(draft.listing_id).units == 0


class TestDeposit:
    def test_it_says_all_that_is_paid(self, visits: Visits, draft: Task) -> None:
        """Two units of two answers each, and one for checking that ten people answer."""
        html = visits.see(draft.client, path(draft, "deposit/"))
        assert "14件の回答 × 30円" in html and "420円" in html

    def test_the_task_is_public_at_once(self, visits: Visits, draft: Task) -> None:
        answer = visits.send(draft.client, path(draft, "deposit/"))
        assert answer["Location"] == path(draft)
        assert draft.job.state == "open" and money.escrow_balance(draft.job.holder) == 420
        assert "募集中" in visits.see(draft.client, path(draft))

    def test_a_bank_transfer_is_awaited(self, visits: Visits, draft: Task, settings) -> None:
        settings.FUNDS = "record_only"
        visits.send(draft.client, path(draft, "deposit/"))
        assert money.awaited_pay_in(draft.job.holder).reference in visits.see(draft.client, path(draft, "deposit/"))
        assert draft.job.state == "awaiting_deposit"
        visits.send(draft.client, path(draft, "steps/withdraw/"), expected=draft.job.steps_taken)
        assert visits.see(draft.client, path(draft, "settings/"))

    def test_an_open_plan_is_not_paid_for(self, visits: Visits, cast: Cast) -> None:
        empty = Task(cast.aoi, table="")
        assert '<form class="form"' not in visits.see(cast.aoi, path(empty, "deposit/"))
        visits.send(cast.aoi, path(empty, "deposit/"), status=409)


class TestWorking:
    def start(self, visits: Visits, task: Task, worker) -> str:
        return visits.send(worker, path(task, "start/"))["Location"]

    def test_the_listing_says_what_it_pays_and_leads_in(self, visits: Visits, task: Task, cast: Cast) -> None:
        html = visits.see(cast.ren, f"/jobs/{task.listing_id}/")
        assert "30円" in html and "作業を開始する" in html and "応募する" not in html
        assert re.search("手数料を引いた手取り</dt>.*?24円", html)
        assert "作業を開始する" in visits.see(None, f"/jobs/{task.listing_id}/")
        assert "タスクの状況" in visits.see(cast.aoi, f"/jobs/{task.listing_id}/")

    def test_starting_twice_leads_to_the_same_place(self, visits: Visits, task: Task, cast: Cast) -> None:
        assert self.start(visits, task, cast.ren) == self.start(visits, task, cast.ren)
        assert "作業の続きへ" in visits.see(cast.ren, f"/jobs/{task.listing_id}/")

    def test_the_place_says_what_is_left_of_the_reward(self, visits: Visits, task: Task, cast: Cast) -> None:
        """The consumption tax on the fee is rounded down: with the second answer a yen of it is full."""
        place = self.start(visits, task, cast.ren)
        assert "この1件の報酬30円、手数料を引いた手取り24円" in visits.see(cast.ren, place)
        following = visits.send(cast.ren, place, **NEXT)["Location"]
        assert "手数料を引いた手取り23円" in visits.see(cast.ren, following)
        assert "手数料を引いた手取り" not in visits.see(cast.ren, place)

    def test_submitting_leads_straight_to_the_next(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        following = visits.send(cast.ren, place, **NEXT)["Location"]
        assert following.startswith("/tasks/places/") and following != place
        assert Submission.objects.get(state="submitted").values == {"mood": "よい", "why": "静かだから"}
        visits.see(cast.ren, following)

    def test_it_stays_cheap(self, visits: Visits, task: Task, cast: Cast) -> None:
        """Two requests an answer. What the session and the reader cost is counted too."""
        place = self.start(visits, task, cast.ren)
        with CaptureQueriesContext(connection) as submitting:
            following = visits.send(cast.ren, place, **NEXT)["Location"]
        with CaptureQueriesContext(connection) as showing:
            page = visits.as_(cast.ren).get(following)
        assert len(submitting) <= 36, [each["sql"][:110] for each in submitting]
        assert len(showing) <= 8, [each["sql"][:110] for each in showing]
        assert len(page.content) < 20_000

    def test_when_nothing_is_left_the_reason_is_told(self, visits: Visits, cast: Cast) -> None:
        task = Task(cast.aoi, table=ONE, answers_per_unit=1).publish()
        place = self.start(visits, task, cast.ren)
        assert visits.send(cast.ren, place, **NEXT)["Location"] == f"/jobs/{task.listing_id}/"
        assert "いま取りかかれる作業はありません" in visits.see(cast.ren, f"/jobs/{task.listing_id}/")

    def test_a_wrong_answer_stays_as_it_was_typed(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        html = visits.send(cast.ren, place, status=400, **{"a-why": "あ", "next": "1"}).content.decode()
        assert html.count("field-errors") == 2 and 'value="あ"' in html
        assert 'value="あ"' in visits.see(cast.ren, place)

    def test_the_half_typed_answer_survives(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        visits.send(cast.ren, f"{place}autosave/", status=200, **{"a-why": "途中まで"})
        assert "途中まで" in visits.see(cast.ren, place)
        visits.send(cast.ren, place, **{"a-why": "もう少し", "save": "1"})
        assert "もう少し" in visits.see(cast.ren, place)

    def test_in_two_windows_overwrites_nothing_and_shows_both(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        began = sent_form(visits.see(cast.ren, place))["since"]
        first, second = {"a-why": "一つめの画面"}, {"a-why": "二つめの画面", "a-mood": "わるい"}
        visits.send(cast.ren, f"{place}autosave/", status=200, since=began, **first)
        told = visits.send(cast.ren, f"{place}autosave/", status=409, since=began, **second).json()
        assert "別の画面" in told["reasons"][0]
        for pressed in ("save", "submit", "next"):
            sent = {**second, "since": began, pressed: "1"}
            html = visits.send(cast.ren, place, status=409, **sent).content.decode()
            assert "別の画面で、この回答があとから保存されました" in html and "autosave-url" not in html
            other, _, here = html.partition("この画面の入力</h2>")
            assert "一つめの画面" in other and "二つめの画面" not in other and "二つめの画面" in here
            assert re.search('value="わるい"[^>]* checked', here)
        assert Submission.objects.get().draft == {"why": ["一つめの画面"]}
        told_now = sent_form(html)["since"]
        visits.send(cast.ren, place, submit="1", since=told_now, **second)
        assert Submission.objects.get().values == {"mood": "わるい", "why": "二つめの画面"}

    def test_answered_in_another_window_shows_what_was_typed_here(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        began = sent_form(visits.see(cast.ren, place))["since"]
        visits.send(cast.ren, place, **{**NEXT, "since": began})
        visits.send(cast.ren, place, **{**NEXT, "since": began})
        typed = {**NEXT, "a-why": "二つめの画面", "since": began}
        for pressed, said in (({}, "別の画面からもう送られています"), ({"save": "1"}, "もうあなたのものではない")):
            html = visits.send(cast.ren, place, status=409, **typed, **pressed).content.decode()
            assert said in html and "静かだから" in html and "二つめの画面" in html
        assert "二つめの画面" not in visits.see(cast.ren, place)

    def test_files_of_another_window_are_named_beside(self, visits: Visits, cast: Cast) -> None:
        form = Form("写真", (FormField("shot", FieldKind.FILE, "写真"), FormField("note", FieldKind.SHORT, "一言")))
        task = Task(cast.aoi, table="", form=form, repeats=2).publish()
        place = self.start(visits, task, cast.ren)
        began = sent_form(visits.see(cast.ren, place))["since"]
        files = [SimpleUploadedFile(name, b"x", content_type="text/plain") for name in ("one.txt", "two.txt")]
        visits.send(cast.ren, place, save="1", since=began, **{"a-shot": files[0]})
        said = {"save": "1", "since": began, "a-shot": files[1], "a-note": "二つめ"}
        html = visits.send(cast.ren, place, status=409, **said).content.decode()
        other, _, here = html.partition("この画面の入力</h2>")
        assert "one.txt" in other and "two.txt" in here and "one.txt" not in here
        assert here.count('name="a-shot-kept"') == 1

    def test_a_place_is_given_back(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        visits.send(cast.ren, place, back="1")
        assert Submission.objects.get().state == "freed"
        told = visits.send(cast.ren, f"{place}autosave/", status=409, **{"a-why": "まだ書いている"}).json()
        assert told["reasons"] == ["この枠はもうあなたのものではないため、保存できませんでした。"]
        html = visits.send(cast.ren, place, status=409, save="1", **{"a-why": "まだ書いている"}).content.decode()
        assert "まだ書いている" in html and "保存できませんでした" in html

    def test_too_late_is_told_and_kept(self, visits: Visits, task: Task, cast: Cast, clock: Clock) -> None:
        place = self.start(visits, task, cast.ren)
        clock.now += timedelta(hours=2)
        html = visits.send(cast.ren, place, status=409, **NEXT).content.decode()
        assert "評価には影響しません" in html
        told = visits.send(cast.ren, f"{place}autosave/", status=409, **{"a-why": "まだ書いている"}).json()
        assert "両方が並びます" in told["reasons"][-1]
        assert "静かだから" in visits.see(cast.ren, place)

    def test_a_place_is_its_workers_alone(self, visits: Visits, task: Task, cast: Cast) -> None:
        place = self.start(visits, task, cast.ren)
        for person in (cast.mio, cast.aoi, cast.kei):
            visits.see(person, place, status=404)

    def test_every_kind_of_question_is_drawn_and_read(self, visits: Visits, cast: Cast) -> None:
        kinds = [
            FormField(kind.value, kind, kind.value, choices=("一", "二") if kind in ("one", "many") else ())
            for kind in FieldKind
        ]
        task = Task(cast.aoi, table="", form=Form("全部", tuple(kinds)), repeats=2).publish()
        place = self.start(visits, task, cast.ren)
        html = visits.see(cast.ren, place)
        assert all(f'name="a-{kind.value}"' in html for kind in FieldKind)
        file = SimpleUploadedFile("a.txt", "答え".encode(), content_type="text/plain")
        said = {
            "a-short": "短い", "a-long": "長い", "a-one": "一", "a-many": ["一", "二"], "a-number": "１，２００",
            "a-date": "2026-11-30", "a-consent": "on", "a-file": file, "submit": "1",
        }  # fmt: skip
        visits.send(cast.ren, place, **said)
        given = Submission.objects.get()
        assert given.values["number"] == "1200" and given.values["many"] == ["一", "二"]
        assert given.files.count() == 1 and "a.txt" in visits.see(cast.ren, place)


class TestQualification:
    def test_the_missing_number_is_told(self, visits: Visits, cast: Cast) -> None:
        for n in range(10):
            old = Task(cast.aoi, table=ONE, answers_per_unit=1).publish()
            given = old.answer(cast.ren)
            decide = {"job_id": old.job.pk, "client_id": cast.aoi.pk, "submission_ids": [given.pk], "at": old.at}
            actions.refuse(reason="説明と違う答えです。", **decide) if n < 3 else actions.approve(**decide)
        task = Task(cast.aoi, qualification=Qualification(approval_rate=90)).publish()
        html = visits.see(cast.ren, f"/jobs/{task.listing_id}/")
        assert "承認率90%以上" in html and "70%" in html and "作業を開始する</button>" not in html
        visits.send(cast.ren, path(task, "start/"), status=409)

    def test_a_test_is_taken_first(self, visits: Visits, cast: Cast) -> None:
        asked = CategoryTest((Question("1+1は?", ("1", "2"), 1),), pass_percent=100)
        task = Task(cast.aoi, test=asked).publish()
        assert "事前テストを受ける" in visits.see(cast.ren, f"/jobs/{task.listing_id}/")
        visits.see(cast.ren, path(task, "test/"))
        visits.send(cast.ren, path(task, "test/"), q0="0")
        visits.send(cast.ren, path(task, "test/"), q0="1")
        assert visits.send(cast.ren, path(task, "start/"))["Location"].startswith("/tasks/places/")


class TestReview:
    @pytest.fixture
    def answered(self, task: Task, cast: Cast) -> Task:
        for worker in (cast.ren, cast.mio, cast.zen):
            task.answer(worker)
            task.answer(worker, why=["朝食が遅いから"])
        return task

    def ids(self) -> list[int]:
        return list(Submission.objects.filter(state="submitted").order_by("pk").values_list("pk", flat=True))

    def test_answers_stand_side_by_side_with_their_marks(self, visits: Visits, answered: Task) -> None:
        html = visits.see(answered.client, path(answered, "review/"))
        assert html.count('class="task-answer"') == 6 and "一致" in html and "確認用" in html and "正解" in html

    def test_a_unit_is_shown_in_the_order_of_its_table(self, visits: Visits, cast: Cast) -> None:
        task = Task(cast.aoi, table="review,at\n静かな部屋でした。,十月\n").publish()
        task.answer(cast.ren)
        html = visits.see(cast.aoi, path(task, "review/"))
        assert re.findall(r"<dt>(review|at)</dt>", html) == ["review", "at"]

    def test_many_are_approved_and_paid_at_once(self, visits: Visits, answered: Task, cast: Cast) -> None:
        visits.send(cast.aoi, path(answered, "review/"), answers=self.ids()[:4], approve="ticked")
        assert answered.job.approved == 4 and money.wallet_balance(cast.ren.pk) > 0

    def test_many_are_refused_for_one_reason(self, visits: Visits, answered: Task, cast: Cast) -> None:
        first, second, *_ = self.ids()
        html = visits.send(
            cast.aoi, path(answered, "review/"), status=409, answers=[first, second], refuse="ticked", reason="だめ"
        ).content.decode()
        assert html.count("checked") == 2 and "だめ" in html
        visits.send(
            cast.aoi, path(answered, "review/"), answers=[first, second], refuse="ticked", reason="説明と違う答えです。"
        )
        assert answered.job.refused == 2
        shown = visits.see(cast.aoi, path(answered, "review/"), show="refused")
        assert "説明と違う答えです。" in shown and shown.count("内容は表示されません") == 2
        worker = Submission.objects.get(pk=first).worker
        assert "説明と違う答えです。" in visits.see(worker, "/tasks/")
        visits.send(cast.aoi, path(answered, f"review/{first}/"))
        assert answered.job.refused == 1 and answered.job.approved == 1

    def test_a_reason_to_look_at_first_is_shown_and_stays_with_what_was_ticked(
        self, visits: Visits, answered: Task, cast: Cast
    ) -> None:
        review = path(answered, "review/")
        said = {"answers": self.ids()[:2], "refuse": "ticked", "reason": "残りは手渡しで直接払います。"}
        html = visits.send(cast.aoi, review, status=409, **said).content.decode()
        assert "<mark>" in html and html.count(" checked") == 2 and answered.job.refused == 0
        confirmed = html.split('name="seen" value="')[1].split('"')[0]
        visits.send(cast.aoi, review, **said, seen=confirmed)
        assert answered.job.refused == 2

    def test_more_than_may_be_refused_are_not(self, visits: Visits, answered: Task, cast: Cast) -> None:
        said = {"answers": self.ids()[:5], "refuse": "ticked", "reason": "説明と違う答えです。"}
        html = visits.send(cast.aoi, path(answered, "review/"), status=409, **said).content.decode()
        assert "30%" in html and answered.job.refused == 0

    def test_nothing_ticked_is_told(self, visits: Visits, answered: Task, cast: Cast) -> None:
        visits.send(cast.aoi, path(answered, "review/"), status=409, approve="ticked")

    def test_results_leave_out_what_was_refused(self, visits: Visits, answered: Task, cast: Cast) -> None:
        refused, *rest = self.ids()
        visits.send(
            cast.aoi, path(answered, "review/"), answers=[refused], refuse="ticked", reason="説明と違う答えです。"
        )
        table = b"".join(visits.as_(cast.aoi).get(path(answered, "results.csv"))).decode("utf-8-sig")
        assert len(table.splitlines()) == 1 + len(rest) and table.startswith("unit,submission,worker,state")
        lines = b"".join(visits.as_(cast.aoi).get(path(answered, "results.jsonl"))).decode().splitlines()
        assert [json.loads(line)["submission"] for line in lines] == rest
        visits.see(cast.ren, path(answered, "results.csv"), status=404)


class TestRunning:
    def test_while_it_is_open_nobody_has_to_review_by_its_end(self, visits: Visits, task: Task, cast: Cast) -> None:
        for reader, page in ((cast.aoi, path(task)), (cast.ren, f"/jobs/{task.listing_id}/")):
            shown = visits.see(reader, page)
            assert "作業の受付" in shown and "14日間の承認期間に入ります。" in shown and "届いた作業の承認" not in shown

    @pytest.mark.parametrize(("at_once", "said"), [(True, "1秒未満"), (False, "中央値120秒")])
    def test_says_how_long_an_answer_took(
        self, visits: Visits, task: Task, cast: Cast, at_once: bool, said: str
    ) -> None:
        assert "最初の回答が届くと" in visits.see(cast.aoi, path(task))
        task.answer(cast.ren, task.at if at_once else None)
        shown = visits.see(cast.aoi, path(task))
        assert said in shown and "最初の回答が届くと" not in shown

    def test_it_is_paused_resumed_and_closed(self, visits: Visits, task: Task, cast: Cast) -> None:
        for step, state in (("pause", "paused"), ("resume", "open"), ("close", "reviewing")):
            visits.see(cast.aoi, path(task, f"steps/{step}/"))
            visits.send(cast.aoi, path(task, f"steps/{step}/"), expected=task.job.steps_taken)
            assert task.job.state == state
            visits.see(cast.aoi, path(task))
            visits.see(cast.ren, f"/jobs/{task.listing_id}/")

    def test_staff_stop_it_with_a_reason(self, visits: Visits, task: Task, cast: Cast) -> None:
        visits.see(cast.kei, path(task))
        visits.send(cast.kei, path(task, "steps/stop/"), status=400, expected=task.job.steps_taken)
        visits.send(
            cast.kei, path(task, "steps/stop/"), expected=task.job.steps_taken, reason="規約に反する内容でした。"
        )
        assert task.job.state == "reviewing"

    def test_a_finished_task_says_how_it_ended(self, visits: Visits, cast: Cast) -> None:
        task = Task(cast.aoi, table=ONE, answers_per_unit=1).publish()
        given = task.answer(cast.ren)
        visits.send(cast.aoi, path(task, "review/"), answers=[given.pk], approve="ticked")
        assert task.job.state == "completed" and "完了" in visits.see(cast.aoi, path(task))
        assert "このタスクは終わりました" in visits.see(cast.aoi, path(task))
        visits.see(cast.ren, f"/jobs/{task.listing_id}/")


class TestQuestions:
    def test_a_question_is_answered_for_everybody(self, visits: Visits, task: Task, cast: Cast) -> None:
        visits.send(cast.ren, path(task, "questions/"), text="星の数も見ますか。")
        (asked,) = tasks.questions_of(task.job.pk)
        html = visits.see(cast.aoi, path(task, "questions/"))
        assert "星の数も見ますか。" in html
        visits.send(
            cast.aoi, path(task, f"questions/{asked.pk}/"), **{f"to{asked.pk}-text": "文章だけで決めてください。"}
        )
        assert "文章だけで決めてください。" in visits.see(cast.mio, path(task, "questions/"))

    def test_contact_details_are_looked_at_first(self, visits: Visits, task: Task, cast: Cast) -> None:
        said = {"text": "LINEのIDはabc123です。そちらで聞いてもいいですか。"}
        html = visits.send(cast.ren, path(task, "questions/"), status=409, **said).content.decode()
        assert "<mark>" in html and "abc123" in html and tasks.questions_of(task.job.pk) == []

    def test_an_empty_one_is_not_sent(self, visits: Visits, task: Task, cast: Cast) -> None:
        visits.send(cast.ren, path(task, "questions/"), status=400, text=" ")
        assert tasks.questions_of(task.job.pk) == []


class TestOwnAnswers:
    def test_each_with_what_became_of_it(self, visits: Visits, task: Task, cast: Cast, clock: Clock) -> None:
        assert "まだ回答はありません" in visits.see(cast.ren, "/tasks/")
        task.answer(cast.ren)
        html = visits.see(cast.ren, "/tasks/")
        assert "承認待ち" in html and "口コミの分類" in html and "まだ実績が少ない" in html

    def test_page_by_page_down_to_the_first(self, visits: Visits, cast: Cast) -> None:
        task = Task(cast.aoi, table="", form=PLAIN, repeats=25).publish()
        given = [task.answer(cast.ren, steps=["9"]).pk for _ in range(25)]
        place, shown = "/tasks/", set()
        while place:
            html = visits.see(cast.ren, place)
            shown |= {int(found) for found in re.findall(r"/tasks/places/(\d+)/", html)}
            older = re.search(r'href="(\?before=\d+)"', html)
            place = f"/tasks/{older[1]}" if older else ""
        assert shown == set(given)

    def test_with_what_they_bring_after_the_fee(self, visits: Visits, task: Task, cast: Cast, clock: Clock) -> None:
        first = task.answer(cast.ren)
        task.answer(cast.ren)
        actions.approve(job_id=task.job.pk, client_id=cast.aoi.pk, submission_ids=[first.pk], at=task.at)
        html = visits.see(cast.ren, "/tasks/")
        assert re.search("承認済みの手取り</dt>.*?24円", html) and money.wallet_balance(cast.ren.pk) == 24
        assert re.search("承認待ちの手取りの見込み</dt>.*?23円", html)
