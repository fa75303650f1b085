"""Districts beside each other."""
