"""Whether one statement is about a request.

Pages: "IAM JSON policy element reference" (Action, NotAction, Resource, NotResource, Version); KMS Developer Guide,
"Creating a key policy" (a statement without Resource has no effect).
"""

from typing import Any

from tests.support.literal.conditions import as_list, block_holds
from tests.support.literal.matching import Keys, action_fits, resource_fits, spelled


def about(statement: dict[str, Any], action: str, resource: str, keys: Keys, *, version: str, trust: bool) -> bool:
    """Tell whether action, resource and conditions of `statement` fit; principals are another matter."""
    variables = version == "2012-10-17"
    return (
        _action(statement, action)
        and _resource(statement, resource, keys, variables=variables, trust=trust)
        and block_holds(statement.get("Condition", {}), keys, variables=variables)
    )


def _action(statement: dict[str, Any], action: str) -> bool:
    if "Action" in statement:
        return any(action_fits(pattern, action) for pattern in as_list(statement["Action"]))
    if "NotAction" in statement:
        return not any(action_fits(pattern, action) for pattern in as_list(statement["NotAction"]))
    return False


def _resource(statement: dict[str, Any], resource: str, keys: Keys, *, variables: bool, trust: bool) -> bool:
    if "Resource" in statement:
        wanted = as_list(statement["Resource"])
        return any(resource_fits(pattern, resource, keys, variables=variables) for pattern in wanted)
    if "NotResource" in statement:
        spared = as_list(statement["NotResource"])
        if any(resource_fits(pattern, resource, keys, variables=variables) for pattern in spared):
            return False
        # A pattern whose variable has no value spares nothing from a Deny, and lets an Allow give nothing. *Ours.*
        unknown = any(spelled(pattern, keys, variables=variables) is None for pattern in spared)
        return statement["Effect"] == "Deny" or not unknown
    return trust  # the resource of a trust policy is its role
