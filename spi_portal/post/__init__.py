"""Messages on their way out: the edge to the providers, and the letters to officials.

What respondents are sent is queued by `surveys` and goes through the same channels.
"""
