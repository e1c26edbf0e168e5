"""The registry of KMS operations."""

from sealcanvas.kms.authorizer import decide_kms
from sealcanvas.kms.errors import AccessDeniedException
from sealcanvas.service.operation import Service

kms = Service("kms", access_denied=AccessDeniedException, authorizer=decide_kms)
