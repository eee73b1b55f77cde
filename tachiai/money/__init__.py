"""The double-entry book: accounts, permitted movements, pay-ins, fees, statements, and its audit.

Words: a *movement* is one permitted way for money to go; an *entry* is one movement made, with *legs* that
sum to nought; a *pay-in* is money announced and then confirmed; a *payout* leaves the book; a *wallet* is what
the installation owes a person; *escrow* (仮払い) is what one contract holds.
"""
