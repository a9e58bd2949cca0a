"""The hands of the freight month."""
