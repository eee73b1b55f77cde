"""The tables of the help centre."""
