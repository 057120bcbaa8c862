"""The movie service of lesson 03, a second time."""
