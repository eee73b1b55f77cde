"""Requests beside contracts that wait for staff."""
