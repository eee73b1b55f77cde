"""Articles on reports, on what staff decide about them, and on what somebody whom it concerns can do."""

from __future__ import annotations

from collections.abc import Mapping

from tachiai.web.site.guide.sections import Section

DECISIONS: Mapping[str, tuple[Section, ...]] = {
    "report": (
        Section("where", ("listing", "talk", "others")),
        Section("how", ("kind", "letters", "attached", "once")),
        Section("then", ("days", "late", "outcome", "appeal")),
        Section("shielded", ("name", "contract", "danger")),
        Section("misuse", ("warned", "person")),
    ),
    "withdrawn": (
        Section("what", ("recruiting", "listing", "deadline")),
        Section("keeps", ("contracts", "proposals", "others")),
        Section("do", ("read", "appeal", "again")),
        Section("proposed", ("wait", "outside")),
    ),
    "restricted": (
        Section("what", ("send", "read", "contract")),
        Section("limited"),
        Section("do", ("until", "appeal", "around")),
    ),
    "shut": (
        Section("which", ("measure", "other")),
        Section("keeps", ("read", "money", "contracts", "report")),
        Section("do", ("appeal", "again")),
    ),
    "appeal": (
        Section("who", ("sanctioned", "reporter", "once")),
        Section("how", ("another", "days", "unreviewed")),
        Section("outcome", ("reversed", "upheld", "outside")),
    ),
}
