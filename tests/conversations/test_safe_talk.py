"""What happens between writing a message and its arriving: consent, warnings, texts kept back, requests, blocks."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tachiai.conversations import actions, queries
from tachiai.conversations.actions import blocks, clock, consent, editing, holding, off_site
from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.models import Draft, Message
from tachiai.conversations.queries.blocks import blocked_people, is_blocked_between
from tachiai.conversations.queries.composer import composer
from tachiai.conversations.queries.consent import consent as consent_of
from tachiai.conversations.queries.holding import held_for_author, held_waiting, talk_around
from tachiai.conversations.queries.notes import notes_in
from tachiai.conversations.queries.off_site import is_contact_allowed, latest_off_site, off_site_waiting
from tachiai.conversations.safety import Warned
from tachiai.conversations.safety_models import HeldLook, HeldMessage, SafetyNote, ScanConsent
from tachiai.kernel.refused import Refusal
from tachiai.kernel.texts import CATALOGUE
from tachiai.notices.models import Notice
from tachiai.people import actions as people
from tests.cast import Cast
from tests.conversations.rulebook import four_words  # noqa: F401 - a fixture
from tests.conversations.talking import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("four_words")]
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Talk:
    """Aoi and Ren talk, and time passes."""

    def __init__(self, cast: Cast):
        self.cast, self.at = cast, AT
        self.thread = actions.open_thread(people=(cast.aoi.pk, cast.ren.pk), at=AT, title="ロゴ")

    def say(self, person: Any, body: str, **more: Any) -> Any:
        return actions.post_message(thread_id=self.thread, author_id=person.pk, body=body, at=self.at, **more)

    def heard(self, person: Any) -> list[str]:
        page = queries.thread(thread_id=self.thread, person_id=person.pk)
        return [line.body for line in page.messages]

    def note(self, person: Any) -> Any:
        page = queries.thread(thread_id=self.thread, person_id=person.pk)
        return next(iter(notes_in(page, page.messages).values()), None)

    def composer(self, person: Any) -> Any:
        return composer(thread_id=self.thread, person_id=person.pk)

    def pass_time(self, **length: float) -> None:
        self.at += timedelta(**length)
        for sweep in (clock.remind_off_site, clock.sweep_off_site, clock.remind_held, clock.sweep_held):
            assert not sweep(self.at).failed

    def decide(self, held: HeldMessage, release: bool, reason: str = "読みました。") -> None:
        holding.decide_held(held_id=held.pk, by_staff_id=self.cast.kei.pk, release=release, reason=reason, at=self.at)

    def withdraw(self, held: HeldMessage, person: Any = None) -> bool:
        return holding.withdraw_held(held_id=held.pk, person_id=(person or self.cast.aoi).pk, at=self.at)

    def begin(self, body: str) -> None:
        """Aoi begins to write."""
        draft = {"thread_id": self.thread, "person_id": self.cast.aoi.pk, "body": body, "once": "form-0"}
        Draft.objects.create(**draft, saved_at=self.at)

    def drafts(self) -> list[str]:
        return list(Draft.objects.values_list("body", flat=True))

    def ask(self, person: Any, reason: str = "面談をするためです。") -> int:
        return off_site.ask_off_site(thread_id=self.thread, person_id=person.pk, reason=reason, at=self.at)

    def answer(self, request_id: int, grant: bool) -> None:
        said = {"request_id": request_id, "by_staff_id": self.cast.kei.pk, "grant": grant}
        off_site.decide_off_site(**said, reason="確かめました。", at=self.at)


@pytest.fixture
def talk(cast: Cast) -> Talk:
    assert cast.kei.is_staff
    return Talk(cast)


def refusal_of(call: Any, *given: Any, **named: Any) -> list[str]:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        call(*given, **named)
    return [reason.key for reason in refusal.value.reasons]


def told(person: Any) -> list[str]:
    kinds = Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind.startswith(("held.", "off_site."))]


class TestAText:
    def test_in_which_nothing_is_found_is_sent_without_a_word(self, talk):
        talk.say(talk.cast.aoi, "下書きをお送りします。")
        talk.say(talk.cast.aoi, "前金のご相談です。")
        assert len(talk.heard(talk.cast.ren)) == 2
        assert talk.note(talk.cast.ren) is None, "a note is advice to the writer, and accuses nobody"

    def test_with_a_warning_waits_for_its_writer(self, talk):
        with pytest.raises(Warned) as warned:
            talk.say(talk.cast.aoi, "催促します。")
        (spot,) = warned.value.judged.spots
        assert (spot.rule, spot.start, spot.end, spot.instead) == ("催促", 0, 2, "rewrite")
        assert talk.heard(talk.cast.ren) == []
        assert not HeldMessage.objects.exists()

    def test_is_sent_in_spite_of_a_warning_once_exactly_that_was_seen(self, talk):
        with pytest.raises(Warned) as warned:
            talk.say(talk.cast.aoi, "催促します。")
        seen = warned.value.judged.seen
        assert refusal_of(talk.say, talk.cast.aoi, "催促しますよ。", seen=seen) == ["conversations.refused.warned"]
        talk.say(talk.cast.aoi, "催促します。", seen=seen)
        note = talk.note(talk.cast.ren)
        assert (note.way, [spot.rule for spot in note.spots]) == ("warned", ["催促"])
        assert talk.note(talk.cast.aoi) is None, "who wrote it has seen it"

    def test_that_is_refused_cannot_be_confirmed(self, talk):
        with pytest.raises(Warned) as warned:
            talk.say(talk.cast.aoi, "禁句です。")
        seen = warned.value.judged.seen
        assert refusal_of(talk.say, talk.cast.aoi, "禁句です。", seen=seen) == ["conversations.refused.not_as_it_is"]

    def test_is_not_stopped_by_a_rule_that_is_only_observed(self, talk):
        talk.say(talk.cast.aoi, "そっと伝えます。")
        assert talk.heard(talk.cast.ren) == ["そっと伝えます。"]

    def test_is_looked_at_again_when_it_is_changed(self, talk):
        message = talk.say(talk.cast.aoi, "こんにちは")

        def edit(body: str, **more: Any) -> bool:
            return editing.edit_message(
                message_id=message.pk, author_id=talk.cast.aoi.pk, body=body, at=talk.at, **more
            )

        assert refusal_of(edit, "暗証番号を教えて") == ["conversations.refused.not_as_it_is"]
        with pytest.raises(Warned) as warned:
            edit("催促します。")
        assert edit("催促します。", seen=warned.value.judged.seen)
        assert talk.note(talk.cast.ren).way == "warned"


class TestAHeldText:
    @pytest.fixture
    def held(self, talk) -> HeldMessage:
        return talk.say(talk.cast.aoi, "暗証番号を教えてください。", once="form-1")

    def test_is_not_shown_to_the_other_side_and_stops_nothing_else(self, talk, held):
        assert talk.heard(talk.cast.ren) == []
        talk.say(talk.cast.aoi, "別件です。")
        assert talk.heard(talk.cast.ren) == ["別件です。"]
        assert told(talk.cast.ren) == []

    def test_is_explained_to_its_author_and_to_nobody_else(self, talk, held):
        view = held_for_author(held_id=held.pk, person_id=talk.cast.aoi.pk)
        assert [spot.rule for spot in view.spots] == ["暗証番号"]
        assert view.row.due_at == AT + timedelta(hours=24)
        assert held_for_author(held_id=held.pk, person_id=talk.cast.ren.pk) is None
        assert [each.id for each in talk.composer(talk.cast.aoi).held] == [held.pk]
        assert talk.composer(talk.cast.ren).held == []
        assert told(talk.cast.kei) == ["held.open.staff"]

    def test_is_kept_once_however_often_the_form_is_sent(self, talk, held):
        assert talk.say(talk.cast.aoi, "暗証番号を教えてください。", once="form-1") == held
        assert HeldMessage.objects.count() == 1

    def test_arrives_with_a_note_when_staff_release_it(self, talk, held):
        talk.decide(held, release=True)
        assert talk.heard(talk.cast.ren) == ["暗証番号を教えてください。"]
        assert talk.note(talk.cast.ren).way == "released"
        assert told(talk.cast.aoi) == ["held.release.asker"]
        held.refresh_from_db()
        assert (held.body, held.message_id) == ("", Message.objects.get().pk), "what was said stands in one place"
        assert refusal_of(talk.decide, held, release=False) == ["lifecycle.not_now"]

    def test_comes_back_with_the_reason_when_staff_return_it(self, talk, held):
        assert refusal_of(talk.decide, held, release=False, reason=" ") == ["conversations.refused.reason_missing"]
        talk.decide(held, release=False, reason="暗証番号は聞けません。")
        assert talk.heard(talk.cast.ren) == []
        view = held_for_author(held_id=held.pk, person_id=talk.cast.aoi.pk)
        assert view.row.body == "暗証番号を教えてください。"
        assert view.decided.answers["reason"] == "暗証番号は聞けません。"
        assert told(talk.cast.aoi) == ["held.return.asker"]
        assert [each.state for each in talk.composer(talk.cast.aoi).held] == ["returned"]
        talk.pass_time(days=8)
        assert talk.composer(talk.cast.aoi).held_at(talk.at) == []

    def test_is_let_go_by_the_clock_after_a_day_with_reminders_before(self, talk, held):
        talk.pass_time(hours=12)
        assert told(talk.cast.aoi) == ["held.remind.held.asker"]
        assert told(talk.cast.kei)[-1] == "held.remind.held.staff"
        talk.pass_time(hours=11)
        assert talk.heard(talk.cast.ren) == []
        talk.pass_time(hours=1)
        assert talk.heard(talk.cast.ren) == ["暗証番号を教えてください。"]
        assert talk.note(talk.cast.ren).way == "let_go"
        assert told(talk.cast.aoi)[-1] == "held.let_go.asker"

    @pytest.mark.parametrize("cause", ["suspended", "blocked"])
    def test_comes_back_when_it_cannot_arrive_any_more(self, talk, held, cause):
        if cause == "suspended":
            said = {"person_id": talk.cast.aoi.pk, "by_staff_id": talk.cast.kei.pk, "until": None}
            people.restrict(kind="suspended", **said, reason="調査中です。", at=talk.at)
        else:
            blocks.block_person(person_id=talk.cast.ren.pk, other_id=talk.cast.aoi.pk, at=talk.at)
        assert refusal_of(talk.decide, held, release=True) == ["held.refused.cannot_arrive"]
        talk.pass_time(hours=24)
        talk.pass_time(hours=1)
        assert talk.heard(talk.cast.ren) == []
        assert told(talk.cast.aoi)[-1] == "held.let_go.returned.asker"

    def test_can_be_taken_back_and_is_kept_nowhere_then(self, talk, held):
        assert refusal_of(talk.withdraw, held, talk.cast.ren) == ["held.refused.no_such_text"]
        assert talk.withdraw(held)
        assert talk.drafts() == ["暗証番号を教えてください。"]
        held.refresh_from_db()
        assert (held.state, held.body) == ("withdrawn", "")
        talk.pass_time(days=2)
        assert talk.heard(talk.cast.ren) == []

    def test_that_was_taken_back_is_not_lost_by_taking_it_back_again(self, talk, held):
        assert talk.withdraw(held)
        assert not talk.withdraw(held)
        assert talk.drafts() == ["暗証番号を教えてください。"]

    def test_comes_back_before_what_was_begun_meanwhile_however_long_both_are(self, talk, held):
        begun = "半分書いた別の返事" * 1_100
        talk.begin(begun)
        assert talk.withdraw(held)
        assert talk.drafts() == [f"暗証番号を教えてください。\n\n{begun}"]

    def test_comes_back_with_its_files_where_its_words_stand_already(self, talk):
        place = {"thread_id": talk.thread, "person_id": talk.cast.aoi.pk}
        file = store(talk.cast.aoi)
        held = talk.say(talk.cast.aoi, "暗証番号を教えてください。", files=[file.pk], once="form-3")
        said = {"body": "暗証番号を教えてください。と書きました", "once": "form-4"}
        actions.drafts.save_draft(**place, **said, at=AT)
        talk.withdraw(held)
        assert [each.pk for each in Draft.objects.get(**place).files.all()] == [file.pk]

    def test_that_staff_returned_comes_back_once_and_stays_to_be_read(self, talk, held):
        talk.decide(held, release=False)
        talk.begin("別の返事")
        assert [talk.withdraw(held), talk.withdraw(held)] == [True, False]
        assert talk.drafts() == ["暗証番号を教えてください。\n\n別の返事"]
        assert held_for_author(held_id=held.pk, person_id=talk.cast.aoi.pk).row.body == "暗証番号を教えてください。"

    def test_that_has_arrived_leaves_what_is_begun_as_it_is(self, talk, held):
        talk.begin("次の返事")
        talk.decide(held, release=True)
        assert not talk.withdraw(held)
        assert talk.drafts() == ["次の返事"]

    def test_takes_the_draft_that_it_was_with_it(self, talk):
        draft = {"thread_id": talk.thread, "person_id": talk.cast.aoi.pk, "body": "暗証番号", "once": "form-2"}
        actions.drafts.save_draft(**draft, at=AT)
        talk.say(talk.cast.aoi, "暗証番号", once="form-2")
        assert not Draft.objects.exists()

    def test_waits_for_staff_alone_earliest_first(self, talk, held):
        later = talk.say(talk.cast.ren, "暗証番号は？")
        assert [row.pk for row in held_waiting(talk.cast.kei.pk)] == [held.pk, later.pk]
        for person in (talk.cast.zen, talk.cast.ren):
            said = {"held_id": held.pk, "by_staff_id": person.pk, "release": True, "reason": "x"}
            assert refusal_of(holding.decide_held, **said, at=AT) == ["people.refused.not_staff"]

    def test_is_read_without_the_talk_around_it_unless_staff_say_why(self, talk, held):
        talk.say(talk.cast.ren, "口座の件です。")
        kei = talk.cast.kei.pk
        assert talk_around(held_id=held.pk, staff_id=kei) is None
        look = {"held_id": held.pk, "by_staff_id": kei, "at": AT}
        assert refusal_of(holding.look_around, **look, reason="") == ["conversations.refused.reason_missing"]
        holding.look_around(**look, reason="何の暗証番号かを確かめるため。")
        assert [line.body for line in talk_around(held_id=held.pk, staff_id=kei)] == ["口座の件です。"]
        with pytest.raises(DatabaseError), transaction.atomic():
            HeldLook.objects.update(reason="")


class TestConsent:
    def test_comes_before_the_first_message_and_before_any_look_at_it(self, talk):
        consent.withdraw_consent(person_id=talk.cast.aoi.pk, at=AT)
        assert refusal_of(talk.say, talk.cast.aoi, "禁句です。") == ["conversations.refused.no_consent"]
        assert talk.composer(talk.cast.aoi).must_consent
        consent.give_consent(person_id=talk.cast.aoi.pk, version=CONSENT_VERSION, in_mode="full", at=AT)
        talk.say(talk.cast.aoi, "こんにちは")
        assert not talk.composer(talk.cast.aoi).must_consent

    def test_leaves_reading_alone(self, talk):
        talk.say(talk.cast.ren, "こんにちは")
        consent.withdraw_consent(person_id=talk.cast.aoi.pk, at=AT)
        assert talk.heard(talk.cast.aoi) == ["こんにちは"]

    def test_is_to_one_text_and_one_mode(self, talk, settings):
        mio = {"person_id": talk.cast.mio.pk, "at": AT}
        for version, mode in ((CONSENT_VERSION + 1, "full"), (CONSENT_VERSION, "sender_hints")):
            wrong = {"version": version, "in_mode": mode}
            assert refusal_of(consent.give_consent, **mio, **wrong) == ["conversations.refused.consent_outdated"]
        assert consent_of(talk.cast.mio.pk).is_given
        settings.MESSAGE_SCREENING = "sender_hints"
        assert consent_of(talk.cast.mio.pk).is_outdated

    def test_is_logged_word_by_word(self, talk):
        person = {"person_id": talk.cast.aoi.pk, "at": AT}
        for _ in range(2):
            consent.withdraw_consent(**person)
            consent.give_consent(**person, version=CONSENT_VERSION, in_mode="full")
            consent.give_consent(**person, version=CONSENT_VERSION, in_mode="full")
        said = ScanConsent.objects.filter(person=talk.cast.aoi).order_by("pk")
        assert list(said.values_list("is_given", flat=True)) == [True, False, True, False, True]
        with pytest.raises(DatabaseError), transaction.atomic():
            said.delete()

    def test_was_asked_for_this_very_text(self):
        """Another text is another version: people agreed to what they read."""
        keys = sorted(key for key in CATALOGUE if key.startswith("conversations.consent."))
        read = "\n".join(CATALOGUE.pattern(key, language) for key in keys for language in ("ja", "en"))
        assert (CONSENT_VERSION, hashlib.sha256(read.encode()).hexdigest()) == (1, READ)


READ = "2f896af683dd4c34c06a6781f5d0e655bb95e755daf0aaefda43d72b2dfc0b78"


class TestHintsOnly:
    @pytest.fixture(autouse=True)
    def hints_only(self, talk, settings):
        settings.MESSAGE_SCREENING = "sender_hints"
        for person in (talk.cast.aoi, talk.cast.ren):
            consent.give_consent(person_id=person.pk, version=CONSENT_VERSION, in_mode="sender_hints", at=AT)

    def test_warns_and_keeps_nothing(self, talk):
        with pytest.raises(Warned) as warned:
            talk.say(talk.cast.aoi, "暗証番号を教えて")
        talk.say(talk.cast.aoi, "暗証番号を教えて", seen=warned.value.judged.seen)
        assert not HeldMessage.objects.exists()
        assert not SafetyNote.objects.exists()
        assert [spot.rule for spot in talk.note(talk.cast.ren).spots] == ["暗証番号"], "found while it is read"

    def test_looks_at_nothing_without_consent(self, talk):
        consent.withdraw_consent(person_id=talk.cast.aoi.pk, at=AT)
        talk.say(talk.cast.aoi, "暗証番号を教えて")
        assert talk.heard(talk.cast.ren) == ["暗証番号を教えて"]
        consent.withdraw_consent(person_id=talk.cast.ren.pk, at=AT)
        assert talk.note(talk.cast.ren) is None


class TestAnOffSiteRequest:
    def test_unlocks_contact_data_in_its_thread_once_staff_allow_it(self, talk):
        elsewhere = Talk(talk.cast)
        request = talk.ask(talk.cast.ren)
        assert told(talk.cast.kei) == ["off_site.open.staff"]
        assert refusal_of(talk.say, talk.cast.aoi, "合言葉") == ["conversations.refused.warned"]
        talk.answer(request, grant=True)
        for person in (talk.cast.aoi, talk.cast.ren):
            assert told(person) == ["off_site.grant.both"]
            assert talk.composer(person).off_site == "granted"
            talk.say(person, "合言葉")
        assert refusal_of(elsewhere.say, talk.cast.aoi, "合言葉") == ["conversations.refused.warned"]
        assert refusal_of(talk.say, talk.cast.aoi, "合言葉、催促") == ["conversations.refused.warned"]

    def test_comes_once_per_thread_from_either_side(self, talk):
        request = talk.ask(talk.cast.ren)
        assert talk.ask(talk.cast.ren) == request, "a double click asks once"
        assert refusal_of(talk.ask, talk.cast.aoi) == ["off_site.refused.once"]
        talk.answer(request, grant=False)
        assert told(talk.cast.ren) == ["off_site.refuse.asker"]
        assert refusal_of(talk.ask, talk.cast.aoi) == ["off_site.refused.once"]
        assert not is_contact_allowed(talk.thread)

    def test_may_come_again_after_it_was_taken_back(self, talk):
        request = talk.ask(talk.cast.ren)
        withdraw = {"request_id": request, "at": AT}
        assert refusal_of(off_site.withdraw_off_site, **withdraw, person_id=talk.cast.aoi.pk) == [
            "off_site.refused.no_such_request"
        ]
        off_site.withdraw_off_site(**withdraw, person_id=talk.cast.ren.pk)
        assert talk.ask(talk.cast.aoi) != request

    def test_lapses_when_staff_stay_silent_and_may_come_again(self, talk):
        request = talk.ask(talk.cast.ren)
        view = latest_off_site(thread_id=talk.thread, person_id=talk.cast.aoi.pk)
        assert view.row.due_at == datetime(2026, 11, 26, 14, 59, tzinfo=UTC)
        talk.pass_time(days=2)
        assert told(talk.cast.ren) == ["off_site.remind.asked.asker"]
        assert told(talk.cast.kei)[-1] == "off_site.remind.asked.staff"
        talk.pass_time(days=1)
        assert told(talk.cast.ren)[-1] == told(talk.cast.aoi)[-1] == "off_site.lapse.both"
        assert talk.ask(talk.cast.ren) != request

    def test_is_decided_by_staff_with_a_reason(self, talk):
        request = talk.ask(talk.cast.ren)
        assert [row.pk for row in off_site_waiting(talk.cast.kei.pk)] == [request]
        said = {"request_id": request, "grant": True, "at": AT}
        assert refusal_of(off_site.decide_off_site, **said, by_staff_id=talk.cast.aoi.pk, reason="x") == [
            "people.refused.not_staff"
        ]
        assert refusal_of(off_site.decide_off_site, **said, by_staff_id=talk.cast.kei.pk, reason="") == [
            "conversations.refused.reason_missing"
        ]

    def test_is_nothing_to_outsiders(self, talk):
        assert refusal_of(talk.ask, talk.cast.zen) == ["conversations.refused.not_yours"]
        talk.ask(talk.cast.ren)
        assert latest_off_site(thread_id=talk.thread, person_id=talk.cast.zen.pk) is None
        assert talk.composer(talk.cast.zen) is None


class TestABlock:
    def block(self, one: Any, other: Any) -> None:
        blocks.block_person(person_id=one.pk, other_id=other.pk, at=AT)

    def test_stops_messages_both_ways_and_says_the_same_to_both(self, talk):
        self.block(talk.cast.aoi, talk.cast.ren)
        self.block(talk.cast.aoi, talk.cast.ren)
        for person in (talk.cast.aoi, talk.cast.ren):
            assert refusal_of(talk.say, person, "こんにちは") == ["conversations.refused.cut_off"]
            assert refusal_of(talk.ask, person) == ["conversations.refused.cut_off"]
            assert talk.composer(person).is_cut_off
        assert not Notice.objects.filter(person=talk.cast.ren).exists()

    def test_is_listed_for_who_blocks_and_can_be_lifted(self, talk):
        self.block(talk.cast.aoi, talk.cast.ren)
        assert [row.blocked_id for row in blocked_people(talk.cast.aoi.pk)] == [talk.cast.ren.pk]
        assert blocked_people(talk.cast.ren.pk) == []
        blocks.unblock_person(person_id=talk.cast.ren.pk, other_id=talk.cast.aoi.pk)
        assert is_blocked_between(talk.cast.ren.pk, talk.cast.aoi.pk), "only who blocks can lift it"
        blocks.unblock_person(person_id=talk.cast.aoi.pk, other_id=talk.cast.ren.pk)
        talk.say(talk.cast.ren, "こんにちは")

    def test_of_oneself_is_refused(self, talk):
        assert refusal_of(self.block, talk.cast.aoi, talk.cast.aoi) == ["conversations.refused.blocks_oneself"]
