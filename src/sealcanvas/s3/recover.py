"""What a start does about the blobs that the last process left."""

from sealcanvas.s3.referenced import referenced
from sealcanvas.s3.upkeep.noted import forget_blobs
from sealcanvas.service.instance import Instance


def recover(instance: Instance) -> int:
    """Remove half-written and unreferenced blobs; how many there were.

    To be called once, before the instance takes calls: a blob that is published but not yet in the database would
    be taken for a left-over. In an outer store only those are looked at that were noted as being written.

    Raises:
        BlobsUnavailable: the outer store does not answer.
    """
    left = set(instance.objects.left_behind())
    with instance.database.transaction() as connection:
        needed = referenced(connection, left)
        forget_blobs(connection, left - needed)
    for blob_id in left - needed:
        instance.objects.delete(blob_id)
    instance.objects.settle(needed)
    return len(left) - len(needed)
