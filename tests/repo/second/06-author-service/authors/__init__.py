"""The author service of lesson 06, a second time."""
