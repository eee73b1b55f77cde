"""Articles that explain the product by its own declarations, found by situation, by state or by words."""
