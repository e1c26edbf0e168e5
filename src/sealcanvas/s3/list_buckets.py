"""ListBuckets."""

from typing import Any

from sqlalchemy import select

from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.owner import owner
from sealcanvas.s3.page_token import read_token, write_token
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_MAXIMUM = 10_000


@s3.operation("ListBuckets", action="s3:ListAllMyBuckets")
def list_buckets(call: Call, request: Request) -> Request:
    """Return the buckets of the caller's account, by name."""
    limit = request.get("MaxBuckets", _MAXIMUM)
    if not 1 <= limit <= _MAXIMUM:
        raise InvalidArgument(f"MaxBuckets must be between 1 and {_MAXIMUM}", "max-buckets", str(limit))
    prefix, token = request.get("Prefix") or "", request.get("ContinuationToken")
    after = read_token(token)[0] if token else ""
    wanted = select(buckets.c.name, buckets.c.region, buckets.c.created_at).where(
        buckets.c.account == call.account, buckets.c.name > after, buckets.c.name.startswith(prefix, autoescape=True)
    )
    if request.get("BucketRegion"):
        wanted = wanted.where(buckets.c.region == request["BucketRegion"])
    with call.instance.database.read() as connection:
        rows = connection.execute(wanted.order_by(buckets.c.name).limit(limit + 1)).all()
    answer: dict[str, Any] = {
        "Buckets": [
            {
                "Name": row.name,
                "CreationDate": row.created_at,
                "BucketRegion": row.region,
                "BucketArn": f"arn:aws:s3:::{row.name}",
            }
            for row in rows[:limit]
        ],
        "Owner": owner(call.account),
    }
    if prefix:
        answer["Prefix"] = prefix
    if len(rows) > limit:
        answer["ContinuationToken"] = write_token(rows[limit - 1].name, group=False)
    return answer
