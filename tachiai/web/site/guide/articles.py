"""The articles of the guide, section by section. Texts: guide.<article>.<section>.title, .text, .points.<point>.

Every figure in them is a gap, filled from the declarations (`figures` beside this).
"""

from __future__ import annotations

from collections.abc import Mapping

from tachiai.contracts.rules.requests import NoticeException
from tachiai.screening.clauses import CLAUSES as CLAUSE_RULES
from tachiai.web.site.guide.decisions import DECISIONS
from tachiai.web.site.guide.screened import KINDS, SCREENED
from tachiai.web.site.guide.sections import Course, Section

OUTCOMES = ("answered", "unfunded", "undelivered", "delivered", "refused")
COURSES_OF_A_CONTRACT = (
    Course("undelivered", "fixed_price", "working"),
    Course("delivered", "fixed_price", "delivered"),
    Course("unfunded", "fixed_price", "awaiting_deposit"),
)

SILENCE = (
    Section("before", ("message", "mail", "deadline")),
    Section("conditions", ("running", "silent", "none_open", "pause", "not_restricted")),
    Section("outcomes", borrowed=tuple(f"contact_reminder.outcome.{outcome}" for outcome in OUTCOMES)),
    Section("asked", ("answer", "late", "rating")),
    Section("days", courses=(Course("reminder", "contact_reminder", "asked"), *COURSES_OF_A_CONTRACT)),
)
ENDING = (
    Section("ways", ("unfunded", "working", "give_up", "overdue", "delivered", "milestones")),
    Section("request", ("reason", "split", "answer", "agreed")),
    Section("silence", ("nothing_more", "worker_share", "worker_can_deliver")),
    Section("refusal", ("mediation", "any_time", "rule"), courses=(Course("mediation", "mediation", "statements"),)),
    Section(
        "notice",
        ("whom", "answer"),
        borrowed=tuple(f"contracts.notice_exception.{each}" for each in NoticeException if each),
    ),
    Section("milestones", ("before_each", "kept")),
)
CLAIMS = (
    Section("nobody_pays", ("held", "terms", "refusal")),
    Section("what_to_do", ("no_payment", "inside", "calm", "record", "mediation", "papers")),
    Section("who_asks", ("ask_inside", "no_condition")),
)
ALIGNMENT = (
    Section("why", ("items", "rounds", "rights")),
    Section("how", ("read", "ask", "propose", "tick", "sign")),
    Section("rules", ("same", "change", "question", "signature")),
    Section("later", ("pending", "amend")),
)
CLAUSES = (
    Section("what", borrowed=tuple(f"screening.clause.{rule.id}.text" for rule in CLAUSE_RULES)),
    Section("do", ("ask", "propose", "leave")),
    KINDS,
)
PAPERS = (
    Section("which", ("order", "later", "delivery", "payment")),
    Section("order", ("identity", "electronic", "arrived")),
    Section("invoice", ("number", "tax", "withholding")),
    Section("keep", ("search", "file", "fixed")),
)
SECRECY = (
    Section("what", ("when", "names", "law")),
    Section("how", ("ask", "sign", "silence")),
)
RECORD = (
    Section("what", ("inside", "private", "who")),
    Section("check", ("program", "value", "stamp")),
    Section("proves", ("changed", "not_true")),
)
FORMS = (
    Section("which", ("fixed_price", "hourly", "contest", "task")),
    Section("money", ("before_work", "before_publication", "rest")),
    Section("change", ("never", "again")),
)
HOURLY = (
    Section("week", ("deposit", "log", "correct", "review", "paid"), courses=(Course("week", "week", "review"),)),
    Section("sheet", ("timer", "by_hand", "versions", "not_watched")),
    Section("questions", ("ask", "contest", "rest_is_paid", "staff")),
    Section("ending", ("request", "alone", "idle"), courses=(Course("idle", "hourly", "running"),)),
)
CONTEST = (
    Section("brief", ("prize", "criteria", "rights", "guarantee")),
    Section("proposals", ("pictures", "likes", "early_end")),
    Section("adopting", ("after", "several", "more", "finish"), courses=(Course("selection", "contest", "selecting"),)),
    Section("data", ("deliver", "check", "silent"), courses=(Course("data_check", "award", "delivered"),)),
    Section("unselected", ("theirs", "not_used")),
)
TASK_REVIEW = Course("task_review", "task", "reviewing")
TASK = (
    Section("set_up", ("form", "table", "test", "gold")),
    Section("work", ("slot", "late", "give_back", "questions")),
    Section(
        "review", ("approve", "refuse", "limit", "take_back"), courses=(Course("task_review", "task", "reviewing"),)
    ),
    Section("refused", ("reason", "rights", "rate")),
)
# What each stands under in the contents, in the order in which people need them.
GROUPS: Mapping[str, Mapping[str, tuple[Section, ...]]] = {
    "before": {
        "alignment": ALIGNMENT,
        "clauses": CLAUSES,
        "trial": SCREENED["trial"],
        "secrecy": SECRECY,
    },
    "forms": {"forms": FORMS, "hourly": HOURLY, "contest": CONTEST, "task": TASK},
    "talk": {name: SCREENED[name] for name in ("civil", "contact", "privacy", "threats")},
    "money": {name: SCREENED[name] for name in ("payment", "advance", "buying")},
    "work": {name: SCREENED[name] for name in ("prohibited_work", "lures", "side_jobs", "reviews", "accounts")},
    "trouble": {
        "silence": SILENCE,
        "ending": ENDING,
        "claims": CLAIMS,
    },
    "decisions": DECISIONS,
    "record": {
        "papers": PAPERS,
        "record": RECORD,
    },
}
ARTICLES: Mapping[str, tuple[Section, ...]] = {
    name: sections for articles in GROUPS.values() for name, sections in articles.items()
}
WITH_DESKS = frozenset({"claims", "civil", "threats", "privacy", "payment", "buying", "lures", "side_jobs", "appeal"})
"""Articles on what somebody may need help with from outside."""
