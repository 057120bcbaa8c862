"""Programs that do what they shouldn't."""
