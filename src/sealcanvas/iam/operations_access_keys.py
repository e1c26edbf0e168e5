"""CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey."""

from typing import Any

from sqlalchemy import delete, update

from sealcanvas.iam.access_keys import AccessKey, keys_of, make_key
from sealcanvas.iam.errors import NoSuchEntity, ValidationError
from sealcanvas.iam.paging import Page
from sealcanvas.iam.tables import access_keys
from sealcanvas.iam.targets import on_user
from sealcanvas.iam.users import User
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


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
