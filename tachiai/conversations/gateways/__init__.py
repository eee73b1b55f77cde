"""What stands outside: the virus scanner."""
