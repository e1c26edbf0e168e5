"""`make bench-automl`: fill cells of the benchmark of tabular AutoML, and write docs/bench-automl.md from them."""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.automl.engines import ENVIRONMENTS
from bench.automl.environments import ROOT
from bench.automl.page import PAGE, written
from bench.automl.plan import cells, pending
from bench.automl.run import commit_of, fill
from bench.automl.sets import SETS
from bench.automl.store import read


def main(words: Sequence[str]) -> None:
    options = _parser().parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that the cell's process ends too
    if not options.page:
        wanted = cells(options.sets, options.engines, options.budget, range(options.seeds), options.clock)
        left = pending(wanted, read(), commit_of(options.source), options.again)
        print(f"{len(left)} of {len(wanted)} cells are open.", flush=True)
        for told in fill(left, time.monotonic() + 3600 * options.hours, options.source.resolve()):
            print(told, flush=True)
            _write()
    _write()


def _write() -> None:
    PAGE.write_text(written(PAGE.read_text(), read()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench automl", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0, help="begin no cell after so many hours (default: 1)")
    parser.add_argument("--budget", type=int, nargs="+", default=[30, 120], help="seconds (default: 30 120)")
    parser.add_argument("--seeds", type=int, default=3, help="how many splits of a set (default: 3)")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS), help="default: all")
    parser.add_argument("--engines", nargs="+", choices=ENVIRONMENTS, default=list(ENVIRONMENTS), help="default: all")
    parser.add_argument("--clock", choices=("cpu", "wall"), default="cpu", help="what budgets count (default: cpu)")
    parser.add_argument("--again", nargs="+", choices=ENVIRONMENTS, default=[], help="anew if of another commit")
    parser.add_argument("--source", type=Path, default=ROOT, help="a checkout of ours to measure (default: this one)")
    parser.add_argument("--page", action="store_true", help="only write the page")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
