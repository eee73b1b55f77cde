"""The log of the staff speaks the words of the life cycles."""

import pytest

from tachiai.config.lifecycles import LIFECYCLES
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.web.desk.acts.words import ACTS, STEPS, act_text, acts_named, subject_text
from tachiai.web.reading import reading_as

BY_STAFF = sorted({(cycle.words, step.name) for cycle in LIFECYCLES for step in cycle.steps if Actor.STAFF in step.by})


@pytest.fixture(autouse=True)
def english():
    with reading_as(language="en", zone=TOKYO):
        yield


@pytest.mark.parametrize(("words", "step"), BY_STAFF)
def test_every_step_of_staff_is_named(words: str, step: str) -> None:
    (kind,) = [kind for kind, families in STEPS.items() if words in families]
    said = act_text(step, kind)
    assert said != step
    assert "{" not in said


def test_a_plea_that_is_lifted_is_no_restriction_that_ends() -> None:
    assert act_text("lift", "contracts.plea") == "Lift the rating"
    assert act_text("lift.suspended", "people.person").startswith("Ended: ")


def test_what_staff_do_in_a_sides_place_says_so() -> None:
    assert act_text("stand_in.accept", "contracts.contract").startswith("In a side's place: ")
    assert act_text("stand_in.open.mediation_talk", "contracts.contract").startswith("In a side's place: ")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("note", "inquiries.inquiry"),
        ("lead_to_request", "inquiries.inquiry"),
        ("handle_mail", "inquiries.receivedmail"),
        ("save_canned", "inquiries.cannedanswer"),
        ("remove_canned", "inquiries.cannedanswer"),
    ],
)
def test_what_staff_do_at_inquiries_is_named_with_its_thing(act: str, kind: str, language: str) -> None:
    with reading_as(language=language, zone=TOKYO):
        assert act_text(act, kind) != act and not subject_text(kind, 7).startswith(kind)


def test_what_can_be_asked_for_has_words() -> None:
    assert all(act_text(act) != act for act in ACTS)


@pytest.mark.parametrize(("words", "step"), BY_STAFF)
def test_every_step_of_staff_can_be_asked_for(words: str, step: str) -> None:
    (kind,) = [kind for kind, families in STEPS.items() if words in families]
    assert act_text(step, kind) in acts_named()[step]


@pytest.mark.parametrize("kind", [*STEPS, "contests.contestproposal", "inquiries.receivedmail", "screening.deskrule"])
def test_every_sort_of_thing_has_a_name(kind: str) -> None:
    assert not subject_text(kind, 7).startswith(kind)
