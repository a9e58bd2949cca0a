"""The record's history: each revision is one step that can be taken and taken back."""
