"""The freight month in a terminal."""
