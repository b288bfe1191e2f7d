"""The pages of public records."""
