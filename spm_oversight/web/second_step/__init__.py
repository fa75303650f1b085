"""The second step of one's own account."""
