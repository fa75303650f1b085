"""Money beside result."""
