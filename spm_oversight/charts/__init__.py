"""Drawings for screen and paper: from plain figures to marks with computed places; ``templates/charts`` prints them."""
