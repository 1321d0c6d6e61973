"""The rules of one quarter: pure functions, one file per step of the schedule.

Arrays carry (capital or form first, then) municipality, then run last; for one municipality in a Mesa model the last
two axes are absent. A rule takes stocks, parameters and tables by name and holds no number of its own.
"""
