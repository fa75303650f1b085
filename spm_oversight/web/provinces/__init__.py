"""Provinces as tenants."""
