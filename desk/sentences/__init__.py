"""The sentences a story is told in, subject by subject."""
