"""Check a lesson again at each save, and answer a few keys."""
