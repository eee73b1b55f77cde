"""The engine, on a little life cycle of a borrowed book."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.declared import digest, mermaid
from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.refused import Refused

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


def test_the_forecast_says_what_silence_leads_to_and_when() -> None:
    due = BOOK.due_at(BookFacts("lent"), NOON)
    coming = [(step.name, moment.date().isoformat()) for moment, step in BOOK.forecast(BookFacts("lent"), due)]
    assert coming == [("grow_late", "2026-11-25"), ("write_off", "2026-12-02")]


def test_the_digest_changes_with_any_number() -> None:
    longer = Lifecycle("book", 1, "lent", (State("lent", Actor.WORKER, WEEK), *BOOK.states[1:]), BOOK.steps)
    assert digest(BOOK) != digest(longer)


def test_the_chart_names_every_state_and_step() -> None:
    chart = mermaid(BOOK)
    assert "lent --> late: book.step.grow_late (clock)" in chart
    assert "back --> [*]" in chart
