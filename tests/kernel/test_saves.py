"""What a save may go over: what its form was begun with, and the form's own, whether or not it heard of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tachiai.kernel.refused import Refused
from tachiai.kernel.saves import NOTHING_YET, OtherWindow, Save, name_of, new_save

WHY = Refused("jobs.refused.changed_elsewhere")
AT = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def test_goes_over_what_the_form_was_begun_with_and_its_own() -> None:
    for last in ("began", "unheard", "this"):
        Save("this", frozenset({"began", "unheard"})).refuse_unseen(last, WHY)


@pytest.mark.parametrize("over", ["began", NOTHING_YET])
def test_does_not_go_over_what_another_window_has_saved(over: str) -> None:
    with pytest.raises(OtherWindow) as caught:
        Save("this", frozenset({over})).refuse_unseen("another", WHY)
    assert caught.value.reasons == (WHY,)


def test_that_no_form_asked_for_goes_over_everything_under_a_name_that_nobody_knows() -> None:
    new_save().refuse_unseen("another", WHY)
    assert new_save().name != new_save().name


def test_has_its_name_its_moment_from_before_there_were_names_or_none_yet() -> None:
    assert name_of("this", AT) == "this"
    assert name_of("", AT) == "2026-11-02T10:00:00+00:00"
    assert name_of("", None) == NOTHING_YET
