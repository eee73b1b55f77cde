"""People who demanded money outside a contract in requests."""
