"""A district's letterhead and signers."""
