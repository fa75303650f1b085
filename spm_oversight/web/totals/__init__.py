"""A district's totals in each budget version."""
