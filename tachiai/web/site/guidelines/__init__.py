"""The place of the guidelines: what everybody here agrees to, clause by clause, what changed, and agreeing to it."""
