"""Pages for the people at the desk, rendered on the server."""
