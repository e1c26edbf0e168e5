"""The audit trail in the browser: events found and read, denials explained and mended."""

import pytest
from botocore.exceptions import ClientError

from sealcanvas.client.policies import trust_policy
from tests.console.conftest import Console

pytestmark = pytest.mark.slow


def denied(console: Console) -> str:
    """Have a role refused one key's use; the key's id."""
    kms, iam = console.server.client("kms"), console.server.client("iam")
    key_id = str(kms.create_key(Description="denied")["KeyMetadata"]["KeyId"])
    trust = trust_policy(console.server.account, "sagemaker.amazonaws.com", users=True)
    name = f"Denied-{key_id[:8]}"
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    session = console.server.client("sts").assume_role(RoleArn=arn, RoleSessionName="somebody")["Credentials"]
    with pytest.raises(ClientError):
        console.server.client("kms", session).encrypt(KeyId=key_id, Plaintext=b"x")
    return key_id


@pytest.mark.parametrize("console", ["en", "ja 820", "en dark"], indirect=True)
def test_events_are_looked_up_and_read(console: Console) -> None:
    page, kms, ja = console.page, console.server.client("kms"), console.language == "ja"
    key = kms.create_key()["KeyMetadata"]
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"one", EncryptionContext={"部門": "売上"})
    console.go("/events")
    page.get_by_text("チェーン検証済み" if ja else "Chain verified").wait_for()
    console.look("events")
    console.go(f"/events?resource={key['Arn']}")
    page.get_by_role("button", name="Encrypt", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("部門=売上").wait_for()
    dialog.get_by_text('"eventName"').wait_for()
    console.look("event")
    page.keyboard.press("Escape")
    field = page.get_by_role("searchbox").or_(page.locator("input[type=search]")).first
    field.fill("nothing-is-called-so")
    page.keyboard.press("Enter")
    page.get_by_text("イベントはありません" if ja else "No events").wait_for()
    assert "resource=nothing-is-called-so" in page.url


@pytest.mark.parametrize("console", ["en", "ja dark 820"], indirect=True)
def test_what_repeats_is_one_row_and_services_can_be_left_out(console: Console) -> None:
    page, kms, ja = console.page, console.server.client("kms"), console.language == "ja"
    key = kms.create_key()["KeyMetadata"]
    bucket = f"repeats-{key['KeyId'][:8]}"
    s3 = console.server.client("s3")
    s3.create_bucket(Bucket=bucket)
    for _ in range(3):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"one")
    s3.put_object(Bucket=bucket, Key="a", Body=b"a", ServerSideEncryption="aws:kms", SSEKMSKeyId=key["Arn"])
    console.go(f"/events?resource={key['Arn']}")
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Encrypt", exact=True))
    row.get_by_text("3 回" if ja else "3 times").wait_for()
    page.get_by_text("時刻だけが異なるイベント" if ja else "those that differ only in time are one row").wait_for()
    assert row.count() == 1
    page.get_by_role("button", name="Encrypt を個別に表示" if ja else "Show each Encrypt").click()
    page.get_by_role("button", name="Encrypt", exact=True).nth(3).wait_for()
    console.look("events-opened")
    page.get_by_role("button", name="GenerateDataKey", exact=True).wait_for()  # S3's, on the way
    page.get_by_role("button", name="ユーザーのみ" if ja else "People only").click()
    page.get_by_text("残りはサービスのイベントです" if ja else "the others are services'").wait_for()
    page.get_by_role("button", name="Encrypt", exact=True).first.wait_for()
    assert not page.get_by_role("button", name="GenerateDataKey", exact=True).count()
    assert page.url.endswith("&who=people")
    console.look("events-people")
    page.reload()  # the address keeps it
    page.get_by_text("残りはサービスのイベントです" if ja else "the others are services'").wait_for()


def test_a_denial_is_explained_and_mended_from_where_it_is_listed(console: Console) -> None:
    page = console.page
    key_id = denied(console)
    console.go("/denials")
    console.look("denials")
    page.get_by_role("row").filter(has_text=key_id).get_by_role("button").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("The smallest change that allows it").wait_for()
    console.look("denial-why")
    dialog.get_by_role("button", name="Apply this change").click()
    dialog.get_by_text("The change is made.", exact=False).wait_for()


def test_a_keys_use_is_charted(console: Console) -> None:
    page, kms = console.page, console.server.client("kms")
    key = kms.create_key()["KeyMetadata"]
    for _ in range(5):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"one")
    console.go(f"/keys/{key['KeyId']}?tab=usage")
    page.get_by_role("button", name="Encrypt", exact=True).first.wait_for()
    console.look("key-usage")
    page.get_by_role("link", name="Open in event history").click()
    page.wait_for_url("**/events?resource=*")
    page.get_by_role("button", name="Encrypt", exact=True).first.wait_for()
