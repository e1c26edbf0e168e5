"""GenerateDataKey as keys and grants grow: of 10 keys and of 100,000, under none and under 50,000 grants on the key.

The operation alone, in process, with decision and audit record: the rest of a server does not know how many there are.
`python -m bench kms_scale`.
"""

import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import sealcanvas.iam as iam
from bench.spread import spread
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import create_grant, create_key, generate_data_key
from sealcanvas.kms.make_key import new_key, store_key
from sealcanvas.kms.policy import default_policy
from sealcanvas.server.compose import open_instance
from sealcanvas.server.run import utc_now
from sealcanvas.service.call import Call, Journal, new_request_id
from sealcanvas.service.instance import Instance

_ACCOUNT = "111122223333"
_KEYS, _GRANTS = (10, 1_000, 100_000), (1, 1_000, 50_000)
_CALLS, _ROUNDS = 2_000, 3


def run() -> dict[str, Any]:
    """Microseconds of CPU time a call, at each count."""
    with tempfile.TemporaryDirectory() as folder:
        instance = open_instance(Path(folder), Secret.random(32), account=_ACCOUNT, region="us-east-1", clock=utc_now)
        try:
            return {"calls": _CALLS, "keys": _of_keys(instance), "grants": _of_grants(instance)}
        finally:
            instance.database.close()


def _of_keys(instance: Instance) -> dict[str, Any]:
    """One key again and again, and another of all of them each time."""
    root, arns, found = _call(instance), list[str](), {}
    document = PolicyDocument.parse(default_policy(_ACCOUNT), "key")
    for count in _KEYS:
        while len(arns) < count:
            with instance.database.deferred():
                for _ in range(min(count - len(arns), 5_000)):
                    key = new_key(root, document)
                    store_key(root, key, {})
                    arns.append(key.arn)
        dice = random.Random(count)  # noqa: S311 - which key
        found[str(count)] = {
            "the_same_us": spread([_timed(root, [arns[0]] * _CALLS) for _ in range(_ROUNDS)]),
            "any_us": spread([_timed(root, dice.choices(arns, k=_CALLS)) for _ in range(_ROUNDS)]),
        }
    return found


def _of_grants(instance: Instance) -> dict[str, Any]:
    """By the grant of one of that many grantees, who has no other permission."""
    root = _call(instance)
    key = create_key(root, {})["KeyMetadata"]["Arn"]
    user = iam.iam.operations["CreateUser"](root, {"UserName": "grantee"})["User"]
    grantee = replace(root, principal=Principal.user(_ACCOUNT, "grantee", user["UserId"]), journal=Journal())
    create_grant(root, {"KeyId": key, "GranteePrincipal": user["Arn"], "Operations": ["GenerateDataKey"]})
    others = [f"arn:aws:iam::{222200000000 + number}:root" for number in range(_GRANTS[-1])]
    made, found = 1, {}
    for count in _GRANTS:
        while made < count:
            with instance.database.deferred():
                for _ in range(min(count - made, 5_000)):
                    given = {"GranteePrincipal": others[made], "Operations": ["GenerateDataKey"]}
                    create_grant(root, {"KeyId": key, **given})
                    made += 1
        found[str(count)] = {"us": spread([_timed(grantee, [key] * _CALLS) for _ in range(_ROUNDS)])}
    return found


def _timed(call: Call, arns: list[str]) -> float:
    before = time.process_time()
    for begin in range(0, len(arns), 50):  # as a server commits many together
        with call.instance.database.deferred():
            for arn in arns[begin : begin + 50]:
                generate_data_key(replace(call, journal=Journal()), {"KeyId": arn, "KeySpec": "AES_256"})
    return (time.process_time() - before) / len(arns) * 1e6


def _call(instance: Instance) -> Call:
    return Call(
        instance=instance, principal=Principal.root(_ACCOUNT), request_id=new_request_id(), region=instance.region
    )
