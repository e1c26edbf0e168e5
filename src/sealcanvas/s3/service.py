"""The registry of S3's operations."""

from sealcanvas.s3.errors import AccessDenied
from sealcanvas.service.operation import Service

s3 = Service("s3", access_denied=AccessDenied)
