"""Judging text: text in, verdict out. The rules are data, in `rulebook/` and, those of the staff, in a table; a finding is
about a text, never about a person."""
