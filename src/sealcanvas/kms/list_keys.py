"""ListKeys: the keys of the caller's account and region."""

from typing import Any

from sqlalchemy import select

from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.service import kms
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call


@kms.operation("ListKeys", atomic=False)
def list_keys(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Return ids and ARNs, AWS managed keys among them; no keys are shared from other accounts here."""
    limit = limit_of(request, default=100, maximum=1000)
    last = after(request, "ListKeys")
    if "SELF" not in (request.get("ResourceOwners") or ("SELF",)):
        return page("Keys", [], limit, "ListKeys", None)
    statement = select(keys.c.key_id, keys.c.arn).where(keys.c.account == call.account, keys.c.region == call.region)
    if last is not None:
        statement = statement.where(keys.c.key_id > last)
    with call.instance.database.read() as connection:
        rows = connection.execute(statement.order_by(keys.c.key_id).limit(limit + 1)).all()
    items = [{"KeyId": row.key_id, "KeyArn": row.arn} for row in rows]
    return page("Keys", items, limit, "ListKeys", rows[limit - 1].key_id if len(rows) > limit else None)
