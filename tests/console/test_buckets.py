"""Buckets in the console: made under a key, filled, looked into, emptied."""

import json
import re
import secrets
from pathlib import Path

import pytest

from tests.console.conftest import Console
from tests.console.studio_world import sign_in_as_analyst, workspace_of

pytestmark = pytest.mark.slow

_LATER_PARTS = re.compile(r"partNumber=[3-9]")


def _key(console: Console, alias: str) -> str:
    kms = console.server.client("kms")
    arn = str(kms.create_key()["KeyMetadata"]["Arn"])
    kms.create_alias(AliasName=alias, TargetKeyId=arn)
    return arn


def _bucket(console: Console) -> str:
    name = f"console-{secrets.token_hex(4)}"
    console.server.client("s3").create_bucket(Bucket=name)
    return name


def test_a_bucket_under_a_key_from_the_first_click(console: Console, tmp_path: Path) -> None:
    page, name = console.page, f"console-{secrets.token_hex(4)}"
    arn = _key(console, f"alias/{name}")
    console.go("/buckets")
    console.look("buckets")
    page.get_by_role("link", name="Create bucket").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("AWS KMS key").fill(arn)
    console.look("buckets-create")
    page.get_by_role("button", name="Create bucket").click()
    page.get_by_role("heading", name=name).wait_for()
    page.get_by_role("tab", name="Default encryption").click()
    page.get_by_role("link", name=f"alias/{name}").wait_for()
    console.look("buckets-encryption")

    page.get_by_role("tab", name="Objects").click()
    page.get_by_role("link", name="Upload").first.click()
    file = tmp_path / "日本 & more.csv"
    file.write_bytes(b"a,b\n" + b"1,2\n" * 3_000_000)  # two parts
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("Prefix").fill("2026/in box/")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("Uploaded").first.wait_for()
    console.look("buckets-upload")
    page.get_by_role("link", name="Back to the objects").click()
    page.get_by_role("link", name=file.name).click()
    page.get_by_role("link", name=f"alias/{name}").wait_for()
    console.look("buckets-object")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download").click()
    assert Path(saved.value.path()).read_bytes() == file.read_bytes()
    head = console.server.client("s3").head_object(Bucket=name, Key=f"2026/in box/{file.name}")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", arn)

    console.go(f"/buckets/{name}")
    page.get_by_role("checkbox", name="2026/").check()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_label("To confirm, type delete").fill("delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("1 object is deleted.").wait_for()
    page.get_by_text("No objects").wait_for()
    console.go("/buckets")
    page.get_by_label("Find Buckets").fill(name)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_label(f"To confirm, type {name}").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text(f"Bucket {name} is deleted.").wait_for()


def test_an_upload_is_paused_and_goes_on_after_the_page_was_closed(console: Console, tmp_path: Path) -> None:
    page, name = console.page, _bucket(console)
    file = tmp_path / "large.csv"
    file.write_bytes(secrets.token_bytes(40 * 2**20))
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if "partNumber=" in asked.url else None)
    # The first two parts go through; then the line is slow, until the page was loaded anew.
    page.route(_LATER_PARTS, lambda _route: None)
    console.go(f"/buckets/{name}/upload")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("of 40 MiB").first.wait_for()
    page.wait_for_function("() => Object.keys(localStorage).some((name) => name.startsWith('upload '))")
    s3 = console.server.client("s3")

    def stored() -> set[int]:
        (begun,) = s3.list_multipart_uploads(Bucket=name)["Uploads"]
        parts = s3.list_parts(Bucket=name, Key=begun["Key"], UploadId=begun["UploadId"]).get("Parts", [])
        return {part["PartNumber"] for part in parts}

    while stored() != {1, 2}:
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("Paused").first.wait_for()
    console.look("buckets-upload-paused")
    page.unroute(_LATER_PARTS)
    sent.clear()
    console.go(f"/buckets/{name}/upload")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("Uploaded").first.wait_for()
    assert not [url for url in sent if "partNumber=1&" in url or "partNumber=2&" in url]
    assert s3.get_object(Bucket=name, Key=file.name)["Body"].read() == file.read_bytes()


def test_an_upload_that_failed_has_one_button_that_goes_on(console: Console, tmp_path: Path) -> None:
    page, name = console.page, _bucket(console)
    file = tmp_path / "small.csv"
    file.write_bytes(b"a\n1\n")
    s3 = console.server.client("s3")
    s3.delete_bucket(Bucket=name)  # while the page that writes to it is open
    console.go(f"/buckets/{name}/upload")
    page.locator("input[type=file]").set_input_files(file)
    with console.refused("NoSuchBucket"):
        page.get_by_role("button", name="Upload", exact=True).click()
        page.get_by_role("button", name=f"Resume: {file.name}").wait_for()
    assert not page.get_by_role("button", name="Retry").count()
    console.look("buckets-upload-failed")
    s3.create_bucket(Bucket=name)
    page.get_by_role("button", name=f"Resume: {file.name}").click()
    page.get_by_text("Uploaded").first.wait_for()


def test_signing_out_leaves_nothing_of_an_upload(console: Console, tmp_path: Path) -> None:
    page, name = console.page, _bucket(console)
    file = tmp_path / "secret name.csv"
    file.write_bytes(secrets.token_bytes(10 * 2**20))
    page.route(re.compile(r"partNumber="), lambda _route: None)  # the line is slow
    kept = (
        "() => Object.keys(localStorage).filter((name) => !['appearance', 'language', 'owner'].includes(name)).length"
    )

    def begin() -> None:
        console.go(f"/buckets/{name}/upload")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Upload", exact=True).click()
        page.wait_for_function("() => Object.keys(localStorage).some((name) => name.startsWith('upload '))")
        page.get_by_role("button", name="Pause").click()

    begin()
    console.sign_in()  # the same user comes back, and may go on
    assert page.evaluate(kept) == 1
    sign_in_as_analyst(console, workspace_of(console.server))  # another finds nothing
    console.settle()
    assert page.evaluate(kept) == 0
    console.sign_in()
    begin()
    page.unroute_all()
    page.get_by_role("button", name="administrator").click()
    with console.refused("ExpiredTokenException"):
        page.get_by_role("menuitem", name="Sign out").click()
        page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert page.evaluate("() => Object.keys(localStorage).sort().join()") == "appearance,language"


def test_a_refused_download_says_why_and_leads_to_the_mend(console: Console) -> None:
    page, name = console.page, _bucket(console)
    s3 = console.server.client("s3")
    s3.put_object(Bucket=name, Key="secret.txt", Body=b"x")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
    console.go(f"/buckets/{name}/object?key=secret.txt")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    s3.put_bucket_policy(Bucket=name, Policy=policy)
    with console.refused("", "AccessDenied"):
        page.get_by_role("button", name="Download").click()
        page.get_by_text("AccessDenied").first.wait_for()
    page.get_by_role("button", name="Why, and what to do").click()
    page.get_by_role("dialog").get_by_text("resource").first.wait_for()
    console.look("buckets-refused")


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_the_pages_of_buckets_in_japanese(console: Console) -> None:
    name = _bucket(console)
    console.server.client("s3").put_object(Bucket=name, Key="a/b.csv", Body=b"x")
    pages = {"list": "", "create": "/create", "objects": f"/{name}", "upload": f"/{name}/upload?prefix=a/"}
    for what, path in pages.items():
        console.go(f"/buckets{path}")
        console.look(f"buckets-{what}")
    with console.refused("NoSuchBucketPolicy"):
        console.go(f"/buckets/{name}?tab=policy")
        console.page.get_by_text("バケットポリシーがありません").wait_for()
        console.look("buckets-policy")
