"""A domain that moves to other keys while it is in use (docs/rekey.md); the jobs run in this process as their roles."""

from typing import Any

from sealcanvas.canvas.rekey.advance import advance
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.body import BytesBody
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, World, policy


def start(world: World, app: str | None = "4", storage: str | None = "5") -> str:
    request: dict[str, Any] = {"DomainId": world.domain_id}
    request |= {"AppKmsKeyId": world.keys[app]} if app else {}
    request |= {"StorageKmsKeyId": world.keys[storage]} if storage else {}
    return str(world.canvas("StartRekey", **request)["RekeyId"])


def described(world: World, **members: Any) -> dict[str, Any]:
    return world.canvas("DescribeRekey", DomainId=world.domain_id, **members)


def finished(world: World) -> dict[str, Any]:
    """The newest rekey, as far as it goes by itself."""
    advance(world.instance)
    return described(world)


def put(world: World, name: str, content: bytes, key: str = "2", **members: Any) -> None:
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": world.keys[key]}
    request = {"Bucket": BUCKET, "Key": f"Canvas/ana/{name}", "Body": BytesBody(content), **seal, **members}
    s3.operations["PutObject"](world.role(), request)


def head(world: World, name: str) -> dict[str, Any]:
    request = {"Bucket": BUCKET, "Key": name if name.startswith("Canvas/") else f"Canvas/ana/{name}"}
    return s3.operations["HeadObject"](world.role(), request)


def disable(world: World, *names: str) -> None:
    for name in names:
        kms.operations["DisableKey"](world.admin, {"KeyId": world.keys[name]})


def may_tag(world: World) -> None:
    """Let the domain's role see and set the tags of its objects; AWS's managed policies do not."""
    tagging = policy({"Action": ["s3:GetObjectTagging", "s3:PutObjectTagging"], "Resource": f"arn:aws:s3:::{BUCKET}/*"})
    own = {"RoleName": "CanvasAnalyst", "PolicyName": "tags", "PolicyDocument": tagging}
    iam.operations["PutRolePolicy"](world.admin, own)


def artifact_path(world: World, uri: str) -> None:
    """Have the domain's artifacts below `uri`, in a bucket of its own that its role may use."""
    bucket = uri.removeprefix("s3://").partition("/")[0]
    s3.operations["CreateBucket"](world.admin, {"Bucket": bucket})
    everything = policy({"Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]})
    own = {"RoleName": "CanvasAnalyst", "PolicyName": "artifacts", "PolicyDocument": everything}
    iam.operations["PutRolePolicy"](world.admin, own)
    settings = {"CanvasAppSettings": {"WorkspaceSettings": {"S3ArtifactPath": uri}}}
    request = {"DomainId": world.domain_id, "DefaultUserSettings": settings}
    sagemaker.operations["UpdateDomain"](world.admin, request)


def delete_ana(world: World) -> None:
    request = {"DomainId": world.domain_id, "UserProfileName": "ana"}
    sagemaker.operations["DeleteUserProfile"](world.admin, request)


def key_of(world: World, uri: str) -> str:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    seen = s3.operations["HeadObject"](world.admin, {"Bucket": bucket, "Key": key})["SSEKMSKeyId"]
    return next(name for name, arn in world.keys.items() if arn == seen)


def refuse_the_service(world: World, name: str, action: str) -> None:
    """Deny SageMaker's own principal an action on a key."""
    root = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    service = {"Service": "sagemaker.amazonaws.com"}
    denied = {"Effect": "Deny", "Principal": service, "Action": f"kms:{action}", "Resource": "*"}
    kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys[name], "Policy": policy(root, denied)})


def refused(world: World, action: str) -> list[str]:
    records = world.instance.trail.newest(100)
    return [
        each["userIdentity"]["invokedBy"] for each in records if each["eventName"] == action and "errorCode" in each
    ]
