"""Whether whoever made a link may still make it: AWS enforces that permission for every request of the session.

Source: SageMaker API Reference, "CreatePresignedDomainUrl": IAM policies for it hold for every HTTP request to the app.
"""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.sign_in.create_presigned_domain_url import ACTION
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Context
from sealcanvas.service.instance import Instance
from sealcanvas.sts.remembered import recall


def permitted(instance: Instance, maker: Mapping[str, Any], profile: Stored, circumstances: Context) -> Decision | None:
    """The decision on the maker's permission now; None if the maker is gone.

    Args:
        circumstances: of the request at hand: `aws:SourceIp`, `aws:SecureTransport`.
    """
    call = recall(instance, maker, circumstances)
    return None if call is None else sagemaker.decide(call, ACTION, profile)
