"""What is trained once and shipped as weights. Needs more than the application does: requirements.in here."""
