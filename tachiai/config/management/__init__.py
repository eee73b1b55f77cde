"""Commands of Django's that this program carries out in another way."""
