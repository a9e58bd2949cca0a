"""The pages of those who ask: customers' and resellers' own people, in their language."""
