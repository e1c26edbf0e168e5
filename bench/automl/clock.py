"""The CPU clock: a process's time is what it spends of the processor, so that a shared machine is fair to all."""

import signal
import time
from typing import Any


def use_cpu_time() -> None:
    """Let `time` and `signal.alarm` of this process count its CPU seconds; before anything else is imported.

    Everything in Python that then asks what time it is sees a clock that stands still while others have the processor.
    Code that is not Python keeps the wall's clock; none of the engines stops by it.
    """
    cpu, start = time.process_time, time.time()
    time.time = lambda: start + cpu()
    time.perf_counter = time.monotonic = cpu
    _count_alarms(signal.signal, signal.setitimer)


def _count_alarms(handle: Any, timer: Any) -> None:
    """An alarm is due after so many CPU seconds: SIGPROF does what was asked of SIGALRM."""

    def listen(number: int, handler: Any) -> Any:
        return handle(signal.SIGPROF if number == signal.SIGALRM else number, handler)

    def alarm(seconds: float) -> int:
        return int(timer(signal.ITIMER_PROF, seconds)[0])

    vars(signal).update(signal=listen, alarm=alarm)
