"""The letterhead and signers of a district or province."""
