"""The whole state folder: every file judged by what stands where it stands, and every byte searched."""

import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from sealcanvas.audit.trail import BrokenChain
from sealcanvas.canvas.verify.database_file import Verdict, verify_database, verify_index, verify_log
from sealcanvas.canvas.verify.file_report import FileReport
from sealcanvas.canvas.verify.needles import Needle
from sealcanvas.canvas.verify.open_files import check_open, read_limit
from sealcanvas.canvas.verify.sealed_files import (
    loose_report,
    missing_objects,
    object_report,
    outer_reports,
    size_of,
    volume_reports,
)
from sealcanvas.canvas.verify.search import search
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.service.instance import Instance
from sealcanvas.storage.held_file import open_held
from sealcanvas.storage.page_check import file_key_of

_ATTEMPTS = 3
_PAUSE = 0.2
_DATABASE = "state.db"
_COMING = (f"{_DATABASE}.next", f"{_DATABASE}.next-journal")
_CUT_OFF = Verdict("Unopenable", "of a rotation of the root key that was cut off: the next start removes it")


def files_below(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not itself a folder, links included, in the order of the names."""
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        here = Path(parent)
        links = [name for name in folders if (here / name).is_symlink()]
        yield from (here / name for name in sorted([*files, *links]))


def judge(instance: Instance, judged_one: Callable[[], None] = lambda: None) -> list[FileReport]:
    """A report on every file of the state folder, on every one that is missing, and on the audit trail.

    Args:
        judged_one: told of every file that was judged.
    """
    home = instance.home
    reports: list[FileReport] = []
    damaged = False
    try:
        known = volume_reports(instance, home, judged_one)
        reports += missing_objects(instance)
        reports += outer_reports(instance, judged_one)
    except (DBAPIError, CryptoError):
        known, damaged = {}, True
    judged = set()
    for path in files_below(home):
        name = path.relative_to(home).as_posix()
        judged.add(path)
        report = known.get(path)
        if report is None:
            report = _judge(instance, path, name)
            judged_one()
        if report is not None:
            reports.append(report)
    # A volume's file that is missing has a report all the same.
    reports += [report for path, report in known.items() if path not in judged and report.status == "Damaged"]
    if damaged:
        reports.append(FileReport(_DATABASE, "metadata", 0, "Damaged", "the database cannot be read through"))
    reports.append(_trail(instance))
    return [_printable(report) for report in reports]


def find_texts(home: Path, needles: Sequence[Needle]) -> Iterator[tuple[str, str, int]]:
    """Path, text and offset of everything found in any byte of any file."""
    if not needles:
        return
    for path in files_below(home):
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            name = _text(path.relative_to(home).as_posix())
            with open_held(path) if name.startswith(_DATABASE) else path.open("rb") as file:
                for text, offset in search(file, needles):
                    yield name, text, offset
        except FileNotFoundError:
            continue  # a job's volume, or an object that was deleted meanwhile


def _judge(instance: Instance, path: Path, name: str) -> FileReport | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return FileReport(name, "unknown", 0, "Unsealed", "this is no regular file")
    except FileNotFoundError:
        return None
    match name.split("/"):
        case [single]:
            return _judge_top(instance, path, single)
        case ["objects", "incoming", _]:
            return loose_report(path, name, "sealed object")
        case ["objects", _, _, blob_id] if _is_blob(blob_id):
            return object_report(instance, path, name)
        case ["volumes", "incoming", _] | ["volumes", _, _, _] | ["volumes", "jobs", _, _]:
            return loose_report(path, name, "volume file")
        case _:
            return FileReport(name, "unknown", size_of(path), "Unsealed", "no file belongs here")


def _judge_top(instance: Instance, path: Path, name: str) -> FileReport | None:
    key = file_key_of(instance.root)
    checks: dict[str, tuple[str, Callable[[], Verdict]]] = {
        _DATABASE: ("SQLCipher database", lambda: verify_database(path, key)),
        f"{_DATABASE}-wal": (
            "SQLCipher write-ahead log",
            lambda: verify_log(path, instance.home / _DATABASE, key),
        ),
        **{name: ("unfinished database", lambda: _CUT_OFF) for name in _COMING},
        f"{_DATABASE}-shm": ("write-ahead log index", lambda: verify_index(path)),
    }
    try:
        if name in checks:
            form, check = checks[name]
            verdict = _while_quiet(instance, check)
            return FileReport(name, form, size_of(path), verdict.status, verdict.detail)
        with path.open("rb") as file:
            content = file.read(read_limit())
    except FileNotFoundError:
        return None
    form, status, detail = check_open(name, content)
    return FileReport(name, form, size_of(path), status, detail)


def _while_quiet(instance: Instance, check: Callable[[], Verdict]) -> Verdict:
    """A verdict while this process writes nothing; another one's write half done is given time to be done."""
    verdict = Verdict("Damaged", "")
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE)
        with instance.database.read():
            verdict = check()
        if verdict.status == "Authentic":
            break
    return verdict


def _trail(instance: Instance) -> FileReport:
    name = f"{_DATABASE} (audit trail)"
    try:
        count = instance.trail.verify()
    except BrokenChain as error:
        return FileReport(name, "audit trail", 0, "Damaged", str(error))
    except (DBAPIError, CryptoError):
        return FileReport(name, "audit trail", 0, "Damaged", "the records cannot be read")
    return FileReport(name, "audit trail", 0, "Authentic", f"{count} records, each following from the one before it")


def _is_blob(name: str) -> bool:
    return len(name) == 32 and all(c in "0123456789abcdef" for c in name)


def _printable(report: FileReport) -> FileReport:
    path = _text(report.path)
    if path == report.path:
        return report
    return FileReport(path, report.format, report.bytes, report.status, report.detail, report.key_arn)


def _text(path: str) -> str:
    """A path as text, whatever bytes a foreign file's name has."""
    return os.fsencode(path).decode("utf-8", "replace")
