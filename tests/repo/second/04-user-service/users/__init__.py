"""The user service of lesson 04, a second time."""
