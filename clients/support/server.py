"""One `entail serve` process on its own data directory."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

from .binary import entail_binary
from .callers import Caller, Credentials

ACCOUNT = "111122223333"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30
LISTENING = re.compile(r"^listening on (https?://\S+)", re.MULTILINE)


class StartFailed(AssertionError):
    """The process ended, or stayed silent, before it said where it listens."""


class Server:
    """A server process; `start` after `kill` or `stop` continues on the same data."""

    def __init__(self, directory: Path, arguments: tuple[str, ...] = ()):
        self.data = directory / "data"
        self.directory = directory
        self.arguments = arguments
        self.process: subprocess.Popen | None = None
        self.endpoint = ""
        self._starts = 0

    def command(self) -> list[str]:
        command = [str(entail_binary()), "serve", "--data", str(self.data)]
        if "--listen" not in self.arguments:
            command += ["--listen", "127.0.0.1:0"]
        if not self.data.exists():
            command += ["--account", ACCOUNT]
        return [*command, *self.arguments]

    def start(self) -> "Server":
        self._starts += 1
        with self._open("stdout") as stdout, self._open("stderr") as stderr:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                env={**os.environ, "RUST_BACKTRACE": "1"},
            )
        self.endpoint = self._wait_until_it_listens()
        return self

    def stop(self) -> int:
        """SIGTERM, then the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """SIGKILL: nothing gets a chance to be written."""
        self.process.kill()
        self.process.wait(STOP_SECONDS_MAX)

    def wait(self) -> int:
        try:
            return self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def root_credentials(self) -> Credentials:
        return Credentials.from_exports((self.data / "root-credentials").read_text())

    def root(self) -> Caller:
        return Caller(self.endpoint, self.root_credentials)

    @property
    def stdout(self) -> str:
        return self._path("stdout").read_text(errors="replace")

    @property
    def stderr(self) -> str:
        return self._path("stderr").read_text(errors="replace")

    def output(self) -> str:
        """Everything that this and earlier processes on the same data have printed."""
        files = sorted(self.directory.glob("serve-*"))
        return "\n".join(f"--- {file.name}\n{file.read_text(errors='replace')}" for file in files)

    def _path(self, stream: str) -> Path:
        return self.directory / f"serve-{self._starts}.{stream}"

    def _open(self, stream: str):
        self.directory.mkdir(parents=True, exist_ok=True)
        return self._path(stream).open("wb")

    def _wait_until_it_listens(self) -> str:
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            said = LISTENING.search(self.stdout)
            if said:
                return said.group(1)
            if self.process.poll() is not None:
                raise StartFailed(f"exit status {self.process.returncode}\n{self.output()}")
            time.sleep(0.02)
        self.kill()
        raise StartFailed(f"silent for {START_SECONDS_MAX} seconds\n{self.output()}")
