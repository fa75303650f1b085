"""Reminding those who are behind."""
