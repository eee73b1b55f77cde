"""`tachiai backup` and `tachiai restore`: an installation in one file, brought back with the same hashes.

A backup is a tar archive, so that it can be looked into without Tachiai. Its members, in this order:

    about.json              what made it: release, migrations, PostgreSQL, the moment
    database/000001 ...     the output of pg_dump (custom format), in pieces
    secret_key              the key for signing, unless TACHIAI_SECRET_KEY gives it
    files/...               what people handed over
    manifest.json           size and SHA-256 of each of the others

The dump comes before the files: whatever it names has then been stored already.
"""

from __future__ import annotations

FORMAT = 1
ABOUT, MANIFEST, SECRET_KEY = "about.json", "manifest.json", "secret_key"
DATABASE, FILES = "database/", "files/"
UNFINISHED = ".restoring"
"""A folder among the files, in which a restoration is gathered before it takes its place."""
