"""The first screens for newcomers, and what tries to lure them away."""
