"""What a start does about the files that the last process left."""

from sqlalchemy import select

from sealcanvas.s3.tables import objects, parts
from sealcanvas.service.instance import Instance


def recover(instance: Instance) -> int:
    """Remove half-written and unreferenced blobs; how many there were.

    To be called once, before the instance takes calls: a blob that is published but not yet in the database would
    be taken for a left-over.
    """
    count = instance.objects.clear_incoming()
    with instance.database.read() as connection:
        referenced = set(connection.execute(select(objects.c.blob_id).where(objects.c.blob_id.is_not(None))).scalars())
        referenced.update(connection.execute(select(parts.c.blob_id)).scalars())
    for blob_id in list(instance.objects.ids()):
        if blob_id not in referenced:
            instance.objects.delete(blob_id)
            count += 1
    return count
