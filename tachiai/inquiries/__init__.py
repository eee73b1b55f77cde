"""Questions of people to the office: received, answered within a clock, led on to where they can be solved."""
