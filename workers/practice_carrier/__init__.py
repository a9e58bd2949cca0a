"""A carrier to practise on: its own process, its own journal, and faults on demand."""
