"""KMS's refusals as S3 words them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sealcanvas.crypto.errors import Tampered
from sealcanvas.kms.errors import IncorrectKeyException, InvalidCiphertextException
from sealcanvas.s3.errors import AccessDenied, KMSFailure
from sealcanvas.service import errors
from sealcanvas.service.errors import ServiceError


@contextmanager
def kms_errors() -> Iterator[None]:
    """Run a call to KMS.

    Raises:
        AccessDenied: KMS refused; its sentence and decision are kept.
        KMSFailure: no such key, a disabled key, a key pending deletion, ...
        Tampered: the wrapped data key does not open: the sealed file is not what was written.
    """
    try:
        yield
    except errors.AccessDenied as error:
        raise AccessDenied(error.decision, error.message) from error
    except (InvalidCiphertextException, IncorrectKeyException) as error:
        raise Tampered("the wrapped data key does not open") from error
    except ServiceError as error:
        raise KMSFailure(error) from error
