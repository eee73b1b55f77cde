"""Judging text, never people: text in, verdict out. The rules are data: `rulebook/`, and a table of the staff's."""
