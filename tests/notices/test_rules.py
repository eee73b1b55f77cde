from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contests.lifecycles import LIFECYCLES as CONTESTS
from tachiai.contracts.lifecycles import AWARD, FIXED_PRICE, MEDIATION_LEVELS, PLEA, REQUESTS
from tachiai.contracts.lifecycles import LIFECYCLES as CONTRACTS
from tachiai.conversations.lifecycles import LIFECYCLES as CONVERSATIONS
from tachiai.inquiries.lifecycles import LIFECYCLES as INQUIRIES
from tachiai.jobs.lifecycles import LIFECYCLES as JOBS
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.notices import rules
from tachiai.safety.lifecycles import LIFECYCLES as SAFETY
from tachiai.tasks.lifecycles import LIFECYCLES as TASKS

LIFECYCLES = (*CONTRACTS, *CONTESTS, *JOBS, *CONVERSATIONS, *SAFETY, *TASKS, *INQUIRIES)
CAUSING = {request.name: request.causes for request in REQUESTS}
DERIVED = sorted(
    {kind for each in LIFECYCLES for kind in rules.derived_kinds(each, told_elsewhere=CAUSING.get(each.name, ()))}
)
WRITTEN = sorted(
    {
        match[1]
        for key in CATALOGUE
        if (match := re.fullmatch(r"notices\.(.+)\.subject", key)) and not match[1].startswith("frame")
    }
)
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
GAPS = {
    "title": "喫茶店のロゴ",
    "name": "蓮",
    "into": "ABCD234567",
    "reference": "ABCD2345",
    "client": "葵デザイン室",
    "worker": "蓮",
    "other": "蓮",
    "asker": "葵デザイン室",
    "asked": "蓮",
    "taken_by": "蓮",
    "next": {"text": "mediation.next.answers"},
    "reason": "予定が変わりました。",
    "pay_in": "T-0001",
    "serial": "ABCD2345-order-1",
    "item": {"text": "terms.field.scope.label"},
    "text": "案は何色まで使えますか。",
    "number": 3,
    "approved": 5,
    "refused": 2,
    "price_yen": 120_000,
    "contested_yen": 1_750,
    "hours": "12:30",
    "begins_at": {"moment": "2026-11-22T15:00:00+00:00"},
    "stopped_at": {"moment": "2026-11-24T02:00:00+00:00"},
    "amount_yen": 120_000,
    "share_yen": 40_000,
    "rest_yen": 80_000,
    "work_due_at": {"moment": "2026-11-27T14:59:00+00:00"},
    "due_at": {"moment": "2026-11-30T14:59:00+00:00"},
    "request_due_at": {"moment": "2026-12-01T14:59:00+00:00"},
    "what": {"text": "people.restriction.messages.name"},
    "until": {"moment": "2026-12-24T14:59:00+00:00"},
    "appeal_until": {"moment": "2027-05-04T14:59:00+00:00"},
    "measure": {"text": "measure.listing_suspended.label"},
}


def read(kind, language, **changes):
    return rules.worded(kind, {**GAPS, **changes}, language=language, zone=TOKYO, at=AT)


class TestKinds:
    @pytest.mark.parametrize("kind", DERIVED)
    def test_that_follow_from_a_life_cycle_have_their_texts_and_group(self, kind):
        assert rules.gaps(kind) <= set(GAPS)
        assert rules.group_of(kind)

    def test_of_life_cycles_are_all_that_is_written_for_them(self):
        names = {name for lifecycle in LIFECYCLES for name in (lifecycle.words, lifecycle.name)}
        extra = {"proposal.received.client", "proposal.edited.client", "proposal.filled.worker"}
        extra |= {"proposal.listing_stopped.worker", "proposal.listing_resumed.worker", "decision.proposed.staff"}
        extra |= {"inquiry.received", "inquiry.replied.staff"}
        extra |= {"week.timer_stopped.worker", "week.line_word.client", "week.line_word.worker"}
        extra |= {kind for kind in WRITTEN if ".promised." in kind and kind.replace(".promised.", ".") in DERIVED}
        assert {kind for kind in WRITTEN if kind.split(".")[0] in names} - extra == set(DERIVED)

    def test_named_in_code_have_their_texts(self):
        words = "|".join(word for group in rules.GROUPS for word in group.first_words)
        named = re.compile(rf'"((?:{words})\.[a-z_]+(?:\.(?:client|worker))?)"')
        files = Path(rules.__file__).parents[1].glob("*/**/*.py")
        told = ("announcements.py", "actions.py")
        found = {
            kind
            for path in files
            if path.name in told or "actions" in path.parts
            for kind in named.findall(path.read_text("utf-8"))
        }
        assert "rating.received" in found
        assert {kind for kind in found if kind not in CATALOGUE} <= set(WRITTEN)

    def test_that_nobody_grouped_are_refused(self):
        with pytest.raises(LookupError):
            rules.group_of("weather.rain")

    def test_of_contracts_and_money_cannot_be_switched_off(self):
        required = {group.name for group in rules.GROUPS if group.required}
        assert required == {"contracts", "money", "account"}

    def test_reminders_go_to_the_sides_that_have_a_say(self):
        parties = {Actor.ASKER, Actor.ASKED}
        assert {lifecycle.words: rules.reminded(lifecycle) for lifecycle in LIFECYCLES} == {
            "fixed_price": {Actor.CLIENT, Actor.WORKER},
            "hourly": {Actor.CLIENT, Actor.WORKER},
            "week": {Actor.CLIENT, Actor.WORKER},
            "contract_close": parties,
            "contact_reminder": parties,
            "termination": parties,
            "change": parties,
            "mediation": parties,
            "plea": set(),
            "contest": {Actor.CLIENT},
            "listing": {Actor.CLIENT},
            "proposal": {Actor.CLIENT, Actor.WORKER},
            "confidentiality": parties,
            "off_site": {Actor.ASKER},
            "held": {Actor.ASKER},
            "appeal": {Actor.ASKER},
            "case": set(),
            "inquiry": {Actor.ASKER},
            "decision": set(),
            "task": {Actor.CLIENT},
            "submission": {Actor.CLIENT, Actor.WORKER},
        }

    def test_reminders_reach_staff_only_where_a_state_waits_for_them(self):
        waiting = {
            (each.words, state.name)
            for each in LIFECYCLES
            for state in each.states
            if Actor.STAFF in rules.reminder_kinds(each, state.name)
        }
        assert waiting == {
            ("mediation", "staff_proposal"),
            ("mediation", "decision"),
            ("week", "decision"),
            ("plea", "asked"),
            ("off_site", "asked"),
            ("held", "held"),
            ("inquiry", "waiting"),
            ("inquiry", "overdue"),
            ("case", "open"),
            ("case", "overdue"),
            ("decision", "proposed"),
            ("appeal", "filed"),
            ("appeal", "overdue"),
        }

    def test_of_variants_are_those_of_their_family(self):
        talk, decision = MEDIATION_LEVELS["talk"].lifecycle, MEDIATION_LEVELS["decision"].lifecycle
        assert rules.opening_kinds(talk) == rules.opening_kinds(decision) == {Actor.ASKED: "mediation.open.asked"}

    def test_of_a_variant_are_its_own_where_it_has_any(self):
        for name, kind in (("deliver", "award.deliver.client"), ("end_overdue", "fixed_price.end_overdue.client")):
            step = AWARD.step(name)
            assert rules.step_kinds(AWARD, step, step.to)[Actor.CLIENT] == kind
        assert rules.reminder_kinds(AWARD, "delivered")[Actor.WORKER] == "award.remind.delivered.worker"

    def test_that_were_written_for_both_serve_the_asker_and_the_asked(self):
        (level,) = {each.lifecycle for name, each in MEDIATION_LEVELS.items() if name == "talk"}
        assert set(rules.step_kinds(level, level.step("offer"), "talking").values()) == {"mediation.offer.both"}

    def test_of_a_fork_are_its_own(self):
        accept = FIXED_PRICE.step("accept")
        assert rules.step_kinds(FIXED_PRICE, accept, "completed")[Actor.CLIENT] == "fixed_price.accept.client"
        next_part = rules.step_kinds(FIXED_PRICE, accept, "awaiting_deposit")[Actor.CLIENT]
        assert next_part == "fixed_price.accept.awaiting_deposit.client"

    def test_of_an_opening_reach_staff_where_they_may_act_at_once(self):
        told = {request.name: set(rules.opening_kinds(request.lifecycle)) for request in REQUESTS}
        assert told["contact_reminder"] == {Actor.ASKED, Actor.STAFF}
        assert told["change"] == {Actor.ASKED}
        assert set(rules.opening_kinds(PLEA)) == {Actor.STAFF}


class TestWording:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", WRITTEN)
    def test_leaves_no_gap_open(self, kind, language):
        words = read(kind, language)
        assert not re.search(r"[{}]", words.subject + words.body)
        assert "\n" not in words.subject
        assert words.body

    def test_says_a_parameter_that_is_a_text_in_the_language_of_the_reader(self):
        stored = rules.as_data({"next": rules.Said("mediation.next.answers")})
        for language in LANGUAGES:
            said = CATALOGUE.get("mediation.next.answers", language)
            assert said in read("mediation.decline.both", language, **stored).body

    def test_says_days_left_only_while_they_last(self):
        before = read("fixed_price.deliver.client", "ja")
        after = rules.worded("fixed_price.deliver.client", GAPS, language="ja", zone=TOKYO, at=AT + timedelta(days=30))
        assert "11月30日(月) 23:59（あと6日）までに" in before.body
        assert "11月30日(月) 23:59までに" in after.body

    def test_names_the_zone_of_a_reader_elsewhere(self):
        london = ZoneInfo("Europe/London")
        words = rules.worded("fixed_price.deliver.client", GAPS, language="en", zone=london, at=AT)
        assert "Mon 30 Nov 14:59 GMT (6 days left)" in words.body

    def test_never_breaks_a_subject_into_lines(self):
        words = read("fixed_price.deliver.client", "ja", title="ロゴ\nBcc: everyone@example.com")
        assert "\n" not in words.subject

    @given(st.text())
    def test_leaves_what_people_typed_as_it_is(self, typed):
        words = read("fixed_price.withdraw.client", "en", reason=f"<{typed}>")
        assert f"<{typed}>" in words.body

    def test_misses_what_is_not_given(self):
        assert rules.missing("fixed_price.deliver.client", {"title": "x", "due_at": None}) == {
            "due_at",
            "price_yen",
            "worker",
        }


class TestRetries:
    def test_wait_twice_as_long_each_time_and_end_within_a_day(self):
        waits = [rules.wait_before_retry(failures) for failures in range(1, rules.ATTEMPTS + 1)]
        assert waits[-1] is None
        lengths = [wait for wait in waits if wait]
        assert all(later == 2 * sooner for sooner, later in zip(lengths, lengths[1:], strict=False))
        assert timedelta(hours=12) < sum(lengths, timedelta()) < timedelta(hours=24)


@pytest.mark.parametrize(
    "pace, zone, at, until",
    [
        ("at_once", "Asia/Tokyo", "2026-11-24T03:20:00+00:00", None),
        ("never", "Asia/Tokyo", "2026-11-24T03:20:00+00:00", None),
        ("hourly", "Asia/Tokyo", "2026-11-24T03:20:30+00:00", "2026-11-24T04:00:00+00:00"),
        ("hourly", "Asia/Tokyo", "2026-11-24T03:00:00+00:00", "2026-11-24T04:00:00+00:00"),
        ("hourly", "Asia/Kathmandu", "2026-11-24T03:20:00+00:00", "2026-11-24T04:15:00+00:00"),
        ("daily", "Asia/Tokyo", "2026-11-24T03:20:00+00:00", "2026-11-24T23:00:00+00:00"),
        ("daily", "Asia/Tokyo", "2026-11-24T22:59:00+00:00", "2026-11-24T23:00:00+00:00"),
        ("daily", "Asia/Tokyo", "2026-11-24T23:00:00+00:00", "2026-11-25T23:00:00+00:00"),
        ("daily", "Europe/London", "2026-03-28T12:00:00+00:00", "2026-03-29T07:00:00+00:00"),
    ],
)
def test_mail_is_gathered_until_the_full_hour_or_the_next_morning(pace, zone, at, until):
    found = rules.gathered_until(pace, zone=ZoneInfo(zone), at=datetime.fromisoformat(at))
    assert found == (until and datetime.fromisoformat(until))
