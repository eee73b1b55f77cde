"""The terms of one piece of work: typed fields, immutable versions, consents, differences.

Words: a *sheet* holds the versions of one negotiation; a *version* never changes; a *consent* is one side's
yes to one version, and is worth nothing for the next.
"""
