"""A domain's volume: EFS-like files that the service principal opens under the domain's grant."""

from sealcanvas.service.instance import Instance


class DomainVolume:
    """An open domain volume; every use may ask KMS again, and KMS's refusal passes through.

    Attributes:
        volume_id: "fs-" and 17 hexadecimal digits.
    """

    volume_id: str

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of the same name."""
        raise NotImplementedError

    def get(self, name: str) -> bytes:
        """A file's content. Raises FileNotFoundError."""
        raise NotImplementedError

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        raise NotImplementedError

    def names(self) -> list[str]:
        """The files' names, sorted."""
        raise NotImplementedError


def create_domain_volume(instance: Instance, domain_arn: str, key_arn: str) -> DomainVolume:
    """Make the domain's volume: GenerateDataKeyWithoutPlaintext, once. KMS's ServiceError passes through."""
    raise NotImplementedError


def open_domain_volume(instance: Instance, domain_arn: str) -> DomainVolume:
    """Open the domain's volume: Decrypt as the service principal. Raises KMS's ServiceError, or KeyError: none."""
    raise NotImplementedError


def delete_domain_volume(instance: Instance, domain_arn: str) -> None:
    """Drop the wrapped key and the files; harmless if there is none."""
    raise NotImplementedError
