"""The base of bench/booklet.py: WeasyPrint alone, as anyone would call it. Imports nothing of ours.

Reads paths of HTML files from standard input, one a line, renders each, answers with "seconds pages".
"""

import gc
import sys
import time

import weasyprint

gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)
for line in sys.stdin:
    begun = time.perf_counter()
    document = weasyprint.HTML(filename=line.strip()).render(pdf_variant="pdf/a-3a")
    pdf = document.write_pdf(pdf_variant="pdf/a-3a")
    print(time.perf_counter() - begun, len(document.pages), flush=True)
    del document, pdf
    gc.collect()
