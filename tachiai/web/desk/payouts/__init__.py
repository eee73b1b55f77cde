"""Wallets with money in them, for staff to record what was transferred to people's banks."""
