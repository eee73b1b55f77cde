"""Pages for staff (事務局): the overview of what waits, and one folder per queue. Nobody else gets in."""
