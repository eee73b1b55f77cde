"""Texts that the rules kept back, waiting for a decision."""
