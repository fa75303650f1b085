"""Checking a paper: /periksa."""
