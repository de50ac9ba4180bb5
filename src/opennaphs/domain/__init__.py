"""What a score, a goal, an activity, a cost and a gap ARE: plain Python, standard library only.

Nothing here reads a file, asks the clock or knows a framework; everything is a frozen
dataclass or a small function, so every rule can be read and tested on its own.
"""
