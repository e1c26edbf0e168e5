"""A new root key takes imported key material along, and the gaps that deleted material left."""

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.kms.errors import KMSInvalidStateException
from sealcanvas.server.opened import opened
from sealcanvas.server.root.destroyed import destroyed_since_rotation
from tests.support.instance import ACCOUNT, call_as
from tests.support.root_world import RootWorld
from tests.unit.kms.importing import bring, state
from tests.unit.kms.kms_world import ask

MATERIAL, PLAINTEXT = bytes(range(32)), b"what lies under imported material"


def test_imported_material_goes_along_and_what_was_deleted_is_imported_anew(world: RootWorld) -> None:
    world.start("file:")
    with opened(world.home) as instance:
        call = call_as(instance, Principal.root(ACCOUNT))
        made = [ask(call, "CreateKey", Origin="EXTERNAL", MultiRegion=related) for related in (False, True, False)]
        kept, related, deleted = (each["KeyMetadata"]["KeyId"] for each in made)
        for key in (kept, related, deleted):
            bring(call, key, MATERIAL)
        ask(call, "ReplicateKey", KeyId=related, ReplicaRegion="eu-west-1")  # PendingImport there
        blobs = [ask(call, "Encrypt", KeyId=key, Plaintext=PLAINTEXT)["CiphertextBlob"] for key in (kept, deleted)]
        ids = [ask(call, "DescribeKey", KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"] for key in (kept, deleted)]
        ask(call, "DeleteImportedKeyMaterial", KeyId=deleted)
        assert destroyed_since_rotation(instance) == 1
    result = world.run("root", "rotate", "--if-destroyed")
    assert result.exit_code == 0, result.output
    world.check()
    with opened(world.home) as instance:
        call = call_as(instance, Principal.root(ACCOUNT))
        assert destroyed_since_rotation(instance) == 0
        assert ask(call, "Decrypt", CiphertextBlob=blobs[0])["Plaintext"] == PLAINTEXT
        assert state(call, deleted) == "PendingImport"
        with pytest.raises(KMSInvalidStateException):
            ask(call, "Decrypt", CiphertextBlob=blobs[1])
        assert [bring(call, key, MATERIAL)["KeyMaterialId"] for key in (kept, deleted)] == ids  # it is the same still
        assert ask(call, "Decrypt", CiphertextBlob=blobs[1])["Plaintext"] == PLAINTEXT
