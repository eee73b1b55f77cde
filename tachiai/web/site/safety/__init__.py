"""Reports of violations, what staff decided about somebody, and appeals against it."""
