"""Articles on what the screening warns of: what it is, what to do instead, how to decline, and what is found."""

from __future__ import annotations

from collections.abc import Mapping

from tachiai.web.site.guide.sections import Section

DECLINING = ("guide.any.decline", "guide.any.report")
KINDS = Section("kinds", lists_kinds=True, shared=True)

CONTACT = (
    Section("what", ("record", "lure", "data")),
    Section("instead", ("where", "once", "staff", "granted", "trade")),
    Section("asked", ("say", "moved"), borrowed=DECLINING),
    KINDS,
)
PAYMENT = (
    Section("what", ("outside", "words", "before", "account")),
    Section("instead", ("deposit", "change", "milestones", "again")),
    Section("asked", ("say", "paid"), borrowed=DECLINING),
    KINDS,
)
ADVANCE = (
    Section("what", ("not_held", "not_divided", "worker")),
    Section("instead", ("first", "costs", "deposit")),
    Section("outside", ("paper", "receipt")),
    Section("asked", ("say", "fee"), borrowed=DECLINING),
    KINDS,
)
BUYING = (
    Section("what", ("outlay", "stolen", "gift_cards", "disguise")),
    Section("instead", ("own_order", "included", "lend")),
    Section("asked", ("say", "bought"), borrowed=DECLINING),
    KINDS,
)
CIVIL = (
    Section("what", ("misread", "heat", "person")),
    Section("instead", ("happened", "one_request", "wait", "procedure")),
    Section("asked", ("same", "say", "block", "leave"), borrowed=("guide.any.report",)),
    KINDS,
)
THREATS = (
    Section("what", ("crime", "record", "rating")),
    Section("instead", ("silence", "unsettled", "claim")),
    Section("asked", ("danger", "nothing", "keep", "alone"), borrowed=("guide.any.report",)),
    KINDS,
)
PRIVACY = (
    Section("what", ("papers", "code", "family")),
    Section("instead", ("least", "login", "parcel", "secrecy")),
    Section("asked", ("say", "sent"), borrowed=DECLINING),
    KINDS,
)
LURES = (
    Section("what", ("chat", "survey", "permitted", "rejected", "remote")),
    Section("instead", ("ask", "stay", "no_program", "honest")),
    Section("asked", ("say", "stop", "device"), borrowed=DECLINING),
    KINDS,
)
SIDE_JOBS = (
    Section("what", ("names", "no_content", "vanishing", "papers", "fee", "bring")),
    Section("never", ("identity", "account", "carry")),
    Section("instead", ("content", "deposit", "talk")),
    Section("asked", ("say", "threatened", "paid"), borrowed=DECLINING),
    KINDS,
)
REVIEWS = (
    Section("what", ("reader", "law", "rules", "own")),
    Section("instead", ("labelled", "test", "customers", "rating")),
    Section("asked", ("say", "posted"), borrowed=DECLINING),
    KINDS,
)
ACCOUNTS = (
    Section("what", ("lender", "numbers", "load", "hidden")),
    Section("instead", ("role", "interface", "content", "name")),
    Section("asked", ("say", "lent"), borrowed=DECLINING),
    KINDS,
)
TRIAL = (
    Section("what", ("collected", "used", "experience")),
    Section("instead", ("small", "samples", "rights", "raise")),
    Section("asked", ("say", "first"), borrowed=DECLINING),
    KINDS,
)
CHAPTERS = "ABCDEFG"
PROHIBITED_WORK = (
    Section("how", ("reason", "machine", "people")),
    *(Section(f"chapter_{chapter.lower()}", chapter=chapter) for chapter in CHAPTERS),
    Section("instead", ("purpose", "licence", "doubt")),
    Section("asked", ("say", "started"), borrowed=DECLINING),
)
SCREENED: Mapping[str, tuple[Section, ...]] = {
    "contact": CONTACT,
    "payment": PAYMENT,
    "advance": ADVANCE,
    "buying": BUYING,
    "civil": CIVIL,
    "threats": THREATS,
    "privacy": PRIVACY,
    "lures": LURES,
    "side_jobs": SIDE_JOBS,
    "reviews": REVIEWS,
    "accounts": ACCOUNTS,
    "trial": TRIAL,
    "prohibited_work": PROHIBITED_WORK,
}
