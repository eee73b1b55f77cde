"""Ratings are double blind, given once, answered once, and published by time when only one side speaks."""

from datetime import timedelta

import pytest

from tachiai.contracts import queries, rating
from tachiai.contracts.models import Rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.people.models import Person
from tests.cast import Cast
from tests.deal import Deal, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(cast: Cast) -> Deal:
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.deliver()
    deal.accept()
    return deal


def rate(deal: Deal, rater: Person, stars: int = 5, comment: str = "ありがとうございました。") -> Rating:
    role = Actor.CLIENT if rater == deal.client else Actor.WORKER
    given = dict.fromkeys(RATING_ITEMS[role], stars)
    return rating.rate(contract_id=deal.contract.pk, rater_id=rater.pk, stars=given, comment=comment, at=deal.at)


def seen_by(deal: Deal, person: Person) -> queries.RatingsView:
    view = deal.view(person)
    assert view is not None
    return queries.ratings(view)


class TestDoubleBlind:
    def test_one_rating_is_hidden_from_the_other_side(self, done: Deal) -> None:
        rate(done, done.client, 3)
        assert seen_by(done, done.worker).theirs is None
        assert queries.face(done.worker.pk, Actor.WORKER).ratings_count == 0

    def test_the_second_publishes_both(self, done: Deal) -> None:
        rate(done, done.client, 3)
        rate(done, done.worker, 5)
        assert seen_by(done, done.worker).theirs.average == 3
        assert seen_by(done, done.client).theirs.average == 5

    def test_after_a_month_the_single_one_is_published(self, done: Deal) -> None:
        rate(done, done.client, 4)
        done.days_pass(31)
        assert seen_by(done, done.worker).theirs.average == 4
        assert refused(lambda: rate(done, done.worker)) == ["contracts.refused.rating_closed"]


class TestGiving:
    def test_needs_every_item(self, done: Deal) -> None:
        call = {"contract_id": done.contract.pk, "rater_id": done.client.pk, "comment": "", "at": done.at}
        assert set(refused(lambda: rating.rate(stars={"skill": 5}, **call))) == {"contracts.refused.stars_missing"}

    def test_only_once(self, done: Deal) -> None:
        rate(done, done.client)
        assert refused(lambda: rate(done, done.client, 1)) == ["contracts.refused.rated_already"]

    def test_not_while_the_contract_runs_and_not_by_strangers(self, done: Deal, cast: Cast) -> None:
        running = Deal(cast.aoi, cast.mio)
        assert refused(lambda: rate(running, cast.aoi)) == ["contracts.refused.rating_closed"]
        with pytest.raises(Refusal):
            rating.rate(contract_id=done.contract.pk, rater_id=cast.zen.pk, stars={}, comment="", at=done.at)

    def test_not_when_nothing_was_ever_deposited(self, cast: Cast) -> None:
        withdrawn = Deal(cast.aoi, cast.ren)
        withdrawn.take("withdraw", actor=Actor.WORKER)
        assert refused(lambda: rate(withdrawn, cast.aoi)) == ["contracts.refused.rating_closed"]


class TestReply:
    @pytest.fixture
    def given(self, done: Deal) -> Rating:
        rate(done, done.worker)
        return rate(done, done.client, 2)

    def reply(self, deal: Deal, given: Rating, person: Person, text: str = "次は早めにご相談します。") -> Rating:
        return rating.reply(rating_id=given.pk, person_id=person.pk, text=text, at=deal.at + timedelta(hours=1))

    def test_the_rated_side_answers_once_in_public(self, done: Deal, given: Rating) -> None:
        self.reply(done, given, done.worker)
        assert seen_by(done, done.worker).theirs.reply == "次は早めにご相談します。"
        assert refused(lambda: self.reply(done, given, done.worker)) == ["contracts.refused.replied_already"]

    def test_nobody_else_does(self, done: Deal, given: Rating) -> None:
        assert refused(lambda: self.reply(done, given, done.client)) == ["lifecycle.not_yours"]

    def test_an_empty_reply_is_no_reply(self, done: Deal, given: Rating) -> None:
        assert refused(lambda: self.reply(done, given, done.worker, "  ")) == ["contracts.refused.reply_length"]


class TestFace:
    def test_counts_what_was_accepted_against_all_that_ended_after_a_deposit(self, done: Deal, cast: Cast) -> None:
        given_up = Deal(cast.aoi, cast.ren)
        given_up.deposit()
        given_up.take("give_up")
        Deal(cast.aoi, cast.ren).take("withdraw", actor=Actor.CLIENT)
        face = queries.face(cast.ren.pk, Actor.WORKER)
        assert (face.contracts_completed, face.contracts_terminated) == (1, 1)
        assert float(face.completion_rate) == 0.5

    def test_a_newcomer_has_no_rate_rather_than_nought(self, cast: Cast) -> None:
        assert queries.face(cast.mio.pk, Actor.WORKER).completion_rate is None
