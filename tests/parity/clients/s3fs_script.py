"""What the test of s3fs has it do; run by the interpreter of an environment with s3fs alone.

Arguments: the bucket, the KMS key. The server and who asks are in the environment. The last line is what was seen.
"""

import json
import os
import random
import sys

import s3fs


def main(bucket: str, key: str) -> dict[str, object]:
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    files = s3fs.S3FileSystem(
        endpoint_url=os.environ["AWS_ENDPOINT_URL"],
        s3_additional_kwargs=sealed,
        config_kwargs={"s3": {"addressing_style": "path"}},
        default_block_size=5 << 20,
        use_listings_cache=False,
    )
    dice = random.Random(3)  # noqa: S311 - bytes to recognize
    content = dice.randbytes((11 << 20) + 77)
    path = f"{bucket}/深い 木/データ &+%.bin"
    with files.open(path, "wb") as target:  # more than a block: a multipart upload
        for start in range(0, len(content), 1 << 20):
            target.write(content[start : start + (1 << 20)])
    reads = 0
    with files.open(path, "rb", cache_type="none") as source:
        for _ in range(40):
            start = dice.randrange(len(content))
            source.seek(start)
            size = dice.choice([1, 100, 16_384, 70_000])
            if source.read(size) != content[start : start + size]:
                return {"wrong": start}
            reads += 1
    files.copy(path, f"{bucket}/copy")
    files.pipe(f"{bucket}/small", b"123")
    files.mv(f"{bucket}/small", f"{bucket}/moved")
    found = {
        "reads": reads,
        "size": files.info(path)["size"],
        "names": sorted(files.find(bucket)),
        "folders": sorted(files.ls(bucket, detail=False)),
        "copied": files.cat(f"{bucket}/copy") == content,
        "tail": files.cat_file(f"{bucket}/moved", start=-2).decode(),
        "there": [files.exists(path), files.exists(f"{bucket}/small")],
    }
    files.rm(bucket + "/深い 木", recursive=True)
    return {**found, "left": sorted(files.find(bucket))}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:]), ensure_ascii=False))
