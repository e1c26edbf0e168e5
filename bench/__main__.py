"""`make bench`: run the benchmarks named on the command line, or all but two; results go to bench/results/.

Two fill over days: `python -m bench automl`, which has options of its own (docs/bench-automl.md), and `series`.
"""

import argparse
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import access, executors, kms, kms_scale, main_job, s3, series
from bench.automl.__main__ import main as automl

_BENCHMARKS = {
    "access": access.run,
    "executors": executors.run,
    "kms": kms.run,
    "kms_scale": kms_scale.run,
    "s3": s3.run,
    "main_job": main_job.run,
    "series": series.run,
}


def main() -> None:
    if sys.argv[1:2] == ["automl"]:
        automl(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*_BENCHMARKS, []], help="which (default: all but series)")
    names = parser.parse_args().names or [name for name in _BENCHMARKS if name != "series"]
    folder = Path(__file__).parent / "results"
    for name in names:
        result = {
            "benchmark": name,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "machine": platform.machine(),
            **_BENCHMARKS[name](),
        }
        (folder / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")
        json.dump(result, sys.stdout, indent=2)
        print()


if __name__ == "__main__":
    main()
