"""Threads between people, their messages, and the files people hand over.

Words: a *thread* has participants and messages; a *stored file* was checked by its content and is served
inert.
"""
