"""nbgrader, made safe and parallel: a student's code never runs where points are decided.

The way of a submission: `intake` (read it without trusting it) → `merge` (the instructor's cells, the student's
answers) → `run` (student side and judge, each in its own sandbox) → `gradebook` (one transaction) → `feedback`,
`export`. `README.md` beside this file says what is defended, and how.
"""
