"""The record: tables, constraints and the questions asked of them."""
