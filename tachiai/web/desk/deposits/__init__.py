"""Transfers that clients announced, for staff to confirm when the money has arrived."""
