"""What is told to whom: texts, channels, preferences, and a log of every delivery.

Words: a *notice* is one thing told to one person; a *dispatch* is its way out by one channel (mail); a *kind* names
the text. Notices are queued in the transaction of the step that causes them.
"""
