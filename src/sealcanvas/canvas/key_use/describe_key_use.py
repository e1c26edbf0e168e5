"""DescribeKeyUse: a key's blast radius."""

from sealcanvas.canvas.key_use.jobs import job_uses
from sealcanvas.canvas.key_use.objects import object_uses
from sealcanvas.canvas.key_use.settings import setting_uses
from sealcanvas.canvas.key_use.use import Uses
from sealcanvas.canvas.key_use.volumes import volume_uses
from sealcanvas.kms.alias import aliases_of_key
from sealcanvas.kms.find import KEY_ARN, key_of_arn
from sealcanvas.kms.key import Key, key_arn
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException
from sealcanvas.service.resource import PlainResource


def _key_named(call: Call, request: Request) -> PlainResource:
    """The key in KeyId, whether or not there is one: who may not ask does not learn it."""
    named: str = request["KeyId"]
    if not named.startswith("arn:"):
        return PlainResource(key_arn(call.region, call.account, named), call.account)
    match = KEY_ARN.fullmatch(named)
    if match is None or match[3] != "key":
        raise ValidationException(f"{named} is not the ARN of a key.")
    return PlainResource(named, match[2])


@sealcanvas.operation("DescribeKeyUse", resource=_key_named, atomic=False)
def describe_key_use(call: Call, key: PlainResource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell what of the account lies under the key, is set to use it, or is working with it now."""
    found = key_of_arn(call, key.arn)
    if found is None:
        raise ResourceNotFoundException(f"Key '{key.arn}' does not exist")
    names = _names(call, found)
    uses = Uses()
    objects, complete = object_uses(call.instance, call.account, key.arn)
    for some in (
        objects,
        volume_uses(call.instance, call.account, key.arn),
        job_uses(call, key.arn, names),
        setting_uses(call, names),
    ):
        for use in some:
            uses.add(use)
    return {"KeyArn": key.arn, "Complete": complete, "Uses": [use.wire() for use in uses]}


def _names(call: Call, key: Key) -> set[str]:
    prefix = key.arn.partition(":key/")[0]
    aliases = [alias.name for alias in aliases_of_key(call.instance, key.arn)]
    return {key.arn, key.key_id, *aliases, *(f"{prefix}:{name}" for name in aliases)}
