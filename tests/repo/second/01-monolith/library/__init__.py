"""The library of lesson 01, a second time."""
