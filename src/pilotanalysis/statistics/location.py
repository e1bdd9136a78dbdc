"""How specialised a region is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def location_quotient(
    activity_region: ArrayLike, total_region: ArrayLike, activity_country: ArrayLike, total_country: ArrayLike
) -> NDArray[np.float64]:
    """Location quotient: the share of an activity in a region over its share in the country.

    ``(e_ir / e_r) / (E_i / E)``; 1 where the region has the country's share, above 1 where it is
    specialised.

    Parameters
    ----------
    activity_region, total_region : array_like
        Persons employed in the region: in the activity, and in all activities.
    activity_country, total_country : array_like
        The same for the country. All four are broadcast together.

    Returns
    -------
    ndarray of float
        NaN where it is not defined (an activity that the country does not have, an empty total)
        or an operand is NaN.

    Examples
    --------
    Manufacture of textiles in RO21 and Romania, persons employed 2015 (Eurostat, sbs_r_nuts06_r2):

    >>> round(float(location_quotient(5818, 371060, 35531, 3887310)), 3)
    1.715
    """
    operands = (activity_region, total_region, activity_country, total_country)
    e_ir, e_r, e_i, e = np.broadcast_arrays(*(np.asarray(operand, dtype=np.float64) for operand in operands))
    defined = (e_r > 0) & (e_i > 0) & (e > 0) & ~np.isnan(e_ir)
    quotient = np.full(e_ir.shape, np.nan)
    quotient[defined] = (e_ir[defined] / e_r[defined]) / (e_i[defined] / e[defined])
    return quotient
