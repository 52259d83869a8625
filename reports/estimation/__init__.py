"""From the answers of a stratified sample to the whole population, with the error.

Plain Python and numpy. The strata are the anonymity groups: inside one everybody had the same
chance. The method with its sources: docs/method.md section 5.
"""

from reports.estimation.calibration import Calibration, Margin, MarginsDoNotHold, calibrate
from reports.estimation.comparing import Ranks, difference, is_certain, ranks
from reports.estimation.conventions import OURS, Conventions
from reports.estimation.estimates import POINTS, SHARE, Estimate, combine
from reports.estimation.linearisation import composite, estimated_total, mean, share
from reports.estimation.nonresponse import Nonresponse, Response, by_group
from reports.estimation.strata import Column, Indicator, Stratum, TooFewRespondents, answered

__all__ = [
    "OURS",
    "POINTS",
    "SHARE",
    "Calibration",
    "Column",
    "Conventions",
    "Estimate",
    "Indicator",
    "Margin",
    "MarginsDoNotHold",
    "Nonresponse",
    "Ranks",
    "Response",
    "Stratum",
    "TooFewRespondents",
    "answered",
    "by_group",
    "calibrate",
    "combine",
    "composite",
    "difference",
    "estimated_total",
    "is_certain",
    "mean",
    "ranks",
    "share",
]
