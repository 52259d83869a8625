"""The items of the city-level method module, by their names in its workbook.

What is done with their answers: docs/method.md section 12.
"""

from __future__ import annotations

FORCED = "m_rrt_1"  # yes or no, where a month of birth may force either
ARM = "m_lst"  # which of the two lists comes next, by the respondent's own chance
CONTROL = "m_lst_a"  # how many of four things
TREATMENT = "m_lst_b"  # how many of the same four and the one that is asked about
NAMES = (FORCED, ARM, CONTROL, TREATMENT)
