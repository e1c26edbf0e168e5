"""The registry of Sealcanvas's own service, for whose operations `doctor` and `canvas` have a file each."""

from sealcanvas.service.operation import Service
from sealcanvas.service.own_errors import AccessDeniedException

sealcanvas = Service("sealcanvas", access_denied=AccessDeniedException)
