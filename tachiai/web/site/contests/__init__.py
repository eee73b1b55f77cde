"""Contests: the page that everybody reads, sending a proposal, and the client's choice."""
