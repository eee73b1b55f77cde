"""The overview: every queue of the desk with how much waits in it."""
