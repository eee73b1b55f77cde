"""The place where a person sees their money: balance, statement, download."""
