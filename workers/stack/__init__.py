"""The embedded stack: one machine, no containers, every part supervised."""
