"""Every read of threads, messages and files. A page gets its thread through `thread`, which knows who asks."""

from tachiai.conversations.queries.files import FileAsked, FileLine, file_for, file_lines, owned_files, owns_files
from tachiai.conversations.queries.lists import ThreadLine, ThreadList, threads, unread_by_thread, unread_threads
from tachiai.conversations.queries.reading import (
    PAGE,
    MessageLine,
    ThreadPage,
    is_participant,
    latest_messages,
    moments_of_messages,
    participants,
    thread,
)

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
    "is_participant",
    "latest_messages",
    "moments_of_messages",
    "owned_files",
    "owns_files",
    "participants",
    "thread",
    "threads",
    "unread_by_thread",
    "unread_threads",
]
