"""What a person or an outside system may ask for, shared by every door."""
