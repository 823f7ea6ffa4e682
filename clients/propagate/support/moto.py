"""moto's server: CloudFormation, S3 and Systems Manager of the tests' AWS. It checks no signature."""

import ast
import json
import os
import re
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from support.callers import Caller, Credentials
from support.server import ACCOUNT

from . import tools

START_SECONDS_MAX = 60
LISTENING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")
# Whoever it is: moto believes it.
ANYBODY = Credentials("AKIAMOTOMOTOMOTOMOTO", "nobody-checks-this")


class Moto:
    """One process for all tests; `reset` makes it forget."""

    def __init__(self, folder: Path):
        self.log = folder / "moto.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [tools.python_program("moto_server"), "-H", "127.0.0.1", "-p", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={
                    "PATH": os.environ["PATH"],
                    "MOTO_ACCOUNT_ID": ACCOUNT,
                    "PYTHONUNBUFFERED": "1",
                    "PYTHONWARNINGS": "ignore",
                },
            )
        self.endpoint = self._wait_until_it_listens()
        caller = Caller(self.endpoint, ANYBODY)
        self.cloudformation = caller.client("cloudformation")
        self.s3 = caller.client("s3")

    def reset(self) -> None:
        urllib.request.urlopen(f"{self.endpoint}/moto-api/reset", data=b"", timeout=30).close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def template(self, stack: str) -> str:
        """What was submitted for a stack, as it came: without anybody masking anything."""
        answer = self.cloudformation.get_template(StackName=stack, TemplateStage="Original")
        body = answer["TemplateBody"]
        # botocore reads JSON by itself.
        return body if isinstance(body, str) else json.dumps(body)

    def parameters(self, stack: str) -> dict[str, str]:
        found = self.cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        return {
            parameter["ParameterKey"]: _as_given(parameter["ParameterValue"])
            for parameter in found.get("Parameters", [])
        }

    def stacks(self) -> list[str]:
        return [stack["StackName"] for stack in self.cloudformation.describe_stacks()["Stacks"]]

    def object(self, url: str) -> str:
        """What lies at an S3 URL, in either form of addressing."""
        parts = urlsplit(url)
        bucket, key = "", parts.path.lstrip("/")
        virtual = re.match(r"(.+)\.s3[.-]", parts.netloc)
        if virtual:
            bucket = virtual.group(1)
        else:
            bucket, key = key.split("/", 1)
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()

    def _wait_until_it_listens(self) -> str:
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline and self.process.poll() is None:
            said = LISTENING.search(self.log.read_text(errors="replace"))
            if said:
                return said.group(1)
            time.sleep(0.05)
        self.process.kill()
        raise AssertionError(f"moto did not start:\n{self.log.read_text(errors='replace')}")


def _as_given(value: str) -> str:
    """moto shows a list as Python prints it."""
    return ",".join(ast.literal_eval(value)) if value.startswith("['") else value
