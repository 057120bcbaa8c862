"""The library of lesson 02, a second time."""
