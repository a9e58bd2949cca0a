"""The only hands: each does one thing, may be retried, and writes its effect under a business key."""
