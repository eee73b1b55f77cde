"""The demo's mailbox: the mails that a real market would have sent. Exists only in a demo."""
