"""The registry of IAM's operations."""

from sealcanvas.iam.errors import AccessDenied
from sealcanvas.service.operation import Service

iam = Service("iam", access_denied=AccessDenied)
