"""VerifyStore: what seals every byte of the state folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.canvas.named import whole_instance
from sealcanvas.canvas.verify.file_report import FileReport
from sealcanvas.canvas.verify.needles import needles_of
from sealcanvas.canvas.verify.state_folder import find_texts, judge
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that lies open: where, below the state folder, and at which byte."""

    path: str
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    files: list[FileReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The members of `VerifyStoreResponse`."""
        statuses = [file.status for file in self.files]
        return {
            "Files": [file.wire() for file in self.files],
            "Findings": [{"Path": each.path, "Offset": each.offset, "Text": each.text} for each in self.findings],
            "Summary": {
                "FileCount": len(self.files),
                "ByteCount": sum(file.bytes for file in self.files),
                "UnsealedCount": statuses.count("Unsealed"),
                "DamagedCount": statuses.count("Damaged"),
                "FoundCount": len(self.findings),
            },
        }


@sealcanvas.operation("VerifyStore", resource=whole_instance, atomic=False)
def verify_store(call: Call, _instance: PlainResource, request: Request) -> Request:
    """Verify the whole state folder, and look for texts in it."""
    return verify(call.instance, request.get("Search", [])).to_dict()


def verify(instance: Instance, search: Sequence[str]) -> Report:
    """Read every file of the state folder; works beside a running server, and on a stopped one's state.

    Args:
        search: texts to look for in every byte of every file, in the forms of `verify.needles`.
    """
    files = judge(instance)
    found = find_texts(instance.home, needles_of(search))
    return Report(files, [Finding(path, offset, text) for path, text, offset in found])
