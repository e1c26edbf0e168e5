"""What a client needs to talk to an instance as its administrator."""

from importlib import resources

from sealcanvas.iam.administrator import administrator_credentials
from sealcanvas.server.compose import open_instance
from sealcanvas.server.home import Home, HomeError
from sealcanvas.server.run import utc_now


def environment_of(home: Home) -> dict[str, str]:
    """Environment variables by name, as boto3 and the AWS CLI read them.

    `AWS_DATA_PATH` leads to the service model of `sealcanvas`, so that `boto3.client("sealcanvas")` works.

    Raises:
        HomeError: no server was ever started on this folder.
        RootUnavailable, WrongRoot: the state cannot be opened.
    """
    description, root = home.open()
    endpoint = home.endpoint()
    if endpoint is None:
        raise HomeError(f"no server has answered from {home.folder} yet: start one with `sealcanvas up`")
    instance = open_instance(home.folder, root, account=description.account, region=description.region, clock=utc_now)
    try:
        access_key, secret = administrator_credentials(instance)
    finally:
        instance.database.close()
    exports = {
        "AWS_ENDPOINT_URL": endpoint.url,
        "AWS_DEFAULT_REGION": description.region,
        "AWS_REGION": description.region,
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret.reveal().decode(),
        "AWS_DATA_PATH": str(resources.files("sealcanvas.wire") / "models" / "data"),
    }
    if endpoint.certificate:
        exports["AWS_CA_BUNDLE"] = endpoint.certificate
    return exports
