"""/catatan: who did what in one's own place, and the record handed out."""
