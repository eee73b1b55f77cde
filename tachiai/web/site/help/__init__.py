"""The help centre: by situation, by article, by words."""
