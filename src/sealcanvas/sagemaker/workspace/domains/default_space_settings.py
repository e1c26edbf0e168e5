"""Default space settings of a domain: what shared spaces run as, and how large they are."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.roles import require_role
from sealcanvas.sagemaker.workspace.spaces.space_sizes import check_storage_defaults
from sealcanvas.service.call import Call

# SecurityGroups are kept and given back: the network is that of the machine.
_SERVED = {"ExecutionRole", "SecurityGroups", "SpaceStorageSettings"}


def check_default_space_settings(call: Call, settings: Mapping[str, Any], domain_arn: str) -> None:
    """Check them as the caller.

    Raises:
        ValidationException: a setting that is not served, or a role that SageMaker cannot assume.
        AccessDeniedException: the caller may not pass the role.
    """
    for name in settings:
        if name not in _SERVED:
            raise ValidationException(
                f"DefaultSpaceSettings.{name} is not supported: Canvas is the only app that is served."
            )
    check_storage_defaults("DefaultSpaceSettings", dict(settings))
    if "ExecutionRole" in settings:
        require_role(call, settings["ExecutionRole"], domain_arn)
