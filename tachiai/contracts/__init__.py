"""Agreements between one client and one worker: their life cycle, deliveries, inspections, mutual ratings.

Words: a *contract* is made from one version of the terms; a *delivery* is inspected item by item; a *rating* is
mutual and double blind. `actions.take_step` is the only door through which a contract changes its state.
"""
