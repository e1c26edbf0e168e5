"""VerifyStore: what seals every byte of the state folder."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sealcanvas.canvas.named import whole_instance
from sealcanvas.canvas.verify.file_report import FileReport
from sealcanvas.canvas.verify.needles import needles_of
from sealcanvas.canvas.verify.remembered import Progress
from sealcanvas.canvas.verify.state_folder import files_below, find_texts, judge
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource

_MOST_PROBLEMS = 1000
_SOUND = "Authentic"


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that lies open: where, below the state folder, and at which byte."""

    path: str
    offset: int
    text: str

    def wire(self) -> dict[str, Any]:
        """As the service model's Finding."""
        return {"Path": self.path, "Offset": self.offset, "Text": self.text}


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    files: list[FileReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The members of `VerifyStoreResponse`."""
        files, findings = [file.wire() for file in self.files], [each.wire() for each in self.findings]
        return {"Files": files, "Findings": findings, "Summary": self._summary()}

    def to_result(self, started: datetime, ended: datetime, principal: str, searched: int) -> dict[str, Any]:
        """The members of `StoreVerification`: what is remembered of it. No text that was looked for is."""
        amounts: Counter[tuple[str, str, str]] = Counter()
        sizes: Counter[tuple[str, str, str]] = Counter()
        for file in self.files:
            group = (file.format, file.key_arn, file.status)
            amounts[group] += 1
            sizes[group] += file.bytes
        problems = [file.wire() for file in self.files if file.status != _SOUND]
        return {
            "StartTime": started.timestamp(),
            "EndTime": ended.timestamp(),
            "Principal": principal,
            "SearchedCount": searched,
            "Summary": self._summary(),
            "Groups": [
                {"Format": form, "Status": status, "FileCount": amounts[form, key, status]}
                | {"ByteCount": sizes[form, key, status]}
                | ({"KeyArn": key} if key else {})
                for form, key, status in sorted(amounts)
            ],
            "Problems": problems[:_MOST_PROBLEMS],
        }

    def _summary(self) -> dict[str, int]:
        statuses = [file.status for file in self.files]
        return {
            "FileCount": len(self.files),
            "ByteCount": sum(file.bytes for file in self.files),
            "UnsealedCount": statuses.count("Unsealed"),
            "DamagedCount": statuses.count("Damaged"),
            "FoundCount": len(self.findings),
        }


@sealcanvas.operation("VerifyStore", resource=whole_instance, atomic=False)
def verify_store(call: Call, _instance: PlainResource, request: Request) -> Request:
    """Verify the whole state folder, and look for texts in it; DescribeStoreVerification tells how far it is."""
    instance, texts = call.instance, request.get("Search", [])
    started = instance.clock()
    progress = Progress(instance, sum(1 for _ in files_below(instance.home)))
    report = verify(instance, texts, progress.one_more)
    progress.done(report.to_result(started, instance.clock(), call.principal.arn, len(texts)))
    return report.to_dict()


def verify(instance: Instance, search: Sequence[str], judged: Callable[[], None] = lambda: None) -> Report:
    """Read every file of the state folder; works beside a running server, and on a stopped one's state.

    Args:
        search: texts to look for in every byte of every file, in the forms of `verify.needles`.
        judged: told of every file that was judged.
    """
    files = judge(instance, judged)
    found = find_texts(instance.home, needles_of(search))
    return Report(files, [Finding(path, offset, text) for path, text, offset in found])
