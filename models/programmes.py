"""Programmes as rows: each version of a file, once loaded, is kept for good."""
