"""What readers looked for in the help centre and did not find."""
