"""Whether the articles of the help centre help."""
