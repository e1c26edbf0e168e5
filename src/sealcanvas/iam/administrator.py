"""The first user of an account: `administrator`, who may do everything that policies can give."""

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.access_keys import keys_of
from sealcanvas.iam.operations_access_keys import create_access_key
from sealcanvas.iam.operations_user_policies import attach_user_policy
from sealcanvas.iam.operations_users import create_user
from sealcanvas.iam.users import user_named
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance

USER_NAME = "administrator"
_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess"


def ensure_administrator(instance: Instance, account: str | None = None) -> None:
    """Make the user with its policy, and an access key where it has none; harmless when all is there.

    The account's root user does it, through the operations that anyone uses, so that the audit trail begins with it.
    An administrator whose policy was taken away on purpose stays without.

    Args:
        account: the instance's own, unless given.

    Raises:
        AccessDenied: a service control policy forbids it to the account's root user.
    """
    account = account or instance.account
    call = root_call(instance, account)
    user = user_named(instance, account, USER_NAME)
    with instance.database.transaction():
        if user is None:
            create_user(call, {"UserName": USER_NAME})
            attach_user_policy(call, {"UserName": USER_NAME, "PolicyArn": _POLICY})
        if user is None or not keys_of(instance, user):
            create_access_key(call, {"UserName": USER_NAME})


def administrator_call(instance: Instance, account: str | None = None) -> Call:
    """A call by an account's administrator, for what the command line does in his name beside the server.

    The instance's own account, unless given; where its administrator was deleted, the root user calls.
    """
    user = user_named(instance, account or instance.account, USER_NAME)
    return root_call(instance, account) if user is None else _call_as(instance, user.principal)


def root_call(instance: Instance, account: str | None = None) -> Call:
    """A call by the root user of an account, the instance's own unless given: whoever holds the root key is no less."""
    return _call_as(instance, Principal.root(account or instance.account))


def _call_as(instance: Instance, principal: Principal) -> Call:
    return Call(
        instance=instance,
        principal=principal,
        request_id=new_request_id(),
        region=instance.region,
        user_agent="sealcanvas",
        source_ip="sealcanvas",
    )


def administrator_credentials(instance: Instance, account: str | None = None) -> tuple[str, Secret]:
    """The administrator's access key id and secret: its oldest active key.

    Args:
        account: the instance's own, unless given.

    Raises:
        LookupError: there is no such key (`ensure_administrator` was not called, or it was deleted).
    """
    user = user_named(instance, account or instance.account, USER_NAME)
    for key in keys_of(instance, user) if user else ():
        if key.active:
            return key.access_key_id, key.secret
    raise LookupError("the user administrator has no active access key")
