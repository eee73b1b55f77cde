"""Listings, proposals and search: everything before the contract.

Words: a *listing* (仕事) is a client's request for work; a *proposal* (応募) is a worker's answer to it, with the
thread and the terms sheet of their negotiation; a *category* is a leaf of the tree in `categories.toml`.
"""
