"""The place of papers (帳票): one's own, found by date, amount, other side and kind; each to read, print and keep."""
