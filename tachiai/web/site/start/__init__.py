"""The first screens for newcomers."""
