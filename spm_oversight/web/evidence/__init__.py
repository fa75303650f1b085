"""Evidence of the own district's quarter: what is there, adding files and links, taking them back."""
