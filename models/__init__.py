"""The record: tables, constraints and the questions asked of them."""

# Foreign keys name tables by text, so any use of one table needs all of them to be known.
from models import tables

__all__ = ["tables"]
