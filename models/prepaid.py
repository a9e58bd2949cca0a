"""Prepaid hours, seats, and messages that came in by mail."""
