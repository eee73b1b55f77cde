"""What a reader may say of an article beside yes and no."""

LONGEST_WORD = 500
