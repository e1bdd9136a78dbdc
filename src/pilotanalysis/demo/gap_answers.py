"""What managements of a fictitious study answer to the gaps that are put to them, and whether they are right.

They are asked of every gap that there is in truth, and of stages on which members work who did not answer. Most accept
what is there; some explain it, some err, and some have not answered yet.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..reference import Catalogue
from .lists import rows
from .truth import Truth

#: Days on which managements answered, after the analysis.
_DAYS = ("2014-05-19", "2014-05-22", "2014-05-28", "2014-06-04")
_COLUMNS = ["cluster", "stage", "kind", "answer", "who", "when", "why"]


def gap_answers(truth: Truth, catalogue: DataFrame[Catalogue]) -> pd.DataFrame:
    """Draw the answers of each management.

    Returns
    -------
    DataFrame
        Columns of ``data/decisions/gaps.csv``, and ``there``: whether the gap is there in truth. ``answer`` is blank
        where there is none yet.
    """
    said = pd.DataFrame(rows("gap_answers.csv"))
    support = set(catalogue.loc[catalogue["layer"] == "support", "stage"])
    found = []
    for number, (cluster, stages) in enumerate(truth.stages.groupby("cluster", sort=False)):
        chance = np.random.default_rng([truth.seed, number, 10])
        state = stages["fate"].where(stages["fate"] != "", stages["condition"])
        for stage, own in zip(stages["stage"], state, strict=True):
            able = said[said["state"] == own]
            if able.empty:
                continue
            row = able.iloc[int(chance.choice(len(able), p=able["weight"].astype("float64")))]
            kind = "support" if row["kind"] == "absent" and stage in support else row["kind"]
            day, who = truth.scene.day(str(chance.choice(_DAYS))), f"management of {cluster}"
            found.append((cluster, stage, kind, row["answer"], who, day, row["why"], row["there"]))
    return pd.DataFrame(found, columns=[*_COLUMNS, "there"])
