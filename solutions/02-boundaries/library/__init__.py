"""A small media library: four packages that own their data, in one program."""
