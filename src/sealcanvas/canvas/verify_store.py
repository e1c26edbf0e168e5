"""VerifyStore: what seals every byte of the state folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.canvas.service import canvas
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request


@canvas.operation("VerifyStore", atomic=False)
def verify_store(call: Call, request: Request) -> Request:
    """Verify the whole state folder, and look for texts in it."""
    return verify(call.instance, request.get("Search", [])).to_dict()


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found."""

    files: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The members of `VerifyStoreResponse`."""
        counted = {"FileCount": len(self.files), "ByteCount": sum(file["Bytes"] for file in self.files)}
        states = {
            f"{status}Count": sum(file["Status"] == status for file in self.files) for status in ("Unsealed", "Damaged")
        }
        return {
            "Files": self.files,
            "Findings": self.findings,
            "Summary": counted | states | {"FoundCount": len(self.findings)},
        }


def verify(instance: Instance, search: Sequence[str]) -> Report:
    """Read every file of `instance.home`."""
    raise NotImplementedError(f"{instance} {search}")
