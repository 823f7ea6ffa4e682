"""The stock AWS command line, run with a clean environment."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .callers import REGION, Caller
from .expect import denial


class CommandFailed(AssertionError):
    """An `aws` command that had to work did not."""


class Aws:
    """`aws` as one caller: no ~/.aws, no profile, no retries, no region endpoints."""

    def __init__(self, caller: Caller, home: Path, models: Path | None = None):
        self.caller = caller
        self.home = home
        self.models = models

    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        variables = {
            **kept,
            "HOME": str(self.home),
            "AWS_CONFIG_FILE": str(self.home / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.home / "no-credentials"),
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_IAM": self.caller.endpoint,
            "AWS_ENDPOINT_URL_STS": self.caller.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            "NO_PROXY": "127.0.0.1,localhost",
            **self.caller.credentials.environment(),
        }
        if self.models:
            variables["AWS_DATA_PATH"] = str(self.models)
        return variables

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "awscli", "--output", "json", *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def __call__(self, *arguments: str) -> dict:
        """Runs a command that must work and returns its JSON answer, `{}` where it has none."""
        result = self.run(*arguments)
        if result.returncode != 0:
            raise CommandFailed(f"aws {' '.join(arguments)}\n{result.stderr}")
        return json.loads(result.stdout) if result.stdout.strip() else {}

    def refused(self, *arguments: str) -> str:
        """Runs a command that must be refused and returns what it printed about that."""
        result = self.run(*arguments)
        assert result.returncode != 0, f"aws {' '.join(arguments)} worked:\n{result.stdout}"
        assert "An error occurred" in result.stderr, result.stderr
        return result.stderr.strip()

    def denied(self, *arguments: str, action: str, resource: str, reason: str) -> None:
        """The command is AccessDenied with exactly the documented text for `reason`."""
        text = denial(self.caller, action, resource, reason)
        operation = action.split(":")[1]
        expected = f"An error occurred (AccessDenied) when calling the {operation} operation: {text}"
        assert self.refused(*arguments).endswith(expected)

    def assume(self, role_arn: str, session_name: str = "session") -> "Aws":
        answer = self(
            "sts", "assume-role", "--role-arn", role_arn, "--role-session-name", session_name
        )
        credentials = type(self.caller.credentials).from_answer(answer["Credentials"])
        return Aws(self.caller.with_credentials(credentials), self.home, self.models)
