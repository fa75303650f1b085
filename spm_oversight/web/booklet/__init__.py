"""The rakor booklet before it is printed: its chapters, texts and tables."""
