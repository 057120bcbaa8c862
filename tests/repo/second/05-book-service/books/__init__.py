"""The book service of lesson 05, a second time."""
