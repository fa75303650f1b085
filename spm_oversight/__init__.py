"""Pengawasan SPM: districts report minimum services once; the province compares, reviews, ranks and prints.

What is true?            ``domain``        What can a person do?  ``services``
How is it kept?          ``persistence``   What does one see?     ``web``, ``cli``
What goes on paper?      ``documents``     What goes as a file?   ``exchange``
"""

__version__ = "0.1.0.dev0"
