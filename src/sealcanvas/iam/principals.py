"""Which principals exist: what KMS and S3 ask before they accept a policy that names one."""

from sealcanvas.service.instance import Instance


def exists(instance: Instance, text: str) -> bool:
    """Tell whether `text`, as it stands under `Principal` in a policy, names somebody.

    Args:
        text: an account id or root ARN (any well-formed account counts), a user, role or role session ARN, a unique
            id, or a service's host.
    """
    raise NotImplementedError
