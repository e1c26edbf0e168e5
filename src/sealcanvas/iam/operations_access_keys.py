"""CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed."""

from typing import Any

from sqlalchemy import delete, update

from sealcanvas.iam.access_keys import AccessKey, keys_of, make_key, owner_of
from sealcanvas.iam.errors import AccessDenied, NoSuchEntity, ValidationError
from sealcanvas.iam.last_use import forget, last_uses_of
from sealcanvas.iam.paging import Page
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import access_keys
from sealcanvas.iam.targets import on_user
from sealcanvas.iam.users import User
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@on_user("CreateAccessKey")
def create_access_key(call: Call, user: User, _request: Request) -> Request:
    """Make an access key; its secret is told this once."""
    key = make_key(call.instance, user)
    return {"AccessKey": _shown(user, key) | {"SecretAccessKey": key.secret.reveal().decode()}}


@on_user("ListAccessKeys")
def list_access_keys(call: Call, user: User, request: Request) -> Request:
    """The user's access keys, without secrets."""
    page, more = Page(request).of(keys_of(call.instance, user), lambda key: key.access_key_id)
    return {"AccessKeyMetadata": [_shown(user, key) for key in page], **more}


@on_user("UpdateAccessKey")
def update_access_key(call: Call, user: User, request: Request) -> None:
    """Make a key active or inactive."""
    if request["Status"] not in ("Active", "Inactive"):
        raise ValidationError("Status must be Active or Inactive.")
    _run(call, user, request, update(access_keys).values(status=request["Status"]))


@on_user("DeleteAccessKey")
def delete_access_key(call: Call, user: User, request: Request) -> None:
    """Delete a key for good."""
    _run(call, user, request, delete(access_keys))
    forget(call.instance, request["AccessKeyId"])


def _owner(call: Call, request: Request) -> User:
    action, key_id = "iam:GetAccessKeyLastUsed", request["AccessKeyId"]
    user = owner_of(call.instance, key_id)
    if user is not None and user.account == call.account:
        return user
    # Whose key it is, or that it is nobody's, is not told: AWS refuses in the same words.
    decision = iam.decide(call, action, PlainResource(f"arn:aws:iam::{call.account}:user/*", call.account))
    raise AccessDenied(
        decision, f"User: {call.principal.arn} is not authorized to perform: {action} on resource: access key {key_id}"
    )


@iam.operation("GetAccessKeyLastUsed", resource=_owner)
def get_access_key_last_used(call: Call, user: User, request: Request) -> Request:
    """When the key last signed a request, to which service and region."""
    uses = last_uses_of(call.instance, (request["AccessKeyId"],))
    shown: dict[str, Any] = {"ServiceName": "N/A", "Region": "N/A"}
    if uses:
        shown = {"LastUsedDate": uses[0].at, "ServiceName": uses[0].service, "Region": uses[0].region}
    return {"UserName": user.name, "AccessKeyLastUsed": shown}


def _run(call: Call, user: User, request: Request, statement: Any) -> None:
    key_id = request["AccessKeyId"]
    this = statement.where(access_keys.c.access_key_id == key_id, access_keys.c.user_id == user.user_id)
    with call.instance.database.transaction() as connection:
        if not connection.execute(this).rowcount:
            raise NoSuchEntity(f"The Access Key with id {key_id} cannot be found.")


def _shown(user: User, key: AccessKey) -> dict[str, Any]:
    return {
        "UserName": user.name,
        "AccessKeyId": key.access_key_id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created_at,
    }
