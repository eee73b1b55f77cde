"""Every read of inquiries: those of whoever asked, and what staff work on."""

from tachiai.inquiries.queries.canned import Canned, canned_answer, canned_answers, own_canned, worded_for
from tachiai.inquiries.queries.conflicts import held_with_stake, with_nobody
from tachiai.inquiries.queries.desk import (
    DESK_PAGE,
    Queue,
    StaffView,
    helped_lately,
    inquiry_backlog,
    inquiry_for_staff,
    inquiry_queue,
    unknown_mails,
)
from tachiai.inquiries.queries.own import PAGE, count_open, own_inquiries, own_inquiry
from tachiai.inquiries.queries.threads import (
    InquiryView,
    Line,
    file_with,
    inquiry_of,
    inquiry_with,
    may_read_file,
)

__all__ = [
    "DESK_PAGE",
    "PAGE",
    "Canned",
    "InquiryView",
    "Line",
    "Queue",
    "StaffView",
    "canned_answer",
    "canned_answers",
    "count_open",
    "file_with",
    "held_with_stake",
    "helped_lately",
    "inquiry_backlog",
    "inquiry_for_staff",
    "inquiry_of",
    "inquiry_queue",
    "inquiry_with",
    "may_read_file",
    "own_canned",
    "own_inquiries",
    "own_inquiry",
    "unknown_mails",
    "with_nobody",
    "worded_for",
]
