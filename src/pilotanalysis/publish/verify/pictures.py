"""Whether two pictures look the same."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

#: A pixel counts as another where a colour differs by more than this part; pictures look the same up to this share.
PIXEL, SHARE = 0.1, 0.0001


def pixels(content: bytes) -> NDArray[np.float64]:
    """Read a PNG."""
    from matplotlib import image

    return np.asarray(image.imread(io.BytesIO(content), format="png"), dtype=float)


def apart(one: bytes, other: bytes) -> str:
    """Say how two PNG differ for the eye; nothing where they look the same."""
    first, second = pixels(one), pixels(other)
    if first.shape != second.shape:
        sizes = (f"{shape[1]} x {shape[0]}" for shape in (first.shape, second.shape))
        return " and ".join(sizes) + " pixels"
    other_pixels = np.abs(first - second).reshape(*first.shape[:2], -1).max(axis=2) > PIXEL
    share = float(other_pixels.mean())
    return f"{share:.2%} of its pixels differ" if share > SHARE else ""
