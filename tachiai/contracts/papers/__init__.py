"""The papers of a contract (帳票): what is issued with each step, kept as it was issued, and shown to have arrived.

Builders make a `documents.rules.Document` from facts and know nothing else; `gathering` reads the facts, `issuing`
keeps the papers in the step's own transaction, `queries` are the only way to read one.
"""
