"""The province as a map: one measure of the comparison, and how its squares and boundaries are kept."""
