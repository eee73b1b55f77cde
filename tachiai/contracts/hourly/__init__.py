"""Hourly work: the weeks of a contract, the timesheet of each, and what is asked, contested and paid of it.

Words: a *week* is Monday to Sunday and holds its own deposit; a *line* of its sheet says from when to when something
was done and what (in the tables: TimeEntry, with every version it ever had); a *timer* is a line that still grows. No
keys are counted and no screens are looked at: what a line says is the worker's word, to be reviewed by the client.
"""
