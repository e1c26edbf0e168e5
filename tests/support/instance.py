"""An instance in a temporary folder, and calls in it by whoever a test needs."""

from pathlib import Path

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.server.compose import open_instance
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock

ACCOUNT = "111122223333"
REGION = "us-east-1"


def make_instance(home: Path, clock: Clock | None = None) -> Instance:
    """A fresh instance under a random root key."""
    home.mkdir(parents=True, exist_ok=True)
    return open_instance(home, Secret.random(32), account=ACCOUNT, region=REGION, clock=clock or Clock())


def call_as(instance: Instance, principal: Principal) -> Call:
    """A call by `principal`, straight from the wire."""
    return Call(instance=instance, principal=principal, request_id=new_request_id(), region=instance.region)
