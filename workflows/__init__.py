"""The stories, readable top to bottom."""
