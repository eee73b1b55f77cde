"""The place of what is due: one list of everything that waits for a person."""
