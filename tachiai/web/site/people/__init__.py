"""The place of people: public profiles, one's own settings, signing up, closing an account."""
