"""The only writes of inquiries: asking and replying, what staff do, mail that comes in, answers kept ready."""

from tachiai.inquiries.actions.answering import (
    answer,
    contact_other_side,
    finish,
    give_back,
    handle_mail,
    merge,
    note,
    reopen,
    take,
)
from tachiai.inquiries.actions.asking import Receipt, ask_office, close_inquiry, rate_answer, write_more
from tachiai.inquiries.actions.canned import remove_canned, save_canned
from tachiai.inquiries.actions.leading import lead_on, lead_to_request
from tachiai.inquiries.actions.receiving import read_mailbox, receive_mail

__all__ = [
    "Receipt",
    "answer",
    "ask_office",
    "close_inquiry",
    "contact_other_side",
    "finish",
    "give_back",
    "handle_mail",
    "lead_on",
    "lead_to_request",
    "merge",
    "note",
    "rate_answer",
    "read_mailbox",
    "receive_mail",
    "remove_canned",
    "reopen",
    "save_canned",
    "take",
    "write_more",
]
