"""The author service: who wrote what the library has."""
