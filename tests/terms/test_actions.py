from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.kernel.refused import Refusal
from tachiai.terms import actions, queries
from tachiai.terms.models import Consent, Version
from tests.talk import yes
from tests.terms.samples import AT, SETTLED


def new_sheet(cast, baseline=SETTLED):
    """Aoi's sheet with settled terms; price and day are Ren's."""
    return actions.open_sheet(
        terms=SETTLED,
        baseline=baseline,
        client_id=cast.aoi.pk,
        worker_id=cast.ren.pk,
        of_worker=("price", "due_on"),
        at=AT,
    )


class Negotiation:
    """Aoi's sheet, opened with settled terms, and what the two do with it."""

    def __init__(self, cast):
        self.people = {"client": cast.aoi.pk, "worker": cast.ren.pk}
        self.sheet_id = new_sheet(cast)

    @property
    def current(self):
        return queries.current(self.sheet_id)

    def propose(self, role, base=None, at=AT, **changes):
        return actions.propose(
            sheet_id=self.sheet_id,
            terms=replace(self.current.terms, **changes),
            role=role,
            person_id=self.people[role],
            base_number=self.current.number if base is None else base,
            at=at,
        )

    def consent(self, role, version=None, digest=None, at=AT):
        """A yes, after both have gone through what is on the table by now."""
        version = version or self.current
        self.talk_through()
        signed = yes(self.people[role], version.digest if digest is None else digest, at)
        return actions.consent(version_id=version.id, role=role, signed=signed, at=at)

    @property
    def standings(self):
        return queries.talk(queries.sheet(self.sheet_id), self.current.terms)

    def talk_through(self, *roles):
        for role in roles or self.people:
            self.understand(role, *(each.item for each in self.standings))

    def understand(self, role, *items):
        person_id = self.people[role]
        return actions.understand(sheet_id=self.sheet_id, role=role, person_id=person_id, shown=items, at=AT)

    def say(self, role, item, text, is_question=False):
        return actions.say(
            sheet_id=self.sheet_id,
            item=item,
            role=role,
            person_id=self.people[role],
            text=text,
            is_question=is_question,
            at=AT,
        )


@pytest.fixture
def negotiation(cast):
    return Negotiation(cast)


def refusal_of(call, *args, **kwargs):
    with pytest.raises(Refusal) as caught:
        call(*args, **kwargs)
    return [reason.key for reason in caught.value.reasons]


class TestTalk:
    def test_tells_when_a_side_has_understood_everything_and_only_then(self, negotiation):
        first, *others = [each.item for each in negotiation.standings if not each.is_understood("worker")]
        assert negotiation.understand("worker", *others) is False
        assert negotiation.understand("worker", first) is True
        assert negotiation.understand("worker", first) is False

    def test_begins_with_what_each_side_put_forward(self, negotiation):
        by_worker = {each.item.name for each in negotiation.standings if each.is_understood("worker")}
        by_client = {each.item.name for each in negotiation.standings if each.is_understood("client")}
        assert by_worker == {"price", "due_on"}
        assert by_client == {each.item.name for each in negotiation.standings}

    def test_a_change_is_understood_by_whoever_proposed_it(self, negotiation):
        negotiation.talk_through()
        negotiation.propose("worker", rounds=3)
        open_for = [
            (each.item.name, side)
            for each in negotiation.standings
            for side in negotiation.people
            if not each.is_understood(side)
        ]
        assert open_for == [("rounds", "client")]

    def test_an_open_point_is_understood_by_nobody(self, negotiation):
        negotiation.propose("client", portfolio="")
        negotiation.talk_through()
        left = [each for each in negotiation.standings if not each.is_understood("client")]
        assert [each.item.name for each in left] == ["portfolio"]
        negotiation.propose("worker", portfolio="freely")
        (settled,) = (each.item for each in negotiation.standings if each.item.name == "portfolio")
        assert negotiation.understand("client", settled) is True

    def test_an_item_that_changed_meanwhile_is_refused_as_a_whole(self, negotiation):
        seen = [each.item for each in negotiation.standings]
        negotiation.propose("client", rounds=3)
        assert refusal_of(negotiation.understand, "worker", *seen) == ["terms.refused.item_changed"]
        assert not any(each.is_understood("worker") for each in negotiation.standings if each.item.name == "scope")

    def test_the_same_word_twice_is_said_once(self, negotiation):
        assert negotiation.say("worker", "scope", "3案ですか。", is_question=True) is True
        assert negotiation.say("worker", "scope", "3案ですか。 ", is_question=True) is False
        assert negotiation.say("client", "scope", "3案ですか。") is True
        words = queries.talk_with_words(queries.sheet(negotiation.sheet_id), negotiation.current.terms)[1]
        assert [(word.side, word.is_question) for word in words] == [("worker", True), ("client", False)]

    @pytest.mark.parametrize(
        ("item", "text", "key"),
        [("scope", " ", "nothing_said"), ("scope", "あ" * 2001, "too_long"), ("weather", "雨", "no_such_item")],
    )
    def test_a_word_needs_an_item_and_a_text_that_fits(self, negotiation, item, text, key):
        assert refusal_of(negotiation.say, "worker", item, text) == [f"terms.refused.{key}"]

    def test_is_over_once_the_sheet_is_closed(self, negotiation):
        items = [each.item for each in negotiation.standings]
        actions.close_sheet(sheet_id=negotiation.sheet_id, at=AT)
        assert refusal_of(negotiation.understand, "worker", *items) == ["terms.refused.sheet_closed"]


class TestPropose:
    def test_makes_the_next_version_and_leaves_the_earlier_one_as_it_was(self, negotiation):
        first = negotiation.current
        second = negotiation.propose("worker", price=35_000)
        assert (first.number, second.number) == (1, 2)
        assert queries.terms_of(first.id) == SETTLED
        assert queries.terms_of(second.id).price == 35_000

    def test_of_unchanged_terms_makes_no_version(self, negotiation):
        assert negotiation.propose("worker") == negotiation.current
        assert Version.objects.count() == 1

    def test_is_refused_when_the_other_side_was_faster(self, negotiation):
        negotiation.propose("client", price=28_000)
        refused = refusal_of(negotiation.propose, "worker", base=1, price=35_000)
        assert refused == ["terms.refused.newer_version"]
        assert negotiation.current.terms.price == 28_000

    def test_refuses_mistakes_but_not_open_points(self, negotiation):
        yesterday = date(2026, 11, 1)
        assert refusal_of(negotiation.propose, "worker", due_on=yesterday) == ["terms.refused.date_past"]
        assert negotiation.propose("worker", out_of_scope="").number == 2


class TestConsent:
    def test_of_both_to_the_same_version_is_agreement(self, negotiation):
        assert negotiation.consent("worker") is None
        agreed = negotiation.consent("client")
        assert agreed.version == negotiation.current

    def test_of_one_side_twice_is_not_agreement(self, negotiation):
        assert negotiation.consent("worker") is None
        assert negotiation.consent("worker") is None

    def test_to_different_versions_is_not_agreement(self, negotiation):
        negotiation.consent("worker")
        negotiation.propose("client", price=28_000)
        assert negotiation.consent("client") is None

    def test_to_an_outdated_version_is_refused(self, negotiation):
        first = negotiation.current
        negotiation.propose("client", price=28_000)
        assert refusal_of(negotiation.consent, "worker", first) == ["terms.refused.outdated_version"]

    def test_needs_the_digest_of_what_was_shown(self, negotiation):
        refused = refusal_of(negotiation.consent, "worker", digest="0" * 64)
        assert refused == ["terms.refused.not_what_was_shown"]

    def test_is_refused_while_a_point_is_open(self, negotiation):
        negotiation.propose("worker", out_of_scope="", portfolio="")
        assert refusal_of(negotiation.consent, "worker") == ["terms.refused.point_open"] * 2

    def test_is_refused_once_the_due_date_has_passed(self, negotiation):
        late = AT + timedelta(days=29)
        assert refusal_of(negotiation.consent, "worker", at=late) == ["terms.refused.date_past"]
        assert Consent.objects.count() == 0

    def test_is_refused_after_the_sheet_was_closed(self, negotiation):
        actions.close_sheet(sheet_id=negotiation.sheet_id, at=AT)
        assert refusal_of(negotiation.consent, "worker") == ["terms.refused.sheet_closed"]
        assert refusal_of(negotiation.propose, "worker", price=1) == ["terms.refused.sheet_closed"]


@pytest.fixture
def agreed(negotiation):
    """Version 2 is in force, and the sheet is closed, as once a contract was made."""
    negotiation.propose("worker", price=35_000)
    for role in ("client", "worker"):
        negotiation.consent(role)
    actions.close_sheet(sheet_id=negotiation.sheet_id, at=AT)
    return negotiation


class TestAmend:
    def amend(self, negotiation, base=None, role="client", at=AT, **changes):
        base = base or queries.numbered(negotiation.sheet_id, 2)
        return actions.amend(
            version_id=base.id,
            terms=replace(base.terms, **changes),
            role=role,
            person_id=negotiation.people[role],
            at=at,
        )

    def yes(self, negotiation, version_id, role="worker", at=AT):
        actions.consent_to_amendment(version_id=version_id, role=role, person_id=negotiation.people[role], at=at)

    def test_makes_the_next_version_with_the_proposers_yes(self, agreed):
        version_id = self.amend(agreed, price=40_000)
        version = queries.version(version_id)
        assert (version.number, version.terms.price) == (3, 40_000)
        assert version.amends_id == queries.numbered(agreed.sheet_id, 2).id
        assert queries.consents(version_id) == {"client"}
        self.yes(agreed, version_id)
        self.yes(agreed, version_id)
        assert queries.consents(version_id) == {"client", "worker"}

    def test_builds_on_the_version_in_force_after_a_refused_one(self, agreed):
        self.amend(agreed, price=40_000)
        fourth = queries.version(self.amend(agreed, role="worker", rounds=3))
        assert (fourth.number, fourth.terms.price, fourth.terms.rounds) == (4, 35_000, 3)

    def test_refuses_open_points_and_mistakes(self, agreed):
        assert refusal_of(self.amend, agreed, scope="") == ["terms.refused.point_open"]
        assert refusal_of(self.amend, agreed, price=0) == ["terms.refused.too_small"]
        assert refusal_of(self.amend, agreed, due_on=date(2026, 11, 1)) == ["terms.refused.date_past"]
        assert Version.objects.count() == 2

    def test_lets_a_date_stand_that_has_passed_while_the_work_ran(self, agreed):
        late = AT + timedelta(days=29)
        version_id = self.amend(agreed, at=late, rounds=3)
        self.yes(agreed, version_id, at=late)
        assert refusal_of(self.amend, agreed, at=late, due_on=date(2026, 11, 29)) == ["terms.refused.date_past"]

    def test_is_agreed_to_only_while_its_new_date_lies_ahead(self, agreed):
        version_id = self.amend(agreed, due_on=date(2026, 12, 4))
        refused = refusal_of(self.yes, agreed, version_id, at=AT + timedelta(days=33))
        assert refused == ["terms.refused.date_past"]
        assert queries.consents(version_id) == {"client"}

    def test_is_for_closed_negotiations_and_the_yes_for_amendments(self, negotiation):
        with pytest.raises(ValueError, match="under negotiation"):
            self.amend(negotiation, base=negotiation.current, price=1)
        with pytest.raises(ValueError, match="no amendment"):
            self.yes(negotiation, negotiation.current.id)

    def test_leaves_the_history_as_it_was_and_compares_with_its_base(self, agreed):
        self.amend(agreed, price=40_000)
        self.amend(agreed, role="worker", rounds=3)
        fourth, third, second, first = queries.history(agreed.sheet_id)
        assert [entry.amends for entry in (fourth, third, second, first)] == [2, 2, None, None]
        assert [change.field.name for change in fourth.changes] == ["rounds"]
        assert [change.field.name for change in third.changes] == ["price"]
        assert taken_back(second)["client"] is None
        assert taken_back(third)["client"] is None

    def test_costs_the_history_no_query_each(self, agreed, django_assert_num_queries):
        for price in range(40_000, 40_010):
            self.amend(agreed, price=price)
        with django_assert_num_queries(2):
            assert len(queries.history(agreed.sheet_id)) == 12


def taken_back(entry):
    """By which version each consent to this one was taken back."""
    return {consent.role: consent.taken_back_by for consent in entry.consents}


class TestHistory:
    def test_shows_which_change_took_which_consent_back(self, negotiation):
        negotiation.consent("worker")
        negotiation.propose("client", price=28_000)
        negotiation.consent("client")
        newest, oldest = queries.history(negotiation.sheet_id)
        assert taken_back(oldest) == {"worker": 2}
        assert taken_back(newest) == {"client": None}
        (change,) = newest.changes
        assert (change.field.name, change.before, change.after) == ("price", 30_000, 28_000)

    def test_asks_the_database_twice_whatever_its_length(self, negotiation, django_assert_num_queries):
        for price in range(1000, 1020):
            negotiation.propose("worker", price=price)
        with django_assert_num_queries(2):
            entries = queries.history(negotiation.sheet_id)
        assert len(entries) == 21
        assert all(len(entry.changes) == 1 for entry in entries[:-1])


class TestTheDatabase:
    @pytest.mark.parametrize("statement", ["UPDATE {} SET id = 0", "DELETE FROM {}"])
    def test_refuses_to_change_a_version(self, negotiation, statement):
        self.refuses(statement.format("terms_version"))

    @pytest.mark.parametrize("statement", ["UPDATE {} SET id = 0", "DELETE FROM {}"])
    def test_refuses_to_change_a_consent(self, negotiation, statement):
        negotiation.consent("worker")
        self.refuses(statement.format("terms_consent"))

    def test_refuses_a_version_of_a_closed_sheet(self, negotiation):
        actions.close_sheet(sheet_id=negotiation.sheet_id, at=AT)
        self.refuses(
            "INSERT INTO terms_version (sheet_id, number, values, digest, proposed_by_id, proposed_at)"
            " SELECT sheet_id, 2, values, digest, proposed_by_id, proposed_at FROM terms_version"
        )

    def test_refuses_an_amendment_of_an_open_sheet(self, negotiation):
        self.refuses(
            "INSERT INTO terms_version (sheet_id, number, values, digest, proposed_by_id, proposed_at, amends_id)"
            " SELECT sheet_id, 2, values, digest, proposed_by_id, proposed_at, id FROM terms_version"
        )

    def test_refuses_an_amendment_of_another_sheets_version(self, negotiation, cast):
        actions.close_sheet(sheet_id=negotiation.sheet_id, at=AT)
        other = new_sheet(cast)
        base = queries.current(other).id
        actions.close_sheet(sheet_id=other, at=AT)
        self.refuses(
            "INSERT INTO terms_version (sheet_id, number, values, digest, proposed_by_id, proposed_at, amends_id)"
            f" SELECT sheet_id, 2, values, digest, proposed_by_id, proposed_at, {base} FROM terms_version"
            f" WHERE sheet_id = {negotiation.sheet_id}"
        )

    def refuses(self, statement):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
