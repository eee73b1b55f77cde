"""The delivery log: every mail, how it went, and another try for those that failed."""
