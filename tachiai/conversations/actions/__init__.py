"""The only writers of threads, messages and files, by subject."""

from tachiai.conversations.actions.files import store_file
from tachiai.conversations.actions.messages import (
    MESSAGE_KIND,
    MessagePosted,
    mark_read,
    open_thread,
    place_thread,
    post_message,
    thread_path,
)

__all__ = [
    "MESSAGE_KIND",
    "MessagePosted",
    "mark_read",
    "open_thread",
    "place_thread",
    "post_message",
    "store_file",
    "thread_path",
]
