"""Questions of people to the office: received, answered within a clock, led on to where they can be solved.

Words: an *inquiry* is one question with all that is said in it; the *asker* asks, one of the staff *takes* it and
*answers*; what only staff read is a *note*; an answer kept ready is a *canned answer*.
"""
