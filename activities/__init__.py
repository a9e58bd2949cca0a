"""The only hands: each does one thing, may be retried, and writes under a business key."""
