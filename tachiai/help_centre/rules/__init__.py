"""Pure decisions of the help centre: how an article is written down, and which one explains what."""
