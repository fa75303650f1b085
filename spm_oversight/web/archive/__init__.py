"""Closed quarters again, and what their revisions changed: /arsip."""
