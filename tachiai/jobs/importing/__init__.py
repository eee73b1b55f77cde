"""Listings from another system, read row by row and kept as drafts: good rows are taken, bad ones are explained.

Words: a *map* says which column becomes which point (`../maps/*.toml`, data); a *row* is one record of a file with the
line it begins on; an *outcome* is what became of it.
"""

from tachiai.jobs.importing.maps import Map, known_maps, load_map
from tachiai.jobs.importing.outcomes import Outcome, import_rows
from tachiai.jobs.importing.tables import Table

__all__ = ["Map", "Outcome", "Table", "import_rows", "known_maps", "load_map"]
