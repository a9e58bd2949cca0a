"""The tables of the freight month."""
