"""The servers that services keep their data in: real ones, from wheels."""
