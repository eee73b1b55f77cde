"""A year of market behind the demo: some three hundred people and fifteen hundred listings, told by the program.

Nothing here is written by hand but the parts (TOML beside this file). `who` and `what` put people and listings
together from them, `stories` draws what becomes of each, all from one seed; `telling` plays story after story through
the actions of real life, while the site is already used.
"""

from __future__ import annotations

from tachiai.config.demo.year.telling import tell_year

__all__ = ["tell_year"]
