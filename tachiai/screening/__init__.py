"""Judging text: text in, verdict out. Pure: no tables, no people. The rules are data, in `rulebook/`."""
