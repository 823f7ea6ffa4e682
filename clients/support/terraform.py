"""Terraform with the AWS provider, where both are on the machine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .callers import REGION, Caller

TIMEOUT_SECONDS = 180
PLAN_IS_EMPTY = 0
PLAN_HAS_CHANGES = 2

# Where a filesystem mirror of providers usually lies; HOST/hashicorp/aws/... is below it.
MIRRORS = (
    Path("/opt/tf-plugins"),
    Path.home() / ".terraform.d" / "plugins",
    Path.home() / ".local" / "share" / "terraform" / "plugins",
    Path("/usr/local/share/terraform/plugins"),
    Path("/usr/share/terraform/plugins"),
)

PROVIDER = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  max_retries             = 1
  skip_metadata_api_check = true
}
"""


def cli_configuration(directory: Path) -> Path | None:
    """A Terraform CLI configuration that finds the AWS provider without any network."""
    given = os.environ.get("TF_CLI_CONFIG_FILE")
    if given and Path(given).is_file():
        return Path(given)
    for mirror in MIRRORS:
        if any(mirror.glob("*/hashicorp/aws/*")):
            configuration = directory / "terraform.rc"
            configuration.write_text(
                f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
            )
            return configuration
    return None


def require_terraform(directory: Path) -> Path:
    """The CLI configuration to use; lists the test as not run where something is missing."""
    if shutil.which("terraform") is None:
        pytest.skip("not run: no terraform binary on PATH")
    configuration = cli_configuration(directory)
    if configuration is None:
        pytest.skip("not run: no mirror of the Terraform AWS provider on this machine")
    return configuration


class Terraform:
    """One working directory, run as one caller."""

    def __init__(self, caller: Caller, directory: Path, configuration: Path):
        self.caller = caller
        self.directory = directory
        self.configuration = configuration
        directory.mkdir(parents=True)

    def write(self, text: str) -> None:
        (self.directory / "main.tf").write_text(PROVIDER + text)

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            "TF_CLI_CONFIG_FILE": str(self.configuration),
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
            "CHECKPOINT_DISABLE": "1",
            "AWS_REGION": REGION,
            "AWS_CONFIG_FILE": str(self.directory / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(self.directory / "no-credentials"),
            "AWS_ENDPOINT_URL_IAM": self.caller.endpoint,
            "AWS_ENDPOINT_URL_STS": self.caller.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1,localhost",
            **self.caller.credentials.environment(),
        }

    def run(self, *arguments: str, accepted=(0,)) -> subprocess.CompletedProcess:
        result = subprocess.run(
            ["terraform", f"-chdir={self.directory}", *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        output = f"terraform {' '.join(arguments)}\n{result.stdout}\n{result.stderr}"
        assert result.returncode in accepted, output
        return result

    def apply(self, text: str) -> None:
        self.write(text)
        if not (self.directory / ".terraform").exists():
            self._init()
        self.run("apply", "-auto-approve", "-no-color")

    def plan_is_empty(self) -> bool:
        """A second plan, refreshed from the server; False prints what it would change."""
        result = self.run(
            "plan",
            "-detailed-exitcode",
            "-no-color",
            accepted=(PLAN_IS_EMPTY, PLAN_HAS_CHANGES),
        )
        print(result.stdout)
        return result.returncode == PLAN_IS_EMPTY

    def destroy(self) -> None:
        self.run("destroy", "-auto-approve", "-no-color")

    def _init(self) -> None:
        result = self.run("init", "-no-color", accepted=(0, 1))
        if result.returncode != 0:
            pytest.skip(f"not run: terraform init found no AWS provider: {result.stderr[-300:]}")
