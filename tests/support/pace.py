"""How fast this machine is now, for tests that hold a figure to it."""

import subprocess
import sys
from statistics import median

_START = "import numpy, pyarrow.csv, time; print(time.process_time())"
_SECONDS = 0.15  # what it took where the tests' figures were set


def slowness() -> float:
    """How many times slower than there Python, NumPy and Arrow start here and now, by processor time; 1 at least.

    A processor that others use runs slower too, so that a figure in seconds alone tells of them.
    """
    took = [
        float(subprocess.run([sys.executable, "-c", _START], capture_output=True, check=True).stdout) for _ in range(3)
    ]
    return max(1.0, median(took) / _SECONDS)
