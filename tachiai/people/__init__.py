"""Who someone is: sign-in, profile, role, and whether an account may be closed.

Words: a *person* is one account, client on one contract and worker on another; *staff* run the installation.
"""
