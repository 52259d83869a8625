"""How a clone starts by itself: servers out of wheels, its state folder, and its processes.

Standard library only and no Django: `dev.py` uses it before anything is installed.
"""
