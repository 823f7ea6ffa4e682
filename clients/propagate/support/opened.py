"""A run that stays open while a test calls its proxy itself."""

import os
import re
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

from support import raw
from support.callers import Caller, Credentials

from .running import COMMAND_SECONDS_MAX, Runner, eventually

# Says what it was given, and ends when its input does.
CHILD = "env | grep ^AWS_ENDPOINT_URL_; echo ready; exec cat"
ENDPOINT = re.compile(r"^AWS_ENDPOINT_URL_([A-Z0-9_]+)=(.+)$")


@dataclass
class Opened:
    """The proxy of an open run."""

    runner: Runner
    process: subprocess.Popen
    endpoints: dict[str, str]
    status: int | None = None
    stderr: str = ""

    @property
    def endpoint(self) -> str:
        return self.endpoints["IAM"]

    @property
    def port(self) -> int:
        return int(self.endpoint.rsplit(":", 1)[1].rstrip("/"))

    def caller(self, credentials: Credentials | None = None) -> Caller:
        """The developer, or others, as they call through this proxy."""
        return Caller(self.endpoint, credentials or self.runner.caller.credentials)

    def send(self, request: raw.Request, service: str = "IAM", **more) -> raw.Answer:
        return raw.send(self.endpoints[service], request, **more)


@contextmanager
def opened(runner: Runner, *options: str, boundary: bool = True):
    """`entail run` with a child that waits; ends the child, and the run with it, at the end."""
    command = [*runner.entail_run(*options, boundary=boundary), "sh", "-c", CHILD]
    with tempfile.TemporaryFile("w+") as stderr:
        process = runner.start(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
        run = Opened(runner, process, {})
        try:
            for line in process.stdout:
                found = ENDPOINT.match(line.strip())
                if found:
                    run.endpoints[found.group(1)] = found.group(2)
                if line.strip() == "ready":
                    break
            else:
                stderr.seek(0)
                raise AssertionError(f"the run did not start: {stderr.read()}")
            yield run
        finally:
            process.stdin.close()
            try:
                run.status = process.wait(COMMAND_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            process.stdout.close()
            stderr.seek(0)
            run.stderr = stderr.read()


def ended(run: Opened) -> bool:
    """Whether the run ended with the child's status."""
    return eventually(lambda: run.process.poll() is not None) and run.status == 0
