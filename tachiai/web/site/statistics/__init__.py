"""The two charts of trouble and the medians, for everybody."""
