"""What a client needs to talk to an instance as its administrator."""

from importlib import resources

from sealcanvas.iam.administrator import administrator_credentials, ensure_administrator
from sealcanvas.server.accounts import check_account
from sealcanvas.server.home import Home, HomeError
from sealcanvas.server.opened import opened


def environment_of(home: Home, account: str | None = None) -> dict[str, str]:
    """Environment variables by name, as boto3 and the AWS CLI read them.

    `AWS_DATA_PATH` leads to the service model of `sealcanvas`, so that `boto3.client("sealcanvas")` works.

    Args:
        account: whose administrator; the instance's own, unless given. A member's is made where it is missing.

    Raises:
        HomeError: no server was ever started on this folder.
        AccountRefused: there is no such account, or it is closed.
        ServiceError: a service control policy forbids the account to have its administrator made.
        LookupError: the administrator has no active access key.
        RootUnavailable, WrongRoot: the state cannot be opened.
    """
    home.describe()
    endpoint = home.endpoint()
    if endpoint is None:
        raise HomeError(f"no server has answered from {home.folder} yet: start one with `sealcanvas up`")
    with opened(home) as instance:
        if account is not None and account != instance.account:
            check_account(instance, account)
            ensure_administrator(instance, account)
        region = instance.region
        access_key, secret = administrator_credentials(instance, account)
    exports = {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret.reveal().decode(),
        "AWS_DATA_PATH": str(resources.files("sealcanvas.wire") / "models" / "data"),
    }
    if endpoint.certificate:
        exports["AWS_CA_BUNDLE"] = endpoint.certificate
    return exports
