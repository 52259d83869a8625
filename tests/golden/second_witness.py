"""Works out second_witness.csv from api_strata.csv with samplics, without this project's code.

pip install samplics in a virtual environment of its own, then: python second_witness.py
"""

import csv
from importlib.metadata import version
from pathlib import Path

import numpy as np
from samplics.estimation import TaylorEstimator
from samplics.utils.types import PopParam

HERE = Path(__file__).parent
FIGURES = {
    "mean": (PopParam.mean, "api00", None),
    "total": (PopParam.total, "enroll", None),
    "ratio": (PopParam.ratio, "api.stu", "enroll"),
}

with (HERE / "api_strata.csv").open() as file:
    rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
stratum = np.array([row["stype"] for row in rows], dtype=object)
known = {row["stype"]: float(row["fpc"]) for row in rows}
unsampled = {name: 1 - (stratum == name).sum() / known[name] for name in np.unique(stratum)}

with (HERE / "second_witness.csv").open("w") as out:
    out.write(f"# made by second_witness.py with samplics {version('samplics')}\n")
    out.write("case,figure,value,standard_error\n")
    for figure, (parameter, above, below) in FIGURES.items():
        estimator = TaylorEstimator(parameter)
        estimator.estimate(
            y=np.array([float(row[above]) for row in rows]),
            x=np.array([float(row[below]) for row in rows]) if below else None,
            samp_weight=np.array([float(row["pw"]) for row in rows]),
            stratum=stratum,
            fpc=unsampled,
        )
        out.write(f"api_strata,{figure},{estimator.point_est:.12f},{estimator.stderror:.12f}\n")
