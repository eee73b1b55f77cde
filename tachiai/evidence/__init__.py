"""The record of a contract as something that can be handed to a third person and checked without us.

Words: an *entry* is one thing said or done (`contracts.record`); a *link* binds it to everything before it, by SHA-256;
the *chain* is all links of one contract, its *head* the digest of the last; a *bundle* is the ZIP that is handed out,
*sealed* when it was made. `verify` is the program that checks a bundle, and travels inside it.
"""
