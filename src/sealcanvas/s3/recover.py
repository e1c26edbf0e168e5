"""What a start does about the files that the last process left."""

from sealcanvas.service.instance import Instance


def recover(instance: Instance) -> int:
    """Remove half-written and unreferenced blobs; how many there were."""
    raise NotImplementedError
