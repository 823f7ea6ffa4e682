"""Where the `entail` binary is, and how to run its short commands."""

import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def entail_binary() -> Path:
    """The binary under test: ENTAIL_BINARY, else the debug build of this repository."""
    given = os.environ.get("ENTAIL_BINARY")
    path = Path(given) if given else REPOSITORY / "target" / "debug" / "entail"
    if not path.is_file():
        raise FileNotFoundError(
            f"no entail binary at {path}: build it with `cargo build`, or name one in ENTAIL_BINARY"
        )
    return path.resolve()


def run_entail(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    """Runs one of the commands that end by themselves and returns what it printed."""
    return subprocess.run(
        [str(entail_binary()), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
