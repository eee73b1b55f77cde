"""The operator's own answers kept ready: listed, written, changed, removed."""
