"""Messages to oneself, and the outbox."""
