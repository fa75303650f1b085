"""The catalogue to read."""
