"""Entering a quarter on screen: one page an urusan, saved row by row."""
