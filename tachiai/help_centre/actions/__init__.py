"""What changes in the help centre."""
