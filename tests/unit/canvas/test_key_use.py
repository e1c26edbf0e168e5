"""DescribeKeyUse: what stops without a key."""

import pytest

from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.errors import ServiceError
from tests.unit.canvas.canvas_world import BUCKET, World

CARS = b"mpg,horsepower\n" + b"".join(f"{n % 40},{n}\n".encode() for n in range(120))


def uses(world: World, key: str) -> dict[tuple[str, str], tuple[int, int]]:
    answer = world.canvas("DescribeKeyUse", KeyId=world.keys[key])
    assert answer["Complete"]
    return {(each["Kind"], each.get("Name", "")): (each["ItemCount"], each["SizeInBytes"]) for each in answer["Uses"]}


def test_a_fresh_key_is_used_by_nothing(world: World) -> None:
    key = kms.operations["CreateKey"](world.admin, {})["KeyMetadata"]["KeyId"]
    assert world.canvas("DescribeKeyUse", KeyId=key)["Uses"] == []


def test_each_key_is_told_with_what_it_seals(world: World) -> None:
    world.imported(CARS, "cars.csv")
    one, two, three = (uses(world, key) for key in "123")
    domain = world.domain_id
    assert one.keys() == {("Domain", "team"), ("Volume", f"domain/{domain}")}
    assert one["Volume", f"domain/{domain}"][0] >= 1
    assert two.keys() >= {("Dataset", "cars"), ("Domain", "team")}
    assert two["Dataset", "cars"] == (1, len(CARS))
    assert three == {("Objects", "department"): (1, len(CARS))}


def test_a_waiting_job_is_told_with_its_volume_key(world: World) -> None:
    world.start_import(world.upload("cars.csv", CARS))
    assert [kind for kind, _ in uses(world, "1")].count("Job") == 1


def test_a_bucket_and_a_stray_object(world: World) -> None:
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": world.keys["3"]}
    configuration = {"Rules": [{"ApplyServerSideEncryptionByDefault": rule}]}
    request = {"Bucket": "department", "ServerSideEncryptionConfiguration": configuration}
    s3.operations["PutBucketEncryption"](world.admin, request)
    assert uses(world, "3") == {("BucketDefault", "department"): (0, 0)}
    assert ("BucketDefault", BUCKET) not in uses(world, "3")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("1234abcd-12ab-34cd-56ef-1234567890ab", "ResourceNotFoundException"),
        ("arn:aws:kms:us-east-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab", "AccessDeniedException"),
        ("arn:aws:s3:::department", "ValidationException"),
        ("alias/none", "ResourceNotFoundException"),
    ],
)
def test_a_key_that_is_not_there(world: World, key: str, code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        world.canvas("DescribeKeyUse", KeyId=key)
    assert refused.value.code == code
