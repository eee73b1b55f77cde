"""The trouble statistics for staff: every number, by source and month."""
