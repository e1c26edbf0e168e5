"""What the commands on kept policy tests share: whose calls they make, and how."""

from typing import TYPE_CHECKING, Any

from sealcanvas.cli.common import fail

if TYPE_CHECKING:
    from sealcanvas.service.call import Call
    from sealcanvas.service.instance import Instance


def call_of(instance: "Instance", account: str | None) -> "Call":
    """A call in the administrator's name, or as the root user of another account."""
    from dataclasses import replace

    from sealcanvas.access.principal import Principal
    from sealcanvas.iam.administrator import administrator_call

    try:
        call = administrator_call(instance)
    except LookupError as error:
        raise fail(str(error)) from None
    return call if account in (None, instance.account) else replace(call, principal=Principal.root(account or ""))


def own(operation: str, call: "Call", **request: Any) -> dict[str, Any]:
    """Ask for an operation of the `sealcanvas` service."""
    from sealcanvas.canvas import sealcanvas

    return sealcanvas.operations[operation](call, request)
