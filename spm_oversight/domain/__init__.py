"""What is true: the nouns and rules of SPM. Imports the standard library alone; no clock, no input or output."""
