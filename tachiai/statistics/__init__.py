"""What goes wrong how often and how long things take: read-only counts over the modules below."""
