"""The province's own groups of districts."""
