"""How the learned coder is trained: coded passages in, one model file out.

Kernel ridge regression: every code is an output fitted to the same comparisons
between passages, in closed form, so that the same passages give the same bytes.
Thresholds and calibration come from passages of sources left out in turn. What the
finished model does is `tagger.py`; which passages are read is `examples.py`.
"""

import io
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..codebook import Codebook
from ..encoder import FINGERPRINT
from .examples import Example
from .tagger import (
    FORMAT,
    STANCES,
    Floats,
    Lexicon,
    Output,
    centred,
    likeness,
    terms,
)

SHARPNESS = 2.0  # how fast likeness in meaning falls off
RIDGE = 1.0  # how closely to fit: higher trusts single passages more
SAME_CODE = 0.5  # share of what stances learn that is particular to the code
FOLDS = 8
FEWEST = 12  # a sub-code with fewer examples gets no output
COMMON = 2  # a term has to stand in as many passages
EXAMPLE_IDS = "examples"
