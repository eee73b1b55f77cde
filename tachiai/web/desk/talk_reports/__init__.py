"""Talks and messages that people asked staff to look at."""
