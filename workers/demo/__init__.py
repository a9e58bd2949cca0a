"""The demo: sample data, and a few days of the desk played on a running stack."""
