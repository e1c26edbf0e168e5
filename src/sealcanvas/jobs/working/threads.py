"""How many threads a job's libraries keep busy: decided when the job starts, whatever was loaded before."""

import os
import sys

_VARIABLES = ("OMP_NUM_THREADS", "ARROW_NUM_THREADS")
# Linear algebra rounds by the number of its threads; with one, a seed gives the same model whatever the job's share.
_ONE = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# Threads that wait for one another sleep. By OpenMP's default they spin, and where jobs run beside each other they
# take the processor from those that they wait for: four small fits on two cores took 6 seconds each instead of 0.5.
_SLEEP = {"OMP_WAIT_POLICY": "PASSIVE"}
# Arrow's own allocator keeps half of what reading a long file took, which training then lacks; the system's gives it
# back when asked (`ml/reading/whole.py`), for a tenth more time of reading.
_GIVES_BACK = {"ARROW_DEFAULT_MEMORY_POOL": "system"}


def thread_variables(count: int) -> dict[str, str]:
    """The environment by which libraries that are yet to be loaded know how many threads to start, and whose memory."""
    return dict.fromkeys(_VARIABLES, str(count)) | _ONE | _SLEEP | _GIVES_BACK


def limit_threads(count: int) -> None:
    """Hold the libraries of this process to so many threads: those that are loaded, and those to come.

    Called before anything has begun to use them.
    """
    os.environ.update(thread_variables(count))
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].set_cpu_count(count)
    if "threadpoolctl" in sys.modules:  # scikit-learn brings it, and loads the libraries that it knows
        sys.modules["threadpoolctl"].threadpool_limits({"openmp": count, "blas": 1})
