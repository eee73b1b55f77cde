"""Papers as data: one Document from which the page, the PDF and the JSON are made, and the digest that fixes it.

Words: a document has parties, a headline amount and blocks; the blocks are shown in order. What stands in `data` is the
same for machines. This module knows no contract: whoever issues a paper builds its Document.
"""
