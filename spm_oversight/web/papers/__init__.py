"""Papers asked for, being made, and made."""
