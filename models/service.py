"""Service clocks of cases: what was targeted, when it was due and how it ended."""
