"""Reports, cases, decisions, measures and appeals: judging what people do here, with reasons and a second look.

Words: a *report* says that a thing breaks a clause; all that is said about one thing of one person gathers in one
*case*; staff end it with a *decision*, which may bring *measures*; whoever is hit by it, or reported in vain, may
*appeal*.
"""
