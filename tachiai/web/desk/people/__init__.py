"""People as staff see them: their demands, decisions about them, suspension and its end."""
