"""The only writers of threads, messages and files, by subject."""

from tachiai.conversations.actions.arrival import ARRIVALS, tell_open_pages
from tachiai.conversations.actions.choices import show_read_marks
from tachiai.conversations.actions.delivering import MESSAGE_KIND, MessagePosted, thread_path
from tachiai.conversations.actions.drafts import save_draft
from tachiai.conversations.actions.editing import MessageEdited, edit_message
from tachiai.conversations.actions.files import store_file
from tachiai.conversations.actions.hearts import take_thanks_back, thank
from tachiai.conversations.actions.messages import mark_read, open_thread, place_thread, post_message
from tachiai.conversations.actions.previews import MAKE_PREVIEW, PREVIEW_QUEUE, make_preview
from tachiai.conversations.actions.uploads import PIECE, add_piece, begin_upload, discard_uploads

__all__ = [
    "ARRIVALS",
    "MAKE_PREVIEW",
    "PIECE",
    "PREVIEW_QUEUE",
    "add_piece",
    "begin_upload",
    "discard_uploads",
    "make_preview",
    "tell_open_pages",
    "MESSAGE_KIND",
    "MessageEdited",
    "MessagePosted",
    "edit_message",
    "mark_read",
    "open_thread",
    "place_thread",
    "post_message",
    "save_draft",
    "show_read_marks",
    "store_file",
    "take_thanks_back",
    "thank",
    "thread_path",
]
