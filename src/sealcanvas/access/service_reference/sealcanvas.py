"""Our own service's actions, read from its service model: an operation more is an action more."""

from functools import cache

from sealcanvas.access.service_reference.reference import AccessLevel, Action, ResourceType, ServiceReference
from sealcanvas.wire.model import load

OWN_PREFIX = "sealcanvas"

_TYPES = {
    "ModelVersionId": "model-version",
    "PredictionId": "prediction",
    "AutomationId": "automation",
    "RecipeId": "recipe",
    "DatasetId": "dataset",
    "DomainId": "domain",
}
"""Which member of a request names the resource, the nearest first."""

_NOUNS = {"PolicyTest": "policy-test"}
"""Resources whose operations say in their own names what they are about."""

_OF_KEYS = {"DescribeKeyUse"}
"""Operations that are about a KMS key."""

_KEYS = {
    "StartRekey": (
        "sagemaker:HomeEfsFileSystemKmsKey",
        "sagemaker:VolumeKmsKey",
        "sagemaker:VolumeKmsKeyArn",
        "sagemaker:DomainSharingOutputKmsKey",
        "sagemaker:DomainSharingOutputKmsKeyArn",
    )
}
"""SageMaker's condition keys that an action of ours carries."""

_LEVELS: dict[str, AccessLevel] = {
    "List": "List",
    "Describe": "Read",
    "Get": "Read",
    "Preview": "Read",
    "Check": "Read",
    "Export": "Read",
    "Explain": "Read",
    "Lint": "Read",
}


@cache
def own_reference() -> ServiceReference:
    """Return what the policies of this instance may say of `sealcanvas`."""
    actions = {}
    for name, operation in load(OWN_PREFIX).operations.items():
        members = operation.input.required_members if operation.input else ()
        on = next(({kind: True} for member, kind in _TYPES.items() if member in members), {})
        on = next(({kind: True} for noun, kind in _NOUNS.items() if noun in name), on)
        on = {"key": True} if name in _OF_KEYS else on
        level: AccessLevel = next((level for verb, level in _LEVELS.items() if name.startswith(verb)), "Write")
        actions[name.lower()] = Action(name, level, on, _KEYS.get(name, ()))
    types = {
        kind: ResourceType(kind, f"arn:${{Partition}}:{OWN_PREFIX}:${{Region}}:${{Account}}:{kind}/${{Id}}", ())
        for kind in (*_TYPES.values(), *_NOUNS.values())
    }
    types["key"] = ResourceType("key", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}", ())
    return ServiceReference(OWN_PREFIX, actions, {}, types)
