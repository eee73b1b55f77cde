"""Texts that staff remove by a decision: gone for readers, kept for staff and on record, restored as asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tachiai.contracts import queries as contracts
from tachiai.contracts import rating
from tachiai.contracts.moderation import remove_rating, restore_rating
from tachiai.contracts.record.entries import entries
from tachiai.contracts.record.following import contracts_in
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.conversations import queries as conversations
from tachiai.conversations.actions import post_message
from tachiai.conversations.actions.moderation import remove_message, restore_message
from tachiai.conversations.queries.searching import search
from tachiai.evidence.actions import whole_record
from tachiai.jobs import actions as jobs
from tachiai.jobs import queries as job_queries
from tachiai.jobs.actions.moderation import remove_proposal_text, restore_proposal_text
from tachiai.kernel.entries import WHOLE
from tachiai.kernel.lifecycle import Actor
from tachiai.people import actions, queries
from tachiai.people.models import TextRemoval
from tests.cast import Cast
from tests.deal import Deal, refused
from tests.jobs.market import OFFER, Market
from tests.terms.samples import AT

pytestmark = pytest.mark.django_db
DECISION = 91


def by(cast: Cast, at=AT) -> dict[str, object]:
    return {"by_staff_id": cast.kei.pk, "decision_id": DECISION, "at": at}


@pytest.fixture
def deal(cast: Cast, settings) -> Deal:
    settings.FUNDS = "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


class TestAMessage:
    def test_is_gone_for_both_with_its_versions_and_cannot_be_found(self, deal: Deal, cast: Cast) -> None:
        said = deal.write(cast.ren, "秘密の合言葉です。")
        deal.edit(said, "秘密の合言葉はひまわりです。")
        remove_message(message_id=said.pk, **by(cast, deal.at))
        for person in (cast.aoi, cast.ren):
            line = conversations.thread(thread_id=said.thread_id, person_id=person.pk).messages[-1]
            assert (line.body, line.versions, line.removed_by, line.editable_until) == ("", (), DECISION, None)
            assert search(person_id=person.pk, asked="ひまわり").lines == []
            assert conversations.threads(person_id=person.pk).lines[0].excerpt == ""
        assert refused(lambda: deal.edit(said, "別の言葉です。")) == ["conversations.refused.removed"]

    def test_comes_back_as_it_read(self, deal: Deal, cast: Cast) -> None:
        said = deal.write(cast.ren, "合言葉です。")
        deal.edit(said, "合言葉はひまわりです。")
        remove_message(message_id=said.pk, **by(cast, deal.at))
        back = {"message_id": said.pk, "decision_id": DECISION, "by_staff_id": None, "at": deal.at}
        restore_message(**back)
        restore_message(**back)
        line = conversations.thread(thread_id=said.thread_id, person_id=cast.aoi.pk).messages[-1]
        assert (line.body, line.removed_by, len(line.versions)) == ("合言葉はひまわりです。", None, 1)
        assert len(search(person_id=cast.aoi.pk, asked="ひまわり").lines) == 1

    def test_takes_its_files_with_it(self, deal: Deal, cast: Cast) -> None:
        file = deal.file(cast.ren, "a.txt", b"one")
        where = {"thread_id": deal.contract.thread_id, "author_id": cast.ren.pk, "at": deal.at}
        said = post_message(**where, body="どうぞ。", files=[file])
        assert conversations.file_for(person_id=cast.aoi.pk, file_id=file) is not None
        remove_message(message_id=said.pk, **by(cast, deal.at))
        assert conversations.file_for(person_id=cast.aoi.pk, file_id=file) is None
        assert conversations.file_for(person_id=cast.ren.pk, file_id=file) is not None

    def test_stays_on_record_and_the_record_says_what_was_done(self, deal: Deal, cast: Cast) -> None:
        said = deal.write(cast.ren, "合言葉です。")
        whole_record(contract_id=deal.contract.pk, at=deal.at)
        remove_message(message_id=said.pk, **by(cast, deal.at))
        restore_message(message_id=said.pk, **by(cast, deal.at))
        found = [entry for entry in entries(deal.contract, WHOLE) if entry.kind == "text_removal"]
        assert [entry.payload["removed"] for entry in found] == [True, False]
        assert {(entry.payload["of"], entry.payload["item"]) for entry in found} == {("message", said.pk)}
        assert contracts_in("text_removal", 0, found[-1].item) == {deal.contract.pk}
        sealed = whole_record(contract_id=deal.contract.pk, at=deal.at)
        assert [entry.payload["body"] for entry in sealed.entries if entry.kind == "message"][-1] == "合言葉です。"


class TestAProposal:
    def test_loses_its_words_in_both_places(self, cast: Cast) -> None:
        market = Market(cast)
        proposal_id = market.proposal()
        remove_proposal_text(proposal_id=proposal_id, **by(cast))
        view = job_queries.proposal_for(cast.aoi.pk, proposal_id)
        assert (view.proposal.message, view.removed_by, view.proposal.price) == ("", DECISION, 35_000)
        (compared,) = job_queries.proposals_of(view.listing.pk, cast.aoi.pk)
        assert (compared.message, compared.removed_by) == ("", DECISION)
        thread = conversations.thread(thread_id=view.proposal.thread_id, person_id=cast.aoi.pk)
        assert [line.removed_by for line in thread.messages] == [DECISION]
        restore_proposal_text(proposal_id=proposal_id, **by(cast))
        assert job_queries.proposal_for(cast.aoi.pk, proposal_id).proposal.message.startswith("ロゴを")
        thread = conversations.thread(thread_id=view.proposal.thread_id, person_id=cast.aoi.pk)
        assert [line.removed_by for line in thread.messages] == [None]

    def test_and_its_message_stay_removed_while_any_decision_stands(self, cast: Cast) -> None:
        market = Market(cast)
        proposal_id = market.proposal()
        thread_id = job_queries.proposal_for(cast.aoi.pk, proposal_id).proposal.thread_id
        (first,) = conversations.thread(thread_id=thread_id, person_id=cast.aoi.pk).messages
        earlier = {**by(cast), "decision_id": DECISION - 1}
        remove_message(message_id=first.id, **earlier)
        remove_proposal_text(proposal_id=proposal_id, **by(cast))

        def shown() -> tuple[str, str]:
            thread = conversations.thread(thread_id=thread_id, person_id=cast.aoi.pk)
            return job_queries.proposal_for(cast.aoi.pk, proposal_id).proposal.message, thread.messages[0].body

        restore_message(message_id=first.id, **earlier)
        assert shown() == ("", ""), "the later decision is about the same words"
        remove_message(message_id=first.id, **earlier)
        restore_proposal_text(proposal_id=proposal_id, **by(cast))
        assert shown() == (OFFER.message, ""), "the earlier one stands"
        restore_message(message_id=first.id, **earlier)
        assert shown() == (OFFER.message, OFFER.message)
        assert search(person_id=cast.aoi.pk, asked=OFFER.message[:5]).lines

    def test_comes_back_in_the_thread_also_after_new_words(self, cast: Cast) -> None:
        market = Market(cast)
        proposal_id = market.proposal()
        remove_proposal_text(proposal_id=proposal_id, **by(cast))
        new = replace(OFFER, message="言い直しました。よろしくお願いします。")
        jobs.edit_proposal(proposal_id=proposal_id, worker_id=cast.ren.pk, offer=new, at=AT)
        restore_proposal_text(proposal_id=proposal_id, **by(cast))
        thread_id = job_queries.proposal_for(cast.aoi.pk, proposal_id).proposal.thread_id
        said = conversations.thread(thread_id=thread_id, person_id=cast.aoi.pk).messages
        assert [line.body for line in said] == [OFFER.message, new.message]

    def test_shows_the_new_words_of_its_worker(self, cast: Cast) -> None:
        market = Market(cast)
        proposal_id = market.proposal()
        remove_proposal_text(proposal_id=proposal_id, **by(cast))
        new = replace(OFFER, message="言い直しました。よろしくお願いします。")
        jobs.edit_proposal(proposal_id=proposal_id, worker_id=cast.ren.pk, offer=new, at=AT)
        assert job_queries.proposal_for(cast.aoi.pk, proposal_id).proposal.message == new.message


class TestARating:
    def test_is_neither_shown_nor_counted(self, deal: Deal, cast: Cast) -> None:
        deal.deliver()
        deal.accept()
        deal.at += timedelta(hours=1)
        for person, role in ((cast.aoi, Actor.CLIENT), (cast.ren, Actor.WORKER)):
            said = {"stars": dict.fromkeys(RATING_ITEMS[role], 1), "comment": "ひどい", "at": deal.at}
            given = rating.rate(contract_id=deal.contract.pk, rater_id=person.pk, **said)
        assert contracts.face(cast.aoi.pk, Actor.CLIENT).ratings_count == 1
        remove_rating(rating_id=given.pk, **by(cast, deal.at))
        face = contracts.face(cast.aoi.pk, Actor.CLIENT)
        assert (face.ratings_count, face.average, contracts.ratings_of(cast.aoi.pk, Actor.CLIENT)) == (0, None, [])
        answer = {"rating_id": given.pk, "person_id": cast.aoi.pk, "text": "反論です。", "at": deal.at}
        assert refused(lambda: rating.reply(**answer)) == ["contracts.refused.no_such_rating"]
        restore_rating(rating_id=given.pk, **by(cast, deal.at))
        assert contracts.face(cast.aoi.pk, Actor.CLIENT).ratings_count == 1


    def test_is_for_its_author_in_the_record_and_so_is_the_reply(self, deal: Deal, cast: Cast) -> None:
        deal.deliver()
        deal.accept()
        for person, role in ((cast.aoi, Actor.CLIENT), (cast.ren, Actor.WORKER)):
            said = {"stars": dict.fromkeys(RATING_ITEMS[role], 1), "comment": "ひどい", "at": deal.at}
            given = rating.rate(contract_id=deal.contract.pk, rater_id=person.pk, **said)
        rating.reply(rating_id=given.pk, person_id=cast.aoi.pk, text="「ひどい」とは心外です。", at=deal.at)
        remove_rating(rating_id=given.pk, **by(cast, deal.at))
        kept = [each for each in entries(deal.contract, WHOLE) if given.pk in (each.item, each.payload.get("rating"))]
        readers = {each.kind: each.private_to for each in kept if each.kind.startswith("rating")}
        assert readers == {"rating": ("worker", "staff"), "rating_reply": ("client", "staff")}


class TestAProfile:
    def test_is_empty_until_its_person_says_something_else(self, cast: Cast) -> None:
        actions.remove_profile(person_id=cast.ren.pk, **by(cast))
        shown = queries.public_profile(cast.ren.pk)
        assert (shown.skills, shown.removed_by, shown.name) == ((), DECISION, "蓮")
        said = {"display_name": "蓮", "introduction": "", "language": "ja", "time_zone": "Asia/Tokyo", "at": AT}
        actions.update_profile(person_id=cast.ren.pk, **said, skills=["ロゴ", "Illustrator"])
        assert queries.public_profile(cast.ren.pk).removed_by == DECISION
        actions.update_profile(person_id=cast.ren.pk, **said, skills=["写真"])
        assert queries.public_profile(cast.ren.pk).skills == ("写真",)

    def test_comes_back_with_another_introduction_alone(self, cast: Cast) -> None:
        said = {"language": "ja", "time_zone": "Asia/Tokyo", "person_id": cast.ren.pk, "at": AT}
        bad = {"introduction": "直接振り込んでください。", "skills": ["ロゴ"]}
        actions.update_profile(**said, **bad, display_name="蓮")
        actions.remove_profile(person_id=cast.ren.pk, **by(cast))
        actions.update_profile(**said, **{**bad, "skills": ["ロゴ", "写真"]}, display_name="蓮")
        actions.update_profile(**said, **bad, display_name="蓮堂")
        shown = queries.public_profile(cast.ren.pk)
        assert (shown.name, shown.introduction, shown.skills) == ("蓮堂", "", ())
        actions.update_profile(**said, **{**bad, "introduction": "ロゴを作ります。"}, display_name="蓮堂")
        assert queries.public_profile(cast.ren.pk).introduction == "ロゴを作ります。"


class TestWhoMay:
    def test_only_staff_once_and_not_about_their_own(self, cast: Cast) -> None:
        by_mio = {**by(cast), "by_staff_id": cast.mio.pk}
        assert refused(lambda: actions.remove_profile(person_id=cast.ren.pk, **by_mio)) == ["people.refused.not_staff"]
        assert refused(lambda: actions.remove_profile(person_id=cast.kei.pk, **by(cast))) == ["people.refused.oneself"]
        actions.remove_profile(person_id=cast.ren.pk, **by(cast))
        again = refused(lambda: actions.remove_profile(person_id=cast.ren.pk, **by(cast)))
        assert again == ["people.refused.removed_already"]
        assert [each.act for each in queries.staff_acts(subject=("profile", cast.ren.pk))] == ["remove"]
        assert TextRemoval.objects.count() == 1
