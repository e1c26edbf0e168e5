"""The peers' and the data packages' environments, under .bench/: made once from a lock, never the project's own."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from bench.automl.sets import SETS

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".bench"
_LOCKS = Path(__file__).parent / "locks"


def python(name: str | None) -> str:
    """The interpreter of the environment `name` (None: the project's), which is made if it is not there."""
    if name is None:
        return sys.executable
    return installed(_LOCKS / f"{name}.lock", PLACE / name)


def installed(lock: Path, folder: Path) -> str:
    """The interpreter of the environment in `folder`, which is made anew unless it was made from the lock."""
    found, stamp = folder / "bin" / "python", folder / "lock.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"Installing {lock.stem} into {folder.relative_to(ROOT)}, once ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        uv = shutil.which("uv")
        pip = [uv, "pip", "install", "--python", str(found)] if uv else [str(found), "-m", "pip", "install"]
        # Whole already: the lock lists everything, of data.lock against the packages' own bounds (data.override).
        subprocess.run([*pip, "-q", "--no-deps", "--require-hashes", "-r", lock], check=True)
        stamp.write_text(digest)
    return str(found)


def exported() -> Path:
    """The folder with all sets as Parquet, written by the data packages' environment if need be."""
    folder = PLACE / "sets"
    if any(not (folder / f"{name}.parquet").exists() for name in SETS):
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([python("data"), "-m", "bench.automl.export", folder], check=True, cwd=ROOT)
    return folder
