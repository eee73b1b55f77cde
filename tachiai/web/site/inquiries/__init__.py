"""Asking the office, and the talk that follows."""
