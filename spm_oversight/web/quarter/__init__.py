"""A district's quarter: where it stands, what is still empty, and sending it to the province."""
