"""Whom a change of a policy may touch."""

from collections.abc import Sequence

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.doctor.saved_policy import SavedPolicy, holders_of
from sealcanvas.doctor.who_can_candidates import Candidate, candidate, candidate_names, names_of_account
from sealcanvas.doctor.who_can_grants import KeyGrants
from sealcanvas.s3.bucket import BUCKET_ARN
from sealcanvas.service.call import Call

MOST = 2_000


def principals_of(call: Call, saved: SavedPolicy, documents: Sequence[PolicyDocument]) -> tuple[list[Candidate], bool]:
    """The principals, and whether these are all; those that the texts name come first."""
    instance, account = call.instance, call.account
    if saved.resource:
        grantees = KeyGrants(instance).by_grantee(saved.resource) if saved.kind == "key" else {}
        names = candidate_names(instance, account, documents, grantees)
        named = {name for document in documents for name in document.principals() | document.services()}
        names.sort(key=lambda name: (name not in named, name))
    else:
        names = _holders(call, saved)
    unsigned = saved.resource.startswith(BUCKET_ARN)
    found = (candidate(instance, name, account, unsigned=unsigned) for name in names[:MOST])
    return [each for each in found if each is not None], len(names) <= MOST


def _holders(call: Call, saved: SavedPolicy) -> list[str]:
    """Whose policies the policy is among, as a boundary too."""
    if saved.holder:
        return holders_of(call.instance, saved)
    found = []
    for name in names_of_account(call.instance, call.account):
        who = candidate(call.instance, name, call.account, unsigned=False)
        if who is None:
            continue
        policies = call.instance.identities.policies_of(who.principal)
        boundary = () if policies.boundary is None else (policies.boundary,)
        if any(policy.place == saved.place for policy in (*policies.identity, *boundary)):
            found.append(name)
    return sorted(found)
