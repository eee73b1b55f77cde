"""What everybody here agrees to: terms of use, job guideline, message guideline, clause by clause, and who consented.

Words: a *document* has *versions*, each frozen once released; a *clause* is what a hit, a report and a decision cite.
"""
