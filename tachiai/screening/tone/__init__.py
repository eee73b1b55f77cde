"""The tone of a message: a hint to its writer before it is sent. Never blocks, never kept. See MODEL_CARD.md."""
