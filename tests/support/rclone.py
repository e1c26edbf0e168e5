"""rclone, with the server as its remote "seal"."""

import subprocess
import sys
from pathlib import Path

from tests.support.live import Live


def run_rclone(live: Live, home: Path, *arguments: str) -> str:
    """Run a command, which must succeed; what it printed."""
    environment = {
        "RCLONE_CONFIG": "/dev/null",
        "RCLONE_CONFIG_SEAL_TYPE": "s3",
        "RCLONE_CONFIG_SEAL_PROVIDER": "Other",
        "RCLONE_CONFIG_SEAL_ENDPOINT": live.environment["AWS_ENDPOINT_URL"],
        "RCLONE_CONFIG_SEAL_ACCESS_KEY_ID": live.environment["AWS_ACCESS_KEY_ID"],
        "RCLONE_CONFIG_SEAL_SECRET_ACCESS_KEY": live.environment["AWS_SECRET_ACCESS_KEY"],
        "RCLONE_CONFIG_SEAL_REGION": "us-east-1",
        "HOME": str(home),
    }
    command = [str(Path(sys.executable).with_name("rclone")), *arguments, "--retries", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
