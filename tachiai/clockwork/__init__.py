"""Rows that walk a life cycle, and the clock that walks them when nobody did in time.

Words: a *walking row* has a state and its deadline; a *step record* is the trace of one step; the *sweep* fires what
is due. Modules declare their life cycles and keep their own tables; the walking itself stands here, once.
"""
