"""The only writers of tasks: plans, deposits and steps of a job, places and answers, reviews, questions, the clock."""

from tachiai.tasks.actions.clock import (
    remind_submissions,
    remind_tasks,
    sweep_submissions,
    sweep_tasks,
    tell_settled,
)
from tachiai.tasks.actions.deposits import announce_deposit, hold_still, money_arrived
from tachiai.tasks.actions.jobs import extend, follow_closing, follow_extension, take_step
from tachiai.tasks.actions.plans import Imported, TableMistakes, drop_units, import_units, save_plan
from tachiai.tasks.actions.questions import answer_question, ask_question
from tachiai.tasks.actions.reviewing import approve, refuse, take_back_refusal
from tachiai.tasks.actions.testing import Result, take_test
from tachiai.tasks.actions.working import AnswerMistakes, give_back, save_half, submit, take_next

__all__ = [
    "AnswerMistakes",
    "Imported",
    "Result",
    "TableMistakes",
    "announce_deposit",
    "answer_question",
    "approve",
    "ask_question",
    "drop_units",
    "extend",
    "follow_closing",
    "follow_extension",
    "give_back",
    "hold_still",
    "import_units",
    "money_arrived",
    "refuse",
    "remind_submissions",
    "remind_tasks",
    "save_half",
    "save_plan",
    "submit",
    "sweep_submissions",
    "sweep_tasks",
    "take_back_refusal",
    "take_next",
    "take_step",
    "take_test",
    "tell_settled",
]
