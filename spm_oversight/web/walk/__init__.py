"""A quarter's walk: handing in, approving, returning, taking back; receipts, changes, history."""
