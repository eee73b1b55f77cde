"""The place of the calendar feed: a secret address under which calendar programs read one person's deadlines."""
