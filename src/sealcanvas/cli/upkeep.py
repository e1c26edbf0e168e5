"""`sealcanvas scrub` and `sealcanvas gc`: the object store's files held to what was noted, and tidied up."""

import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.common import fail, home_of, home_option, json_option, opened
from sealcanvas.cli.plain import plain


@click.command()
@home_option
@click.option("--rate", type=click.IntRange(1), metavar="MB", help="Read at most so many megabytes a second.")
@json_option
def scrub(folder: Path | None, rate: int | None, as_json: bool) -> None:
    """Read every sealed object through and hold it to the checksum noted when it was written; needs no key.

    Works beside a running server, which does the same slowly by itself, and on the state of a stopped one. `sealcanvas
    verify` authenticates, and so finds what was changed on purpose. Fails if anything is damaged.
    """
    from sealcanvas.s3.upkeep.scrub import scrub as scrub_objects
    from sealcanvas.storage.blob_store import BlobsUnavailable

    with opened(home_of(folder)) as instance:
        try:
            report = scrub_objects(instance, until=instance.clock(), read=_paced(rate)).to_dict()
        except BlobsUnavailable as error:
            raise fail(str(error)) from None
    damaged = report["Damaged"]
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        for each in damaged:
            click.echo(plain(f"damaged  s3://{each['Bucket']}/{each['Key']}: {each['Problem']} ({each['Place']})"))
        click.echo(f"{report['BlobCount']} blobs, {report['ByteCount']:,} bytes read: {len(damaged)} damaged")
    if damaged:
        raise click.exceptions.Exit(1)


@click.command()
@home_option
@click.option("--dry-run", is_flag=True, help="Tell, and remove nothing.")
@click.option(
    "--uploads-older-than",
    type=click.IntRange(1, 36_500),
    metavar="DAYS",
    help="Abort multipart uploads too that got their last part so long ago.",
)
@json_option
def gc(folder: Path | None, dry_run: bool, uploads_older_than: int | None, as_json: bool) -> None:
    """Remove what crashes left in the object store, and tell what is missing.

    Works beside a running server: what is younger than an hour is left alone. Fails if something is missing.
    """
    from sealcanvas.s3.upkeep.gc import collect
    from sealcanvas.storage.blob_store import BlobsUnavailable

    age = timedelta(days=uploads_older_than) if uploads_older_than else None
    with opened(home_of(folder)) as instance:
        from sealcanvas.s3.state import state_of

        try:
            report = collect(instance, dry=dry_run, uploads_older_than=age).to_dict()
            while state_of(instance).reaper.sweep():
                pass
        except BlobsUnavailable as error:
            raise fail(str(error)) from None
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        _show(report)
    if report["Missing"]:
        raise click.exceptions.Exit(1)


def _show(report: dict[str, Any]) -> None:
    done = "would remove" if report["DryRun"] else "removed"
    for each in report["AbortedUploads"]:
        click.echo(plain(f"upload   s3://{each['Bucket']}/{each['Key']} {each['UploadId']}"))
    for each in report["Missing"]:
        click.echo(plain(f"missing  s3://{each['Bucket']}/{each['Key']} ({each['Place']})"))
    click.echo(
        f"{done} {report['OrphanCount']} orphans, {report['UnfinishedCount']} unfinished blobs "
        f"({report['ByteCount']:,} bytes), {len(report['AbortedUploads'])} uploads; {len(report['Missing'])} missing"
    )


def _paced(megabytes: int | None) -> Any:
    if megabytes is None:
        return lambda _count: None
    return lambda count: time.sleep(count / (megabytes * 1_000_000))
