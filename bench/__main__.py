"""``make bench``: every measurement, one after the other; 1 when a target is missed."""

from __future__ import annotations

import sys

from bench import booklet, comparison, national, saving, start, workbook, workbook_save

missed = [
    measurement.__name__
    for measurement in (saving, workbook, workbook_save, comparison, national, start, booklet)
    if measurement.main()
]
sys.exit(f"Missed: {', '.join(missed)}" if missed else 0)
