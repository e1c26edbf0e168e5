"""What is there after each operation, in a bucket that never kept versions, keeps them, or is suspended."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.kms import disable_key
from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.record import read_object
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, make_instance
from tests.unit.s3.conftest import BUCKET, Client, allow
from tests.unit.s3.test_s3_multipart import upload

GONE = "0" * 32  # a version id that was never given


def versioning(client: Client, status: str) -> None:
    client.put_bucket_versioning(VersioningConfiguration={"Status": status})


def history(client: Client, key: str = "a") -> list[str]:
    """The versions of a key, the newest first: contents, `marker`; with * the null version."""
    page = client.list_object_versions(Prefix=key)
    found = [*page["Versions"], *page["DeleteMarkers"]]
    latest = [entry["IsLatest"] for entry in found]
    assert sum(latest) == (1 if found else 0)
    told = []
    for entry in sorted(found, key=lambda entry: entry["LastModified"], reverse=True):
        null = "*" if entry["VersionId"] == "null" else ""
        if "ETag" not in entry:
            told.append(f"marker{null}")
        else:
            told.append(client.get(key, VersionId=entry["VersionId"]).decode() + null)
    return told


class Ticking(Client):
    """A client whose every call comes a second after the one before."""

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        clock = self.instance.clock
        assert isinstance(clock, Clock)
        clock.advance(seconds=1)
        return super().__getattr__(name)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ticking]:
    """One store for the whole table; each row makes the bucket anew."""
    made = make_instance(Path(tmp_path_factory.mktemp("home")), Clock())
    yield Ticking(made, Principal.root(ACCOUNT))
    made.database.close()


@pytest.fixture
def ticking(shared: Ticking) -> Iterator[Ticking]:
    shared.create_bucket()
    yield shared
    page = shared.list_object_versions()
    for entry in (*page["Versions"], *page["DeleteMarkers"]):
        shared.delete_object(Key=entry["Key"], VersionId=entry["VersionId"])
    shared.delete_bucket()


# State when it is done -> what there was -> what is done -> what is there, newest first.
TABLE: list[tuple[str, list[str], str, list[str]]] = [
    ("", [], "put", ["new*"]),
    ("", ["old*"], "put", ["new*"]),
    ("", ["old*"], "delete", []),
    ("", [], "delete", []),
    ("", ["old*"], "delete null", []),
    ("Enabled", [], "put", ["new"]),
    ("Enabled", ["old*"], "put", ["new", "old*"]),
    ("Enabled", ["old"], "put", ["new", "old"]),
    ("Enabled", ["old"], "delete", ["marker", "old"]),
    ("Enabled", ["old*"], "delete", ["marker", "old*"]),
    ("Enabled", [], "delete", ["marker"]),
    ("Enabled", ["marker", "old"], "delete", ["marker", "marker", "old"]),
    ("Enabled", ["marker", "old"], "put", ["new", "marker", "old"]),
    ("Enabled", ["marker", "old"], "delete newest", ["old"]),
    ("Enabled", ["two", "one"], "delete newest", ["one"]),
    ("Enabled", ["two", "one"], "delete oldest", ["two"]),
    ("Enabled", ["two", "one*"], "delete null", ["two"]),
    ("Enabled", ["two", "one"], "delete null", ["two", "one"]),
    ("Enabled", ["one"], "delete newest", []),
    ("Suspended", [], "put", ["new*"]),
    ("Suspended", ["old"], "put", ["new*", "old"]),
    ("Suspended", ["old*"], "put", ["new*"]),
    ("Suspended", ["two", "one*"], "put", ["new*", "two"]),
    ("Suspended", ["two*", "one"], "put", ["new*", "one"]),
    ("Suspended", ["old"], "delete", ["marker*", "old"]),
    ("Suspended", ["old*"], "delete", ["marker*"]),
    ("Suspended", ["two", "one*"], "delete", ["marker*", "two"]),
    ("Suspended", ["marker*", "one"], "delete", ["marker*", "one"]),
    ("Suspended", ["marker*", "one"], "put", ["new*", "one"]),
    ("Suspended", ["marker*", "one"], "delete null", ["one"]),
    ("Suspended", ["two*", "one"], "delete oldest", ["two*"]),
    ("Suspended", [], "delete", ["marker*"]),
]


def make(client: Client, before: list[str]) -> None:
    for each in reversed(before):
        null = each.endswith("*")
        if null and client.get_bucket_versioning().get("Status"):
            versioning(client, "Suspended")
        elif not null:
            versioning(client, "Enabled")
        if each.startswith("marker"):
            client.delete_object(Key="a")
        else:
            client.put("a", each.removesuffix("*").encode())


def do(client: Client, what: str) -> None:
    page = client.list_object_versions(Prefix="a")
    found = sorted([*page["Versions"], *page["DeleteMarkers"]], key=lambda entry: entry["LastModified"])
    if what == "put":
        client.put("a", b"new")
    elif what == "delete":
        client.delete_object(Key="a")
    else:
        ids = {"delete newest": -1, "delete oldest": 0}
        version = "null" if what == "delete null" else found[ids[what]]["VersionId"]
        client.delete_object(Key="a", VersionId=version)


@pytest.mark.parametrize(("state", "before", "what", "after"), TABLE)
def test_the_table(ticking: Ticking, state: str, before: list[str], what: str, after: list[str]) -> None:
    instance = ticking.instance
    make(ticking, before)
    if state:
        versioning(ticking, state)
    assert history(ticking) == before
    do(ticking, what)
    assert history(ticking) == after
    state_of(instance).indexes.clear()  # the index in memory followed; built anew it is the same
    assert history(ticking) == after
    shown = ticking.list_objects_v2()["Contents"]
    there = bool(after) and not after[0].startswith("marker")
    assert [entry["Key"] for entry in shown] == (["a"] if there else [])
    if there:
        assert ticking.get("a").decode() == after[0].removesuffix("*")
    else:
        with pytest.raises(errors.NoSuchKey):
            ticking.get("a")
    state_of(instance).reaper.sweep()
    objects = [each for each in after if not each.startswith("marker")]
    assert len(list(instance.objects.ids())) == len(objects)


def test_the_states_of_a_bucket(root: Client) -> None:
    assert root.get_bucket_versioning() == {}
    versioning(root, "Suspended")
    assert root.get_bucket_versioning() == {"Status": "Suspended"}
    versioning(root, "Enabled")
    assert root.get_bucket_versioning() == {"Status": "Enabled"}
    with pytest.raises(errors.IllegalVersioningConfigurationException):
        root.put_bucket_versioning(VersioningConfiguration={})
    with pytest.raises(errors.MalformedXML):
        versioning(root, "enabled")
    with pytest.raises(errors.NotImplementedByS3, match="MfaDelete"):
        root.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled", "MFADelete": "Enabled"})
    root.put_bucket_versioning(VersioningConfiguration={"Status": "Suspended", "MFADelete": "Disabled"})
    assert root.get_bucket_versioning() == {"Status": "Suspended"}


def test_version_ids_are_told_as_aws_tells_them(root: Client) -> None:
    assert "VersionId" not in root.put("a", b"0")
    assert "VersionId" not in root.get_object(Key="a")
    assert root.get("a", VersionId="null") == b"0"
    versioning(root, "Enabled")
    first = root.put("a", b"1")["VersionId"]
    assert root.head_object(Key="a")["VersionId"] == first
    assert root.get_object(Key="a", VersionId="null")["VersionId"] == "null"
    assert root.get_object_attributes(Key="a", ObjectAttributes=["ETag"])["VersionId"] == first
    copied = root.copy_object(Key="b", CopySource=f"{BUCKET}/a?versionId=null")
    assert (copied["CopySourceVersionId"], len(copied["VersionId"])) == ("null", 32)
    assert root.get("b") == b"0"
    answer = upload(root, [b"part"], "c")
    assert root.get("c", VersionId=answer["VersionId"]) == b"part"
    marker = root.delete_object(Key="a")
    assert marker["DeleteMarker"] is True
    assert root.delete_object(Key="a", VersionId=marker["VersionId"]) == marker
    assert root.delete_object(Key="a", VersionId=first) == {"VersionId": first}
    assert root.delete_object(Key="a", VersionId=GONE) == {"VersionId": GONE}
    assert root.get("a") == b"0"
    versioning(root, "Suspended")
    assert "VersionId" not in root.put("a", b"2")
    assert root.get_object(Key="a")["VersionId"] == "null"
    assert root.delete_object(Key="a") == {"DeleteMarker": True, "VersionId": "null"}


def test_a_delete_marker_is_told_apart(root: Client) -> None:
    versioning(root, "Enabled")
    root.put("a")
    marker = root.delete_object(Key="a")["VersionId"]
    for read in (root.get_object, root.head_object):
        with pytest.raises(errors.NoSuchKey) as gone:
            read(Key="a")
        assert gone.value.headers == {"x-amz-delete-marker": "true", "x-amz-version-id": marker}
        with pytest.raises(errors.MethodNotAllowed) as refused:
            read(Key="a", VersionId=marker)
        assert refused.value.headers["x-amz-delete-marker"] == "true"
        assert refused.value.headers["allow"] == "DELETE"
        assert refused.value.members["ResourceType"] == "DeleteMarker"
    with pytest.raises(errors.InvalidRequest, match="delete marker"):
        root.copy_object(Key="b", CopySource=f"{BUCKET}/a?versionId={marker}")
    with pytest.raises(errors.NoSuchKey):
        root.copy_object(Key="b", CopySource=f"{BUCKET}/a")


@pytest.mark.parametrize("state", ["", "Enabled", "Suspended"])
def test_versions_that_are_not_there(root: Client, state: str) -> None:
    if state:
        versioning(root, state)
    root.put("a")
    for bad in ("bogus", "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD", GONE.upper()[:-1] + "A", "", "../" + GONE):
        for attempt in (root.get_object, root.head_object, root.delete_object, root.get_object_tagging):
            with pytest.raises(errors.InvalidArgument):
                attempt(Key="a", VersionId=bad)
    missing = errors.NoSuchVersion if state else errors.InvalidArgument
    for key in ("a", "b"):
        with pytest.raises(missing):
            root.get_object(Key=key, VersionId=GONE)
    with pytest.raises(errors.NoSuchKey if not state else errors.NoSuchVersion):
        root.get_object(Key="b", VersionId="null")
    with pytest.raises(missing):
        root.copy_object(Key="c", CopySource=f"{BUCKET}/a?versionId={GONE}")


def test_a_version_is_one_of_its_key_and_bucket_alone(root: Client) -> None:
    versioning(root, "Enabled")
    version = root.put("a", b"secret of a")["VersionId"]
    root.put("b", b"b")
    with pytest.raises(errors.NoSuchVersion):
        root.get_object(Key="b", VersionId=version)
    assert root.delete_object(Key="b", VersionId=version) == {"VersionId": version}
    assert root.get("a", VersionId=version) == b"secret of a"
    root.create_bucket(Bucket="another-bucket")
    root.put_bucket_versioning(Bucket="another-bucket", VersioningConfiguration={"Status": "Enabled"})
    with pytest.raises(errors.NoSuchVersion):
        root.get_object(Bucket="another-bucket", Key="a", VersionId=version)
    # The id that the seal of a null version binds is nobody's to name.
    versioning(root, "Suspended")
    root.put("n", b"null")
    with root.instance.database.read() as connection:
        record = read_object(connection, find_bucket(root.call, BUCKET), "n")
    assert record is not None
    with pytest.raises(errors.NoSuchVersion):
        root.get_object(Key="n", VersionId=record.version_id)
    root.delete_object(Key="n", VersionId=record.version_id)
    assert root.get("n", VersionId="null") == b"null"


def test_many_are_deleted_by_version(root: Client) -> None:
    versioning(root, "Enabled")
    first = root.put("a", b"1")["VersionId"]
    root.put("a", b"2")
    items = [{"Key": "a"}, {"Key": "never"}, {"Key": "a", "VersionId": "bogus"}, {"Key": "a", "VersionId": GONE}]
    answer = root.delete_objects(Delete={"Objects": items})
    [one, two, three] = answer["Deleted"]
    assert (one["Key"], one["DeleteMarker"], two["Key"], two["DeleteMarker"]) == ("a", True, "never", True)
    assert three == {"Key": "a", "VersionId": GONE}
    [error] = answer["Errors"]
    assert (error["Code"], error["VersionId"]) == ("NoSuchVersion", "bogus")
    marker = one["DeleteMarkerVersionId"]
    items = [{"Key": "a", "VersionId": marker}, {"Key": "a", "VersionId": first}]
    assert root.delete_objects(Delete={"Objects": items})["Deleted"] == [
        {"Key": "a", "VersionId": marker, "DeleteMarker": True, "DeleteMarkerVersionId": marker},
        {"Key": "a", "VersionId": first},
    ]
    assert root.get("a") == b"2"
    quiet = root.delete_objects(Delete={"Quiet": True, "Objects": [{"Key": "a", "VersionId": first}]})
    assert quiet == {}


def test_conditions_are_held_against_the_current_version(root: Client) -> None:
    versioning(root, "Enabled")
    first = root.put("a", b"1")
    root.put("a", b"2")
    with pytest.raises(errors.PreconditionFailed):
        root.put("a", b"3", IfMatch=first["ETag"])
    with pytest.raises(errors.PreconditionFailed):
        root.put("a", b"3", IfNoneMatch="*")
    with pytest.raises(errors.PreconditionFailed):
        root.delete_object(Key="a", IfMatch=first["ETag"])
    root.delete_object(Key="a")
    with pytest.raises(errors.NoSuchKey):
        root.put("a", b"3", IfMatch=first["ETag"])
    root.put("a", b"3", IfNoneMatch="*")
    assert root.get("a") == b"3"
    assert root.get("a", VersionId=first["VersionId"], IfMatch=first["ETag"]) == b"1"
    with pytest.raises(errors.PreconditionFailed):
        root.delete_object(Key="a", VersionId=first["VersionId"], IfMatch='"other"')
    assert root.delete_object(Key="a", VersionId=first["VersionId"], IfMatch=first["ETag"])


def test_ranges_parts_and_copies_of_a_version(root: Client, key_arn: str) -> None:
    versioning(root, "Enabled")
    kms = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    old = root.put("a", b"0123456789", **kms)["VersionId"]
    root.put("a", b"new")
    assert root.get("a", VersionId=old, Range="bytes=2-4") == b"234"
    upload_id = root.create_multipart_upload(Key="m")["UploadId"]
    part = root.upload_part_copy(
        Key="m",
        UploadId=upload_id,
        PartNumber=1,
        CopySource=f"{BUCKET}/a?versionId={old}",
        CopySourceRange="bytes=1-3",
    )
    assert part["CopySourceVersionId"] == old
    etag = part["CopyPartResult"]["ETag"]
    root.complete_multipart_upload(
        Key="m", UploadId=upload_id, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]}
    )
    assert root.get("m") == b"123"
    restored = root.copy_object(Key="a", CopySource=f"{BUCKET}/a?versionId={old}")
    assert root.get("a", VersionId=restored["VersionId"]) == root.get("a") == b"0123456789"
    with pytest.raises(errors.InvalidRequest, match="to itself"):
        root.copy_object(Key="a", CopySource=f"{BUCKET}/a")
    disable_key(root.call, {"KeyId": key_arn})
    with pytest.raises(errors.KMSFailure):
        root.get_object(Key="a", VersionId=old)
    assert root.get("a") == b"0123456789"  # the copy has the bucket's encryption


def test_a_multipart_version_keeps_its_parts(root: Client, instance: Instance) -> None:
    versioning(root, "Enabled")
    first = upload(root, [b"first"], "a")["VersionId"]
    second = upload(root, [b"second"], "a")["VersionId"]
    state_of(instance).reaper.sweep()
    assert root.get("a", VersionId=first, PartNumber=1) == b"first"
    attributes = root.get_object_attributes(Key="a", VersionId=first, ObjectAttributes=["ObjectParts", "ObjectSize"])
    assert (attributes["ObjectSize"], attributes["ObjectParts"]["TotalPartsCount"]) == (5, 1)
    root.delete_object(Key="a", VersionId=first)
    state_of(instance).reaper.sweep()
    assert root.get("a", VersionId=second) == b"second"
    assert len(list(instance.objects.ids())) == 1


def test_a_bucket_with_versions_left_is_not_empty(root: Client) -> None:
    versioning(root, "Enabled")
    version = root.put("a")["VersionId"]
    marker = root.delete_object(Key="a")["VersionId"]
    for left in (version, marker):
        with pytest.raises(errors.BucketNotEmpty, match="You must delete all versions in the bucket"):
            root.delete_bucket()
        root.delete_object(Key="a", VersionId=left)
    root.delete_bucket()


def test_each_version_is_asked_for_by_its_own_action(root: Client, as_role: Callable[..., Client]) -> None:
    versioning(root, "Enabled")
    old = root.put("a", b"old", Tagging="team=blue")["VersionId"]
    root.put("a", b"new", Tagging="team=red")
    current = as_role(allow("s3:GetObject", "s3:DeleteObject", "s3:GetObjectTagging"), name="Current")
    assert current.get("a") == b"new"
    for attempt in (current.get_object, current.head_object, current.delete_object, current.get_object_tagging):
        with pytest.raises(errors.AccessDenied, match="ObjectVersion"):
            attempt(Key="a", VersionId=old)
    told = current.delete_objects(Delete={"Objects": [{"Key": "a", "VersionId": old}]})
    assert "s3:DeleteObjectVersion" in told["Errors"][0]["Message"]
    versions = as_role(allow("s3:GetObjectVersion", "s3:DeleteObjectVersion"), name="Versions")
    assert versions.get("a", VersionId=old) == b"old"
    with pytest.raises(errors.AccessDenied, match="s3:GetObject on"):
        versions.get_object(Key="a")
    with pytest.raises(errors.AccessDenied, match="s3:GetObjectVersionAttributes"):
        versions.get_object_attributes(Key="a", VersionId=old, ObjectAttributes=["ETag"])
    with pytest.raises(errors.AccessDenied, match="s3:ListBucketVersions"):
        versions.list_object_versions()
    blue = as_role(
        allow("s3:GetObjectVersion", StringEquals={"s3:ExistingObjectTag/team": "blue", "s3:VersionId": old}),
        name="Blue",
    )
    assert blue.get("a", VersionId=old) == b"old"
    with pytest.raises(errors.AccessDenied):
        blue.get_object(Key="a", VersionId=root.head_object(Key="a")["VersionId"])
    copier = as_role(allow("s3:PutObject", "s3:GetObject"), name="Copier")
    with pytest.raises(errors.AccessDenied, match="s3:GetObjectVersion on"):
        copier.copy_object(Key="c", CopySource=f"{BUCKET}/a?versionId={old}", TaggingDirective="REPLACE")
    assert versions.delete_object(Key="a", VersionId=old) == {"VersionId": old}


def test_who_may_not_list_learns_nothing_of_markers_and_versions(root: Client, as_role: Callable[..., Client]) -> None:
    versioning(root, "Enabled")
    root.put("a")
    root.delete_object(Key="a")
    blind = as_role(allow("s3:GetObject", "s3:GetObjectVersion"))
    for members in ({"Key": "a"}, {"Key": "never"}, {"Key": "a", "VersionId": GONE}):
        with pytest.raises(errors.AccessDenied) as refused:
            blind.get_object(**members)
        assert refused.value.headers == {}


@pytest.mark.parametrize("state", ["", "Enabled", "Suspended"])
def test_who_may_nothing_does_not_learn_whether_versions_are_kept(
    root: Client, as_role: Callable[..., Client], state: str
) -> None:
    if state:
        versioning(root, state)
    root.put("a")
    stranger = as_role(allow("s3:ListAllMyBuckets"))
    for attempt in (stranger.get_object, stranger.head_object, stranger.delete_object, stranger.get_object_tagging):
        for version in (GONE, "null"):
            with pytest.raises(errors.AccessDenied):
                attempt(Key="a", VersionId=version)
    told = stranger.delete_objects(Delete={"Objects": [{"Key": "a", "VersionId": GONE}]})
    assert told["Errors"][0]["Code"] == "AccessDenied"


def test_deletion_does_not_look_at_tags(root: Client, as_role: Callable[..., Client]) -> None:
    root.put("a", Tagging="team=blue")
    bound = as_role(allow("s3:DeleteObject", StringEquals={"s3:ExistingObjectTag/team": "blue"}))
    with pytest.raises(errors.AccessDenied):
        bound.delete_object(Key="a")


def test_what_this_store_does_not_do_is_refused(root: Client) -> None:
    with pytest.raises(errors.InvalidArgument, match="Object Lock"):
        root.delete_object(Key="a", BypassGovernanceRetention=True)
    with pytest.raises(errors.InvalidArgument, match="Object Lock"):
        root.delete_objects(Delete={"Objects": [{"Key": "a"}]}, BypassGovernanceRetention=True)
    told = root.delete_objects(Delete={"Objects": [{"Key": "a", "Size": 1}]})
    assert told["Errors"][0]["Code"] == "NotImplemented"
