"""The demo market: invented people who have lived in it for months, so that every state can be looked at.

Nothing is written into tables here. The content (TOML beside this file) says who does what and when; it is played
through the actions of real life in the order of time, with the clock's work in between, and so cannot contradict
itself. The words of the content are Japanese because the people are.
"""

from __future__ import annotations

from tachiai.config.demo.filling import accounts, fill_if_empty, lives_here

__all__ = ["accounts", "fill_if_empty", "lives_here"]
