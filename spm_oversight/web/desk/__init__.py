"""The province's desk: periods, every district's report in one, accepting, returning, closing, publishing."""
