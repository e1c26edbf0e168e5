"""What is done with the credentials that STS hands out."""

from typing import Any

from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.sts.authenticate import Identity, authenticate
from tests.unit.iam.asking import Ask, asker


def identity_of(instance: Instance, answer: dict[str, Any]) -> Identity:
    """Who signs with the credentials of an answer; their secret is the one that it gave."""
    credentials = answer["Credentials"]
    identity = authenticate(instance, credentials["AccessKeyId"], credentials["SessionToken"])
    assert identity.secret.reveal().decode() == credentials["SecretAccessKey"]
    return identity


def call_with(instance: Instance, answer: dict[str, Any]) -> Call:
    """A call with the credentials of an answer."""
    identity = identity_of(instance, answer)
    return Call(
        instance=instance,
        principal=identity.principal,
        request_id=new_request_id(),
        region=instance.region,
        session_policies=identity.session_policies,
        context=identity.context,
        via=identity.via,
    )


def ask_with(instance: Instance, answer: dict[str, Any]) -> Ask:
    """Asks with the credentials of an answer."""
    return asker(call_with(instance, answer))
