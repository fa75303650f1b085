"""A district taken apart: its index down to every item, and where each figure comes from."""
