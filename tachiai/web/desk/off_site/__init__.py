"""Off-site contact requests, waiting for a decision."""
