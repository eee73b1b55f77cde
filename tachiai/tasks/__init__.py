"""Tasks (タスク形式): many small pieces of work that anybody qualified does without being chosen.

Words: a *plan* is what a listing needs to become a task: its form and its units; a *unit* is one piece of work; a *task
job* is a plan that its client has asked to publish and that holds the money; a *submission* is one place at one unit,
held by one worker for an hour, and then the answer; a *standing* is how one worker stands in one job; a *gold unit* is
one whose right answer is known.
"""
