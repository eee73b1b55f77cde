"""The engine, on a little life cycle of a borrowed book."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.declared import digest, mermaid
from tachiai.kernel.lifecycle import Actor, Deadline, Fork, Lifecycle, State, Step
from tachiai.kernel.refused import Refused
from tachiai.kernel.soundness import faults

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=TOKYO)
CLIENT, WORKER, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.CLOCK))


@dataclass(frozen=True)
class BookFacts:
    state: str
    promised_at: datetime = NOON
    is_torn: bool = False


def is_whole(facts: BookFacts, at: datetime) -> Refused | None:
    return Refused("book.torn") if facts.is_torn else None


WEEK = Deadline(timedelta(days=7), (timedelta(days=3), timedelta(days=5)))
PROMISED = Deadline(timedelta(days=2), (timedelta(days=-1),), anchor="promised_at", at_least=timedelta(days=1))
BOOK = Lifecycle(
    "book",
    1,
    "lent",
    states=(State("lent", Actor.WORKER, PROMISED), State("late", Actor.CLIENT, WEEK), State("back", final=True)),
    steps=(
        Step("return_it", ("lent", "late"), "back", WORKER, guards=(is_whole,), asks=("note",)),
        Step("fetch", ("late",), "back", CLIENT),
        Step("grow_late", ("lent",), "late", CLOCK),
        Step("write_off", ("late",), "back", CLOCK),
    ),
)


class TestOffered:
    def test_lists_only_the_steps_of_the_actor(self) -> None:
        assert [o.step.name for o in BOOK.offered(BookFacts("lent"), Actor.WORKER, NOON)] == ["return_it"]

    def test_opens_a_step_whose_guards_agree_and_shuts_it_with_the_reason_otherwise(self) -> None:
        (whole,) = BOOK.offered(BookFacts("lent"), Actor.WORKER, NOON)
        (torn,) = BOOK.offered(BookFacts("lent", is_torn=True), Actor.WORKER, NOON)
        assert whole.is_open
        assert torn.refused == (Refused("book.torn"),)

    def test_says_why_a_step_is_not_for_now(self) -> None:
        (fetch,) = BOOK.offered(BookFacts("lent"), Actor.CLIENT, NOON)
        assert [refused.key for refused in fetch.refused] == ["lifecycle.not_now"]

    def test_refuses_a_step_of_somebody_else(self) -> None:
        refused = BOOK.refusals(BOOK.step("fetch"), BookFacts("late"), Actor.WORKER, NOON)
        assert [reason.key for reason in refused] == ["lifecycle.not_yours"]


class TestDeadline:
    def test_ends_at_the_last_minute_of_its_day(self) -> None:
        assert BOOK.due_at(BookFacts("late"), NOON) == datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO)

    def test_counts_from_the_fact_it_names(self) -> None:
        promised = BookFacts("lent", promised_at=NOON + timedelta(days=10))
        assert BOOK.due_at(promised, NOON) == datetime(2026, 12, 5, 23, 59, tzinfo=TOKYO)

    def test_is_never_past_on_entry_even_when_the_fact_is(self) -> None:
        overdue = BookFacts("lent", promised_at=NOON - timedelta(days=30))
        assert BOOK.due_at(overdue, NOON) == datetime(2026, 11, 24, 23, 59, tzinfo=TOKYO)

    def test_reminds_in_order_and_then_no_more(self) -> None:
        facts = BookFacts("late")
        first = BOOK.remind_at(facts, NOON, after=NOON)
        assert first == NOON + timedelta(days=3)
        second = BOOK.remind_at(facts, NOON, after=first)
        assert second == NOON + timedelta(days=5)
        assert BOOK.remind_at(facts, NOON, after=second) is None

    def test_a_final_state_has_none(self) -> None:
        assert BOOK.due_at(BookFacts("back"), NOON) is None

    def test_reminders_move_with_a_deadline_that_at_least_moves(self) -> None:
        """Entered long after the fact it counts from: the default still comes with a reminder before it."""
        late = Deadline(
            timedelta(days=7), (timedelta(days=3), timedelta(days=6)), "promised_at", at_least=timedelta(days=7)
        )
        overdue = BookFacts("lent", promised_at=NOON - timedelta(days=30))
        first = late.remind_at(overdue, NOON, after=NOON)
        assert first == NOON + timedelta(days=3)
        assert late.remind_at(overdue, NOON, after=first) == NOON + timedelta(days=6) < late.due_at(overdue, NOON)

    def test_reminders_that_count_from_another_moment_do_not_move(self) -> None:
        once = replace(WEEK, remind_from="promised_at")
        facts = BookFacts("late", promised_at=NOON - timedelta(days=4))
        assert once.remind_at(facts, NOON, after=NOON) == NOON + timedelta(days=1)
        assert once.remind_at(replace(facts, promised_at=NOON - timedelta(days=9)), NOON, after=NOON) is None


@given(
    length=st.integers(1, 30),
    at_least=st.integers(0, 30),
    late=st.integers(-60, 60),
    reminders=st.lists(st.integers(-10, 29), max_size=4),
)
def test_a_deadline_that_is_found_sound_always_warns_before_it(
    length: int, at_least: int, late: int, reminders: list[int]
) -> None:
    """Whenever the state is entered, sooner or later than the fact: what E009 promises is what `remind_at` does."""
    deadline = Deadline(
        timedelta(days=length),
        tuple(timedelta(days=each) for each in reminders),
        "promised_at",
        at_least=timedelta(days=at_least),
    )
    cycle = replace(
        BOOK,
        states=(State("lent", Actor.WORKER, deadline), *BOOK.states[1:]),
        steps=(*BOOK.steps, Step("lend_again", ("late",), "lent", CLIENT)),
    )
    found = {fault.id for fault in faults(cycle, {}) if fault.where == "lent"}
    facts = BookFacts("lent", promised_at=NOON - timedelta(days=late))
    due = cycle.due_at(facts, NOON)
    assert due is not None
    if "E008" not in found:
        assert due > NOON
    if not found & {"E008", "E009"}:
        reminder = cycle.remind_at(facts, NOON, after=NOON)
        assert reminder is not None
        assert NOON < reminder < due


class TestWhereAStepLeads:
    FETCH = Step("fetch", ("lent", "late"), "back", CLIENT, forks=(Fork(lambda facts: facts.is_torn, "late"),))

    def test_to_the_first_fork_that_is_true_else_to_its_own_end(self) -> None:
        assert self.FETCH.destination(BookFacts("lent", is_torn=True)) == "late"
        assert self.FETCH.destination(BookFacts("lent")) == "back"
        assert self.FETCH.destinations("lent") == ("back", "late")

    def test_nowhere_when_it_only_leaves_its_trace(self) -> None:
        note = Step("note", ("lent", "late"), "", CLIENT)
        assert note.destination(BookFacts("late")) == "late"
        assert note.destinations("lent") == ("lent",)


class TestAStepThatRequestsCause:
    EARLY = Step("write_off_early", ("lent",), "back", frozenset(), through=("ask",))
    CAUSED = replace(BOOK, steps=(*BOOK.steps, EARLY))

    def test_is_offered_to_nobody_and_refused_to_everybody(self) -> None:
        step = self.CAUSED.step("write_off_early")
        for actor in Actor:
            assert step not in [offered.step for offered in self.CAUSED.offered(BookFacts("lent"), actor, NOON)]
            refused = self.CAUSED.refusals(step, BookFacts("lent"), actor, NOON)
            assert [each.key for each in refused] == ["lifecycle.not_yours"]

    def test_is_among_the_steps_out_of_its_state_only_when_nobody_in_particular_asks(self) -> None:
        names = [step.name for step in self.CAUSED.steps_from("lent")]
        assert names == ["return_it", "grow_late", "write_off_early"]
        assert "write_off_early" not in [s.name for s in self.CAUSED.steps_from("lent", frozenset(Actor))]


def test_the_forecast_says_what_silence_leads_to_and_when() -> None:
    due = BOOK.due_at(BookFacts("lent"), NOON)
    coming = [(step.name, moment.date().isoformat()) for moment, step in BOOK.forecast(BookFacts("lent"), due)]
    assert coming == [("grow_late", "2026-11-25"), ("write_off", "2026-12-02")]


def test_the_forecast_follows_forks() -> None:
    torn = replace(
        BOOK,
        steps=tuple(
            replace(step, forks=(Fork(lambda facts: facts.is_torn, "back"),)) if step.name == "grow_late" else step
            for step in BOOK.steps
        ),
    )
    facts = BookFacts("lent", is_torn=True)
    assert [step.name for _, step in torn.forecast(facts, torn.due_at(facts, NOON))] == ["grow_late"]


def test_the_digest_changes_with_any_number() -> None:
    longer = Lifecycle("book", 1, "lent", (State("lent", Actor.WORKER, WEEK), *BOOK.states[1:]), BOOK.steps)
    assert digest(BOOK) != digest(longer)


def test_the_chart_names_every_state_and_step() -> None:
    chart = mermaid(BOOK)
    assert "lent --> late: book.step.grow_late (clock)" in chart
    assert "back --> [*]" in chart


def test_the_chart_names_every_fork_and_who_causes_a_step() -> None:
    forked = replace(
        BOOK,
        steps=(
            *BOOK.steps,
            Step("split", ("late",), "back", frozenset(), through=("ask",), forks=(Fork(bool, "lent"),)),
        ),
    )
    assert "late --> back: book.step.split (ask)" in mermaid(forked)
    assert "late --> lent: book.step.split (ask)" in mermaid(forked)


def test_the_digest_changes_with_a_fork_and_with_who_may_cause_a_step() -> None:
    plain = Step("split", ("late",), "back", frozenset(), through=("ask",))
    changed = (replace(plain, forks=(Fork(bool, "lent"),)), replace(plain, through=("talk",)), replace(plain, to=""))
    digests = {digest(replace(BOOK, steps=(*BOOK.steps, step))) for step in (plain, *changed)}
    assert len(digests) == 4
