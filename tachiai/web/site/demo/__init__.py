"""The demo's time machine: moves the market's clock and does what falls due on the way. Exists only in a demo."""
