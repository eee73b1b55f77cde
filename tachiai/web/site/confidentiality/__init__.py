"""The place of secrets: the agreement that two people make before something secret is shown."""
