"""Step 8: every byte at rest, read back."""

from collections import Counter

from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.scanner import Scanner
from sealcanvas.demo.world import DemoFailed, World


def prove(world: World, data: list[DemoData], scanner: Scanner) -> None:
    """Verify the whole state folder, and look for the data in it."""
    with world.timeline.step(8, "Verify: every file, every tag, and not one word of the data", "administrator") as row:
        scanner.stop()
        if not scanner.rounds or not scanner.files:
            raise DemoFailed("the scanner read nothing while jobs ran: its silence would say nothing")
        if scanner.found:
            raise DemoFailed(f"the data was seen in plaintext while jobs ran: {scanner.found}")
        world.timeline.say(
            f"while jobs ran: {scanner.rounds} rounds over the state and the scratch places, {scanner.files:,} files "
            "read, no text found"
        )
        if scanner.hidden:
            world.timeline.say(
                f"(what {len(scanner.hidden)} workers held open could not be looked at: they hide it from all but root)"
            )
        canaries = [canary for item in data for canary in item.canaries]
        report = world.client("sealcanvas").verify_store(Search=canaries)
        summary = report["Summary"]
        if summary["UnsealedCount"] or summary["DamagedCount"] or summary["FoundCount"]:
            raise DemoFailed(f"verify is not content: {summary}; {report['Findings'][:5]}")
        by_key = Counter((file["Format"], file.get("KeyArn", "")) for file in report["Files"])
        short = {arn: name for name, arn in world.keys.items()}
        for (kind, arn), count in sorted(by_key.items()):
            world.timeline.say(f"{count:4} x {kind}: {short.get(arn, arn) or _without_key(kind)}")
        world.timeline.say(
            f"[green]{summary['FileCount']} files, {summary['ByteCount']:,} bytes: all authentic; "
            f"{len(canaries)} texts of the data found nowhere[/]"
        )
        row.sealed.append("all of the above")


def _without_key(kind: str) -> str:
    """What stands for the key of a file that no KMS key seals."""
    return "the root key" if kind.startswith(("SQLCipher", "audit")) else "not sealed: no data in it"
