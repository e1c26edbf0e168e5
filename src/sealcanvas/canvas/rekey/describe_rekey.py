"""DescribeRekey, ListRekeys."""

from typing import Any

from sealcanvas.canvas.failure import members
from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.rekey.owner import rekey_of, rekeys_of
from sealcanvas.canvas.rekey.stored import COMPLETED, KINDS, Rekey
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.page_token import read_token, write_token
from sealcanvas.service.resource import PlainResource

_DEFAULT = 50
# What sealing and verifying are of the whole.
_SEALING = 70


@sealcanvas.operation("DescribeRekey", resource=domain_named)
def describe_rekey(call: Call, _domain: PlainResource, request: Request) -> Request:
    """Tell how far a rekey is, and what holds it up."""
    return describe(rekey_of(call, request["DomainId"], request.get("RekeyId")))


@sealcanvas.operation("ListRekeys", resource=domain_named)
def list_rekeys(call: Call, _domain: PlainResource, request: Request) -> Request:
    """List a domain's rekeys, newest first."""
    try:
        before = int(read_token(request["NextToken"])) if "NextToken" in request else None
    except ValueError:
        raise ValidationException("The pagination token is invalid.") from None
    mine = [each for each in rekeys_of(call, request["DomainId"]) if before is None or each.number < before]
    limit = request.get("MaxResults", _DEFAULT)
    more = {"NextToken": write_token(str(mine[limit - 1].number))} if len(mine) > limit else {}
    return {"Rekeys": [_summary(each) for each in mine[:limit]], **more}


def describe(rekey: Rekey) -> dict[str, Any]:
    """A rekey as `DescribeRekeyResponse` has it."""
    details = rekey.details
    return {
        **_summary(rekey),
        "Progress": _counts(details["progress"]),
        "Verified": _counts(details["verified"]),
        "WaitingFor": details["waiting"],
        "FormerKeyArns": details["former"],
    }


def _summary(rekey: Rekey) -> dict[str, Any]:
    answer = {
        "RekeyId": rekey.id,
        "DomainId": rekey.domain_id,
        "Status": rekey.status,
        "Phase": rekey.details["phase"],
        "ProgressPercent": _percent(rekey),
        "CreationTime": rekey.created_at,
        "LastModifiedTime": rekey.modified_at,
        **members(rekey.details),
    }
    known = {"StorageKmsKeyArn": rekey.storage_key, "AppKmsKeyArn": rekey.app_key, "EndTime": rekey.ended_at}
    return answer | {member: value for member, value in known.items() if value is not None}


def _percent(rekey: Rekey) -> int:
    if rekey.status == COMPLETED:
        return 100
    sealed, verified = (_share(rekey.details[name]) for name in ("progress", "verified"))
    return min(99, int(_SEALING * sealed + (100 - _SEALING) * verified))


def _share(counts: dict[str, list[int]]) -> float:
    """How much is done: by bytes, each artifact counting for a few more, so that small ones are seen to move."""
    weigh = [(done + 4096 * number, total + 4096 * count) for number, done, count, total in counts.values()]
    total = sum(total for _done, total in weigh)
    return sum(done for done, _total in weigh) / total if total else 0.0


def _counts(counts: dict[str, list[int]]) -> list[dict[str, Any]]:
    names = ("ArtifactsDone", "BytesDone", "ArtifactsTotal", "BytesTotal")
    return [{"Kind": kind, **dict(zip(names, counts[kind], strict=True))} for kind in KINDS]
