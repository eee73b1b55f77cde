"""Every read of threads, messages and files. A page gets its thread through `thread`, which knows who asks."""

from tachiai.conversations.queries.files import (
    FileAsked,
    FileLine,
    file_for,
    file_lines,
    files_beside,
    files_without_owner,
    owned_files,
    owns_files,
)
from tachiai.conversations.queries.lists import ThreadLine, ThreadList, threads, unread_by_thread, unread_threads
from tachiai.conversations.queries.messages import MessageLine, Quote, Version, is_answered, is_message_of
from tachiai.conversations.queries.reading import (
    DraftLine,
    ThreadPage,
    is_participant,
    is_same_talk,
    latest_messages,
    message,
    moments_of_messages,
    newest_message,
    participants,
    quote_for,
    shows_read_marks,
    talk_between,
    thread,
)
from tachiai.conversations.queries.searching import FoundMessage, FoundMessages, search
from tachiai.conversations.queries.uploads import UploadLine, preview_for, upload
from tachiai.conversations.queries.windows import PAGE

__all__ = [
    "PAGE",
    "FileAsked",
    "FileLine",
    "MessageLine",
    "ThreadLine",
    "ThreadList",
    "ThreadPage",
    "file_for",
    "file_lines",
    "files_beside",
    "files_without_owner",
    "is_participant",
    "latest_messages",
    "newest_message",
    "message",
    "moments_of_messages",
    "owned_files",
    "owns_files",
    "is_same_talk",
    "participants",
    "talk_between",
    "thread",
    "threads",
    "unread_by_thread",
    "unread_threads",
    "DraftLine",
    "Quote",
    "Version",
    "is_answered",
    "is_message_of",
    "quote_for",
    "shows_read_marks",
    "UploadLine",
    "preview_for",
    "upload",
    "FoundMessage",
    "FoundMessages",
    "search",
]
