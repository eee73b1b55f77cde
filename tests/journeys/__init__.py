"""Stories from end to end: real people's clicks in a real browser, against the whole house."""
