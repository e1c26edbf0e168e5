"""Step 2: a bucket of input data, its objects under a key of their own."""

import json
import secrets

from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.keys import ROLE
from sealcanvas.demo.world import World


def upload_inputs(world: World, data: list[DemoData]) -> None:
    """Upload each data set, and the rows to predict for, under SSE-KMS with key 3."""
    with world.timeline.step(2, "Real data, uploaded under a third key", "administrator") as row:
        s3 = world.client("s3")
        world.bucket = f"department-data-{secrets.token_hex(4)}"
        s3.create_bucket(Bucket=world.bucket)
        for item in data:
            for name, content in ((f"{item.name}.csv", item.train), (f"{item.name}-new.csv", item.new)):
                if not content:
                    continue
                s3.put_object(
                    Bucket=world.bucket,
                    Key=name,
                    Body=content,
                    ServerSideEncryption="aws:kms",
                    SSEKMSKeyId=world.keys["key 3"],
                )
            world.timeline.say(f"{item.name}.csv: {item.title}, {item.rows:,} rows")
        world.client("iam").put_role_policy(
            RoleName=ROLE, PolicyName="ReadDepartmentData", PolicyDocument=_may_read(world.bucket)
        )
        row.sealed.append("input objects: key 3")


def _may_read(bucket: str) -> str:
    statement = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
