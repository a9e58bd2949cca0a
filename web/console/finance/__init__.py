"""Finance's pages of the console."""
