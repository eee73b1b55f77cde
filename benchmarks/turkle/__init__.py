"""Turkle 3.1.0 as a peer of the task format: its own environment, its own database, the web server that Tachiai has."""
