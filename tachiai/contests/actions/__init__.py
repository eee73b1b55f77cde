"""The only writers of contests and of what is sent to them, by subject."""
