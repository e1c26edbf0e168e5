"""The root key sealed by a key of AWS KMS, or of whatever speaks its protocol."""

import re
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.endpoint import check_endpoint
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose

_ARN = re.compile(r"arn:(aws[a-z-]*):kms:([a-z0-9-]{5,32}):([0-9]{12}):key/[A-Za-z0-9-]{1,128}")
_FORM = "an AWS KMS key is named aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID, and ?profile=NAME or &endpoint=URL"
_SECONDS = 10


class AwsKmsKeeper(Keeper):
    """Keeps the root key as a KMS ciphertext.

    Args:
        arn: the KMS key's ARN.
        profile: of the AWS configuration; "" for the environment's credentials.
        endpoint: another endpoint than AWS's own. The environment's is not heeded: `sealcanvas env` sets it, to us.
    """

    kind = "aws-kms"

    def __init__(self, arn: str, profile: str = "", endpoint: str = "") -> None:
        options = {name: value for name, value in (("profile", profile), ("endpoint", endpoint)) if value}
        self.locator = f"aws-kms:{arn}" + (f"?{urlencode(options, safe=':/')}" if options else "")
        self._arn, self._profile, self._endpoint = arn, profile, endpoint

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what follows "aws-kms:".

        Raises:
            RootUnavailable: not a key's ARN, or an option that is not known.
        """
        arn, _, query = text.partition("?")
        options = dict(parse_qsl(query, keep_blank_values=True))
        if not _ARN.fullmatch(arn) or not options.keys() <= {"profile", "endpoint"}:
            raise RootUnavailable(_FORM)
        if options.get("endpoint"):
            check_endpoint(options["endpoint"], "AWS KMS")
        return cls(arn, options.get("profile", ""), options.get("endpoint", ""))

    def keep(self, root: Secret, purpose: Purpose) -> Kept:
        answer = self._ask("encrypt", Plaintext=root.reveal(), EncryptionContext=purpose.context)
        return Kept(bytes(answer["CiphertextBlob"]))

    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:  # noqa: ARG002 - the seam's signature
        answer = self._ask("decrypt", CiphertextBlob=kept.wrapped, EncryptionContext=purpose.context)
        return Secret(answer["Plaintext"])

    def _ask(self, operation: str, **request: Any) -> dict[str, Any]:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            retries={"total_max_attempts": 3},
            ignore_configured_endpoint_urls=True,
        )
        try:
            session = boto3.Session(profile_name=self._profile or None)
            client = session.client(
                "kms", region_name=self._arn.split(":")[3], endpoint_url=self._endpoint or None, config=config
            )
            try:
                answer: dict[str, Any] = getattr(client, operation)(KeyId=self._arn, **request)
            finally:
                client.close()
        except ClientError as error:
            told = error.response.get("Error", {})
            raise RootUnavailable(_line(f"AWS KMS refuses kms:{operation.capitalize()}", told)) from None
        except (BotoCoreError, ValueError) as error:
            raise RootUnavailable(f"AWS KMS cannot be asked for the root key: {_one_line(str(error))}") from None
        return answer


def _line(what: str, told: dict[str, str]) -> str:
    return f"{what}: {told.get('Code', 'an unknown error')}: {_one_line(told.get('Message', ''))}".rstrip(": ")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:500]
