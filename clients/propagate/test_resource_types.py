"""Every resource type that cfn-lint knows: those that may make principals are bounded or named.

Which may is read from their schemas: what their handlers are allowed to do, and what their properties
are called. A type that AWS adds, and that no one has looked at, fails here as soon as cfn-lint has it.
"""

import json
import subprocess

from propagate.support import tools
from support.binary import entail_binary

BOUNDARY = "arn:aws:iam::111122223333:policy/Boundary"

# Looked at: they make no principal that a template could show.
HARMLESS = {
    # The permission is there for the console: the environment takes a role by its ARN.
    "AWS::MWAA::Environment",
    # Their templates hold rules and remediations of Config's.
    "AWS::Config::ConformancePack",
    "AWS::Config::OrganizationConformancePack",
    # Their templates hold things, certificates and policies of IoT's.
    "AWS::IoT::CACertificate",
    "AWS::IoT::ProvisioningTemplate",
    # It keeps a template for later.
    "AWS::ServerlessRepo::Application",
}

SUSPECTS = r"""
import json, pathlib, re, sys
import cfnlint.data.schemas
NAMED = re.compile(r"Permissions?Boundary(Arn)?$|^Template(URL|Body|S3Ur[il])$", re.IGNORECASE)
ALLOWED = re.compile(
    r"iam:create(role|user|\*)$|cloudformation:create(stack|stackset|stackinstances|changeset|\*)$"
    r"|servicecatalog:provisionproduct$|organizations:create(gov)?\w*account$"
    r"|controltower:(create|enable)(landingzone|baseline)$",
    re.IGNORECASE,
)
def names(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("properties", "patternProperties") and isinstance(value, dict):
                yield from value
            yield from names(value)
    elif isinstance(node, list):
        for value in node:
            yield from names(value)
known, suspects = 0, []
folder = pathlib.Path(cfnlint.data.schemas.__file__).parent / "resources"
for path in folder.iterdir():
    if path.suffix != ".json":
        continue
    schema = json.loads(path.read_text())
    known += 1
    handlers = [schema.get("handlers", {}).get(name, {}) for name in ("create", "update")]
    allowed = [action for handler in handlers for action in handler.get("permissions", [])]
    parts = {name: schema.get(name, {}) for name in ("properties", "definitions")}
    if any(map(NAMED.search, names(parts))) or any(map(ALLOWED.search, allowed)):
        suspects.append(schema["typeName"])
json.dump({"known": known, "suspects": suspects}, sys.stdout)
"""


def _suspects():
    """The types that may make principals, as their schemas tell."""
    done = subprocess.run(
        [tools.python_program("python"), "-c", SUSPECTS],
        capture_output=True,
        text=True,
        timeout=tools.ANSWER_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["known"] >= 1_000
    return set(found["suspects"])


def _told(types, folder):
    """The types of which `entail template` tells that they are bounded, or are not."""
    resources = {f"R{number}": {"Type": name} for number, name in enumerate(sorted(types))}
    template = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    report = folder / "report.json"
    done = subprocess.run(
        [entail_binary(), "template", "--boundary", BOUNDARY, "--report", f"json={report}", "-"],
        input=json.dumps(template),
        capture_output=True,
        text=True,
        timeout=tools.ANSWER_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {principal["type"] for principal in json.loads(report.read_text())["principals"]}


def test_every_type_that_may_make_principals_is_bounded_or_named(tmp_path):
    suspects = _suspects()
    assert {"AWS::IAM::Role", "AWS::CloudFormation::Stack", "AWS::Organizations::Account"} < suspects
    assert HARMLESS <= suspects
    told = _told(suspects, tmp_path)
    assert suspects - told == HARMLESS
