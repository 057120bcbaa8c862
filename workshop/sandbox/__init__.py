"""Contain code that nobody trusts: what a process may see, reach and use up."""
