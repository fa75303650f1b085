"""What goes on paper: plain values to a document, a document to HTML, HTML to PDF."""
