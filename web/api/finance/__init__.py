"""The API of the freight month."""
