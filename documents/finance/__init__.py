"""The papers and files of the freight month."""
