"""The way out: mail."""
