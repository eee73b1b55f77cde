"""Arrival without reload: open pages are told, over one stream for each browser, that something came for their reader.

Only numbers go over the stream. What was said is fetched by the page with an ordinary request, through the queries that
ask who may read it.
"""
