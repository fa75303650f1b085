"""A district's offices."""
