"""What makers send, who sees it, and what is said about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tachiai.contests.actions import moderation, proposals
from tachiai.contests.actions.proposals import Work
from tachiai.contests.models import ContestProposal, Question
from tachiai.contests.queries.proposals import grid, proposal_for
from tachiai.contests.queries.seeing import Eyes
from tachiai.contracts.actions import announce_deposit
from tachiai.conversations.actions import open_thread
from tachiai.conversations.queries import file_for, preview_for
from tachiai.jobs.actions.moderation import suspend_listing
from tachiai.people.actions import restrict
from tachiai.people.signing import sign_in_session
from tests.contests.stage import Stage, refused

pytestmark = pytest.mark.django_db


def numbers(stage: Stage, person=None) -> list[int]:
    eyes = Eyes(person.pk if person else None, bool(person and person.is_staff))
    return [each.number for each in grid(eyes, stage.contest)]


class TestSending:
    def test_twice_from_one_form_is_once(self, stage):
        assert stage.propose(stage.cast.ren, once="a") == stage.propose(stage.cast.ren, once="a")
        assert ContestProposal.objects.count() == 1

    def test_needs_consent_to_the_terms_as_they_stand(self, stage):
        ren = stage.cast.ren
        other = sign_in_session(person_id=ren.pk, digest="0" * 64, at=stage.at)
        send = {"listing_id": stage.listing_id, "worker_id": ren.pk, "work": Work(text="丸い看板"), "at": stage.at}
        assert refused(lambda: proposals.send_contest_proposal(**send, signed=other)) == [
            "terms.refused.not_what_was_shown"
        ]

    def test_is_not_for_the_client_nor_with_nothing_nor_without_end(self, stage):
        assert refused(lambda: stage.propose(stage.client)) == ["jobs.refused.own_listing"]
        assert refused(lambda: stage.propose(stage.cast.ren, text="")) == ["contests.refused.nothing_sent"]
        for number in range(10):
            stage.propose(stage.cast.ren, text=f"案{number}")
        assert refused(lambda: stage.propose(stage.cast.ren)) == ["contests.refused.too_many_proposals"]

    def test_of_a_next_version_is_possible_after_the_deadline_only_when_asked(self, stage):
        first = stage.propose(stage.cast.ren)
        stage.revise(first, stage.cast.ren)
        stage.to_selection()
        assert refused(lambda: stage.revise(first, stage.cast.ren)) == ["jobs.refused.not_open"]
        stage.wish(first)
        stage.revise(first, stage.cast.ren, "豆を三粒にしました")
        _, line = proposal_for(Eyes(stage.client.pk), first)
        assert [version.text for version in line.versions][0] == "豆を三粒にしました"
        assert len(line.versions) == 3 and len(line.wishes) == 1
        assert refused(lambda: stage.revise(first, stage.cast.ren)) == ["jobs.refused.not_open"]

    def test_is_over_once_taken_back_and_the_last_one_taken_back_ends_the_selection(self, stage):
        first, second = stage.propose(stage.cast.ren), stage.propose(stage.cast.mio)
        stage.withdraw(first, stage.cast.ren)
        stage.withdraw(first, stage.cast.ren)
        stage.to_selection()
        assert refused(lambda: stage.award(first)) == ["contests.refused.withdrawn"]
        assert refused(lambda: stage.withdraw(second, stage.cast.ren)) == ["contests.refused.no_such_proposal"]
        stage.withdraw(second, stage.cast.mio)
        assert (stage.state, stage.held()) == ("returned", 0)


class TestWhoSees:
    def test_public_proposals_is_everybody_until_the_end_and_then_whom_the_maker_lets(self, stage):
        cast = stage.cast
        first, second = stage.propose(cast.ren), stage.propose(cast.mio)
        assert numbers(stage) == numbers(stage, cast.zen) == numbers(stage, stage.client) == [2, 1]
        stage.to_selection()
        stage.award(first)
        assert (numbers(stage), numbers(stage, cast.mio), numbers(stage, stage.client)) == ([], [2], [2, 1])
        proposals.show_contest_proposal(proposal_id=second, worker_id=cast.mio.pk, may_show=True, at=stage.at)
        assert numbers(stage) == [2]

    def test_hidden_proposals_is_the_client_and_each_maker(self, opened):
        stage = opened(is_public=False)
        stage.propose(stage.cast.ren)
        stage.propose(stage.cast.mio)
        seen = [numbers(stage, each) for each in (None, stage.cast.zen, stage.cast.ren, stage.client, stage.cast.kei)]
        assert seen == [[], [], [1], [2, 1], [2, 1]]

    def test_what_staff_removed_is_its_maker_and_nobody_adopts_it(self, stage):
        first = stage.propose(stage.cast.ren)
        stage.propose(stage.cast.mio)
        kei = stage.cast.kei.pk
        moderation.remove_contest_proposal(proposal_id=first, by_staff_id=kei, decision_id=1, at=stage.at)
        assert (numbers(stage), numbers(stage, stage.cast.ren), numbers(stage, stage.client)) == ([2], [2, 1], [2])
        stage.to_selection()
        assert refused(lambda: stage.award(first)) == ["contests.refused.cannot_be_adopted"]
        moderation.restore_contest_proposal(proposal_id=first, decision_id=1, by_staff_id=kei, at=stage.at)
        assert stage.award(first).state == "working"

    def test_originals_is_the_maker_alone_until_the_prize_of_the_adoption_is_deposited(self, stage, settings):
        cast = stage.cast
        everyone = (stage.client, cast.ren, cast.mio, cast.zen, cast.kei)
        first, more = stage.propose(cast.ren, files=1), stage.propose(cast.mio, files=1)
        (file, other) = (stage.row(each).versions.get().files.get().pk for each in (first, more))

        def readers(file_id: int) -> list[str]:
            return [each.display_name for each in everyone if file_for(person_id=each.pk, file_id=file_id)]

        assert (readers(file), readers(other)) == (["蓮"], ["Mio"])
        assert preview_for(person_id=stage.client.pk, file_id=file) is None
        stage.to_selection()
        stage.award(first)
        assert (readers(file), readers(other)) == (["葵デザイン室", "蓮"], ["Mio"])
        contract = stage.award_more(more)
        assert readers(other) == ["Mio"]
        settings.FUNDS = "demo_bank"
        _deposit(contract, stage)
        assert readers(other) == ["葵デザイン室", "Mio"]


class TestWhatIsSaid:
    def test_likes_and_wishes_reach_the_maker_once(self, stage):
        first = stage.propose(stage.cast.ren)
        for _ in range(2):
            stage.like(first)
            stage.wish(first)
        assert stage.told(stage.cast.ren) == ["contest_proposal.liked.worker", "contest_proposal.wished.worker"]
        stage.like(first, is_liked=False)
        assert stage.row(first).liked_at is None

    def test_questions_are_answered_once_for_everybody(self, stage):
        stage.ask(stage.cast.ren)
        stage.ask(stage.cast.ren)
        question = Question.objects.get()
        stage.answer(question.pk)
        assert refused(lambda: stage.answer(question.pk, "いいえ。")) == ["contests.refused.answered_already"]
        assert stage.told(stage.client)[-1] == "contest_proposal.question.client"
        assert stage.told(stage.cast.ren) == ["contest_proposal.answer.worker"]
        assert refused(lambda: stage.ask(stage.client)) == ["jobs.refused.own_listing"]

    def test_marks_come_after_the_deadline_with_a_reason(self, stage):
        first = stage.propose(stage.cast.ren)
        assert refused(lambda: stage.mark(first)) == ["contests.refused.not_choosing"]
        stage.to_selection()
        assert refused(lambda: stage.mark(first, " ")) == ["jobs.refused.reason_missing"]
        stage.mark(first)
        assert stage.row(first).mark_reason


def test_a_note_to_the_client_is_talk_and_the_work_is_not(stage):
    ren, kei = stage.cast.ren, stage.cast.kei
    restrict(
        person_id=ren.pk, kind="messages", reason="しつこい連絡でした。", until=None, by_staff_id=kei.pk, at=stage.at
    )
    assert refused(lambda: stage.propose(ren, note="返事をください。")) == ["contests.refused.note_restricted"]
    stage.propose(ren)


def test_who_may_not_write_to_the_other_asks_and_wishes_nothing_of_them(stage):
    ren, aoi, kei = stage.cast.ren, stage.cast.aoi, stage.cast.kei
    proposal_id = stage.propose(ren)
    thread_id = open_thread(people=(aoi.pk, ren.pk), at=stage.at)
    said = {"kind": "messages", "reason": "しつこい連絡でした。", "until": None, "by_staff_id": kei.pk, "at": stage.at}
    for person in (ren, aoi):
        restrict(person_id=person.pk, thread_id=thread_id, **said)
    assert refused(lambda: stage.ask(ren)) == ["people.refused.restricted.messages"]
    assert refused(lambda: stage.wish(proposal_id)) == ["people.refused.restricted.messages"]
    stage.ask(stage.cast.mio)


class TestAStoppedListing:
    def test_takes_nothing_new_and_its_clock_returns_the_money(self, stage):
        first = stage.propose(stage.cast.ren)
        _stop(stage)
        assert refused(lambda: stage.propose(stage.cast.mio)) == ["jobs.refused.listing_stopped"]
        assert numbers(stage) == []
        stage.to_selection()
        assert refused(lambda: stage.award(first)) == ["jobs.refused.listing_stopped"]
        stage.days_pass(23)
        assert (stage.state, stage.wallet(stage.client)) == ("returned", stage.prize)


class TestAContestWhoseClientMayNotAgree:
    def test_takes_nothing_new_until_they_may_again(self, stage):
        first, until = stage.propose(stage.cast.ren), stage.at + timedelta(days=1)
        said = {"reason": "規約の違反を確認しています。", "by_staff_id": stage.cast.kei.pk, "at": stage.at}
        restrict(person_id=stage.client.pk, kind="limited", until=until, **said)
        for sending in (
            lambda: stage.propose(stage.cast.mio),
            lambda: stage.revise(first, stage.cast.ren),
            lambda: stage.ask(stage.cast.mio),
        ):
            assert refused(sending) == ["jobs.refused.held_up"]
        stage.at = until
        stage.propose(stage.cast.mio)


def _deposit(contract, stage: Stage) -> None:
    announce_deposit(contract_id=contract.pk, client_id=stage.client.pk, at=stage.at)


def _stop(stage: Stage) -> None:
    suspend_listing(
        listing_id=stage.listing_id, kind="listing", by_staff_id=stage.cast.kei.pk, decision_id=1, at=stage.at
    )
