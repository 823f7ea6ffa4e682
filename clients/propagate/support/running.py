"""Commands of a developer, plain and under `entail run`."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from support.binary import entail_binary
from support.callers import REGION, Caller

from . import tools

if TYPE_CHECKING:
    from .world import World

COMMAND_SECONDS_MAX = 240
GONE_SECONDS_MAX = 10


@dataclass
class Done:
    """A command that has ended."""

    command: list[str]
    status: int
    stdout: str
    stderr: str
    report: dict | None = None

    def worked(self) -> "Done":
        assert self.status == 0, self.text
        return self

    def failed(self, status: int | None = None) -> "Done":
        assert self.status != 0 and status in (None, self.status), self.text
        return self

    @property
    def json(self):
        return json.loads(self.stdout)

    @property
    def text(self) -> str:
        line = " ".join(self.command)
        return f"{line}\nexit status {self.status}\n{self.stdout}\n{self.stderr}"


@dataclass
class Runner:
    """One person at one machine: a home, a working folder, credentials in the environment."""

    world: "World"
    caller: Caller
    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self):
        for path in (self.home, self.work, self.temporary):
            path.mkdir(parents=True, exist_ok=True)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    @property
    def report(self) -> Path:
        return self.folder / "report.json"

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
        return {
            **kept,
            "PATH": tools.search_path(),
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "AWS_CONFIG_FILE": str(self.home / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.home / "credentials"),
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_IAM": self.world.server.endpoint,
            "AWS_ENDPOINT_URL_STS": self.world.server.endpoint,
            "AWS_ENDPOINT_URL_CLOUDFORMATION": self.world.moto.endpoint,
            "AWS_ENDPOINT_URL_S3": self.world.moto.endpoint,
            "AWS_ENDPOINT_URL_SSM": self.world.moto.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            "NO_PROXY": "127.0.0.1,localhost",
            "SAM_CLI_TELEMETRY": "0",
            "CDK_DISABLE_VERSION_CHECK": "1",
            "CDK_DISABLE_CLI_TELEMETRY": "true",
            "NO_COLOR": "1",
            **self.caller.credentials.environment(),
            **self.more,
        }

    def entail_run(self, *options: str, boundary: bool = True) -> list[str]:
        """`entail run` with its options, up to the `--`."""
        given = ["--boundary", self.world.boundary] if boundary else []
        report = ["--report", f"json={self.report}"]
        return [str(entail_binary()), "run", *given, "--state", str(self.state), *report, *options, "--"]

    def plain(self, *command: str, **more) -> Done:
        """The command as it is."""
        return self._run(list(map(str, command)), **more)

    def bounded(self, *command: str, options: tuple[str, ...] = (), boundary: bool = True, **more) -> Done:
        """The command under `entail run`; what it leaves is looked at."""
        self.report.unlink(missing_ok=True)
        before = set(self.temporary.iterdir())
        done = self._run([*self.entail_run(*options, boundary=boundary), *map(str, command)], **more)
        left = {path for path in self.temporary.iterdir() if path.name.startswith("entail")} - before
        assert not left, f"left behind: {left}"
        if self.report.exists():
            done.report = json.loads(self.report.read_text())
        return done

    def start(self, command: list[str], **more) -> subprocess.Popen:
        """A command in a session of its own, so that whatever it leaves can be found."""
        return subprocess.Popen(
            command,
            env=self.environment(),
            cwd=self.work,
            start_new_session=True,
            **{"stdin": subprocess.DEVNULL, **more},
        )

    def _run(self, command: list[str], stdin: str | None = None, seconds: int = COMMAND_SECONDS_MAX) -> Done:
        process = self.start(
            command,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            stdout, stderr = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            stdout, stderr = process.communicate()
            raise AssertionError(f"no end after {seconds} s: {command}\n{stdout}\n{stderr}") from None
        return Done(command, process.returncode, stdout, stderr)


def processes_of_session(session: int) -> list[str]:
    """Processes that were started in a session and still run, with their command lines."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # After the name in parentheses: state, parent, group, session.
            state, _, _, of = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:4]
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(line)
    return found


def is_open(port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex(("127.0.0.1", port)) == 0


def eventually(holds, seconds: float = GONE_SECONDS_MAX) -> bool:
    """Whether something holds, now or soon."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
