"""Processes: workers, relay, practice carrier, the embedded stack."""
