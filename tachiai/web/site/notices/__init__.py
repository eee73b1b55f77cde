"""The place of notices: what one has been told, and what of it comes by mail."""
