"""`make bench`: run the benchmarks named on the command line, or all of them; results go to bench/results/."""

import argparse
import json
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import access, kms, main_job, s3

_BENCHMARKS = {"access": access.run, "kms": kms.run, "s3": s3.run, "main_job": main_job.run}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*_BENCHMARKS, []], help="which benchmarks (default: all)")
    names = parser.parse_args().names or list(_BENCHMARKS)
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
