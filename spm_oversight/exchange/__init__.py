"""What travels as a file: the open data package and the quarter workbook."""
