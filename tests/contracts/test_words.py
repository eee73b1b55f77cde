"""The words of life cycles: what a page, a clock bar, a timeline or a button needs in any state is there."""

from __future__ import annotations

import re

import pytest

from tachiai.contracts.lifecycles import LIFECYCLES, REQUESTS
from tachiai.contracts.lifecycles.guards import conditions
from tachiai.contracts.rules.requests import NoticeException, OpeningFacts, TerminationReason
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tests.deal import MONDAY

every_lifecycle = pytest.mark.parametrize("cycle", LIFECYCLES, ids=lambda cycle: cycle.name)
PEOPLE = frozenset(Actor) - {Actor.CLOCK}


def wanted(cycle: Lifecycle) -> set[str]:
    """Beyond what `text_keys` asks for."""
    open_states = [state for state in cycle.states if not state.final]
    clock_steps = {step.name for state in open_states if (step := cycle.clock_step(state.name))}
    keys = {"name"}
    keys |= {f"act.{state.name}" for state in open_states}
    keys |= {f"over.{state.name}" for state in cycle.states if state.final}
    keys |= {f"done.{step.name}" for step in cycle.steps}
    keys |= {f"explain.{step.name}" for step in cycle.steps if step.by & PEOPLE}
    keys |= {f"rule.{name}" for name in clock_steps}
    return {f"{cycle.words}.{key}" for key in keys}


@every_lifecycle
def test_are_complete(cycle: Lifecycle) -> None:
    assert {key for key in wanted(cycle) if key not in CATALOGUE} == set()


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
def test_of_a_request_say_how_it_begins(request_: object) -> None:
    words = request_.lifecycle.words  # type: ignore[attr-defined]
    for key in ("link", "step.open", "explain.open", "done.open"):
        assert f"{words}.{key}" in CATALOGUE


def test_of_a_mediation_say_what_comes_next_in_every_state_that_another_leads_to() -> None:
    for cycle in (each for each in LIFECYCLES if each.words == "mediation"):
        for state in cycle.states:
            if not state.final and state.name != cycle.first:
                assert f"mediation.next.{state.name}" in CATALOGUE


@every_lifecycle
@pytest.mark.parametrize("language", LANGUAGES)
def test_of_states_and_steps_have_no_gaps(cycle: Lifecycle, language: str) -> None:
    """Pages say them as they are; only a rule tells its number of days."""
    for key in wanted(cycle):
        allowed = r"\{(?!days\})" if ".rule." in key else r"\{"
        assert not re.search(allowed, CATALOGUE.pattern(key, language)), key


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("contact_reminder.name", "連絡催促申請"),
        ("contact_reminder.link", "契約相手と連絡がとれない場合はこちら"),
        ("termination.name", "契約途中終了リクエスト"),
        ("termination.step.open", "契約途中終了リクエストを送信"),
        ("termination.state.proposed", "契約終了同意待ち"),
        ("change.name", "条件変更リクエスト"),
        ("mediation.name", "話し合いの場"),
    ],
)
def test_are_those_of_the_field(key: str, label: str) -> None:
    assert CATALOGUE.get(key, "ja") == label


class TestConditions:
    def facts(self, **changes: object) -> OpeningFacts:
        return OpeningFacts(
            **{
                "state": "working",
                "actor": Actor.CLIENT,
                "other_silent_since": MONDAY,
                "last_reminder_at": None,
                "reminder_is_open": False,
                "is_restricted": False,
                "rounds_left": 1,
                "termination_was_refused": False,
                "silence_was_shown": False,
                "made_at": MONDAY,
                "work_due_at": MONDAY,
                **changes,
            }  # type: ignore[arg-type]
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("last", [None, MONDAY])
    def test_are_said_with_the_figures_they_come_with(self, language: str, last: object) -> None:
        for condition in conditions(self.facts(last_reminder_at=last), MONDAY):
            key = f"contracts.condition.{condition.name}"
            text = CATALOGUE.pattern(key, language).format(**condition.params)
            assert text and str(condition.params.get("least", "")) in text
            if not condition.is_met:
                CATALOGUE.pattern(f"{key}.unmet", language, condition.params.get("n")).format(**condition.params)

    def test_have_words_for_when_they_do_not_hold(self) -> None:
        for condition in conditions(self.facts(), MONDAY):
            assert f"contracts.condition.{condition.name}.unmet" in CATALOGUE


@pytest.mark.parametrize("reason", TerminationReason)
def test_of_reasons_to_end_exist(reason: TerminationReason) -> None:
    assert f"contracts.termination_reason.{reason}" in CATALOGUE


@pytest.mark.parametrize("exception", NoticeException)
def test_of_exceptions_from_the_notice_exist(exception: NoticeException) -> None:
    assert f"contracts.notice_exception.{exception or 'none'}" in CATALOGUE
