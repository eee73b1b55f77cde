"""Reads: plans, jobs as one person meets them, places, what is to be reviewed, results, questions."""

from tachiai.tasks.queries.closing import objections_to_closing
from tachiai.tasks.queries.earning import LATEST_JOBS, Earned, earned
from tachiai.tasks.queries.entering import Entrance, Rate, entrance, worker_rate
from tachiai.tasks.queries.jobs import JobView, Progress, job_of, job_view, jobs_of_client, progress
from tachiai.tasks.queries.places import (
    PlaceView,
    may_read_file,
    my_submissions,
    place_for,
)
from tachiai.tasks.queries.plans import Doubts, PlanView, doubts, first_units, plan_of, template_table
from tachiai.tasks.queries.questions import questions_of
from tachiai.tasks.queries.results import RESULT_COLUMNS, Result, iter_results, result_columns
from tachiai.tasks.queries.reviewing import Answer, to_review

__all__ = [
    "LATEST_JOBS",
    "RESULT_COLUMNS",
    "Answer",
    "Doubts",
    "Earned",
    "Entrance",
    "JobView",
    "PlaceView",
    "PlanView",
    "Progress",
    "Rate",
    "Result",
    "doubts",
    "earned",
    "entrance",
    "first_units",
    "iter_results",
    "job_of",
    "job_view",
    "jobs_of_client",
    "may_read_file",
    "my_submissions",
    "objections_to_closing",
    "place_for",
    "plan_of",
    "progress",
    "questions_of",
    "result_columns",
    "template_table",
    "to_review",
    "worker_rate",
]
