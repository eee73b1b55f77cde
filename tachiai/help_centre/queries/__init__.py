"""What the help centre knows of its readers."""
