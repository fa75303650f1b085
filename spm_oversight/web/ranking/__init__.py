"""Districts in order of their achievement."""
