"""An operator's own fees, in a file of theirs that an upgrade leaves alone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.refused import Refusal
from tachiai.money import rules
from tachiai.money.apps import use_fees

OURS = """
[cooperative_2027]
valid_from = 2027-04-01
tax_percent = 10
tiers = [{ percent = "3.5" }]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rules, "SCHEDULES", dict(rules.SCHEDULES))
    return tmp_path / "fees.toml"


def test_hold_from_their_day_beside_those_that_running_contracts_pinned(file: Path) -> None:
    file.write_text(OURS)
    use_fees(str(file))
    assert rules.schedule_at(datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)).name == "tiered_2020"
    ours = rules.schedule_at(datetime(2027, 4, 1, tzinfo=TOKYO))
    assert (ours.name, rules.fee_of(100_000, ours).fee) == ("cooperative_2027", 3_500)
    use_fees(str(file))


@pytest.mark.parametrize("said", ["3.3", '"3.3"'])
def test_are_exact_with_quotes_and_without(file: Path, said: str) -> None:
    file.write_text(OURS.replace('"3.5"', said))
    use_fees(str(file))
    assert rules.fee_of(1_000, rules.SCHEDULES["cooperative_2027"]).fee == 33


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OURS.replace("cooperative_2027", "tiered_2020"), "there is a schedule tiered_2020 already"),
        (OURS.replace('percent = "3.5"', 'percent = "3.5", up_to = 10'), "cooperative_2027: the last tier"),
        (OURS.replace("tax_percent = 10", ""), "tax_percent"),
        ("[cooperative_2027", "end of"),
        (OURS.replace("2027-04-01", '"2027-04-01"'), "valid_from must be a date without quotes"),
        (OURS.replace("2027-04-01", "2027-04-01T09:00:00"), "valid_from must be a date without quotes"),
        (OURS.replace('"3.5"', "120"), "between 0 and 100, not 120"),
        (OURS.replace("tax_percent = 10", "tax_percent = -1"), "between 0 and 100, not -1"),
        (OURS.replace('"3.5"', '"much"'), "much"),
        (OURS.replace("}]", ", upto = 10 }, { percent = 1 }]"), "there is no upto"),
        (OURS.replace("}]", ", up_to = 20 }, { percent = 1, up_to = 10 }, { percent = 1 }]"), "above the one before"),
        (OURS.replace("}]", ', up_to = "20" }, { percent = 1 }]'), "a whole number of yen"),
        (OURS.replace("tiers", "notes"), "there is no notes"),
        ("# nothing yet", "there is no fee schedule"),
    ],
)
def test_that_are_not_whole_are_named_and_leave_all_as_it_was(file: Path, text: str, told: str) -> None:
    file.write_text(text)
    before = dict(rules.SCHEDULES)
    with pytest.raises(Refusal) as refused:
        use_fees(str(file))
    assert told in str(refused.value.reasons[0].params["fault"])
    assert before == rules.SCHEDULES
