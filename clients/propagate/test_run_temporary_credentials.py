"""Credentials that are made anew for each process that asks: the command gets those of the run."""

import sys

import pytest

from support.callers import Credentials
from support.people import fresh
from support.terraform import PROVIDER, require_terraform

from .support import tools
from .support.samples import ONE_ROLE, SERVICE_TRUST, account_trust, create_role
from .test_run_sdks import BOTO3, JAVASCRIPT, all_are_bounded, script

ROLE = """
resource "aws_iam_role" "worker" {{
  name               = "{name}"
  assume_role_policy = jsonencode({trust})
}}
"""

# The endpoint is asked for new ones long before the end, the variables never.
ENVIRONMENT = """
import boto3, json, os
found = boto3.Session().get_credentials()
print(json.dumps({
    "method": found.method,
    "names": sorted(name for name in os.environ if name.startswith("AWS_")),
    "arn": boto3.client("sts").get_caller_identity()["Arn"],
}))
"""


@pytest.fixture
def deployer(world, dev):
    """A developer whose profile assumes a role; no keys in the environment."""
    role = fresh("deployer")
    world.root.iam.create_role(
        RoleName=role,
        AssumeRolePolicyDocument=account_trust(world.root.account),
        PermissionsBoundary=world.boundary,
    )
    world.root.iam.attach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    keys = dev.caller.credentials
    (dev.home / "credentials").write_text(
        f"[team]\naws_access_key_id = {keys.access_key_id}\n"
        f"aws_secret_access_key = {keys.secret_access_key}\n"
    )
    (dev.home / "config").write_text(
        f"[profile deployer]\nrole_arn = arn:aws:iam::{world.root.account}:role/{role}\n"
        "source_profile = team\n"
    )
    dev.more = {
        **dict.fromkeys(Credentials("", "", "-").environment(), ""),
        "AWS_PROFILE": "deployer",
        "NODE_PATH": str(tools.node_modules()),
    }
    return dev, role


def with_default_profile(dev) -> None:
    """Keys that clients would find before they ask an endpoint."""
    file = dev.home / "credentials"
    file.write_text(file.read_text() + file.read_text().replace("[team]", "[default]"))


def test_an_endpoint_gives_them_to_every_client(world, deployer):
    dev, role = deployer
    seen = dev.bounded(sys.executable, script(dev, "seen.py", ENVIRONMENT)).worked().json
    assert seen["method"] == "container-role" and f":assumed-role/{role}/" in seen["arn"]
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" in seen["names"]
    assert not {"AWS_PROFILE", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} & set(seen["names"])
    for client, name, text in (
        (sys.executable, "make.py", BOTO3),
        ("node", "make.js", JAVASCRIPT),
    ):
        made = fresh("temporary")
        dev.bounded(client, script(dev, name, text), made, SERVICE_TRUST, ONE_ROLE).worked()
        all_are_bounded(world, made)
    made = fresh("temporary")
    dev.bounded(*create_role(made)).worked()
    assert world.boundary_of("role", made) == world.boundary


def test_a_default_profile_does_not_get_in_between(world, deployer):
    dev, role = deployer
    with_default_profile(dev)
    seen = dev.bounded(sys.executable, script(dev, "seen.py", ENVIRONMENT)).worked().json
    assert seen["method"] == "env" and f":assumed-role/{role}/" in seen["arn"]
    assert "AWS_PROFILE" not in seen["names"]
    made = fresh("temporary")
    command = ("node", script(dev, "make.js", JAVASCRIPT), made, SERVICE_TRUST, ONE_ROLE)
    assert f":assumed-role/{role}/" in dev.bounded(*command).worked().json["arn"]
    all_are_bounded(world, made)


def test_their_secrets_are_neither_told_nor_left_behind(deployer):
    dev, _ = deployer
    with_default_profile(dev)
    told = dev.bounded("sh", "-c", 'echo "$AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN"').worked()
    secrets = told.stdout.split()
    assert len(secrets) == 2
    for path in (path for path in dev.folder.rglob("*") if path.is_file()):
        assert not [it for it in secrets if it in path.read_text(errors="replace")], path
    assert not [it for it in secrets if it in told.stderr]


@pytest.mark.terraform
@pytest.mark.timeout(600)
def test_terraform_takes_them_from_the_endpoint(world, deployer, tmp_path):
    dev, _ = deployer
    rc = require_terraform(tmp_path)
    dev.more |= {"TF_CLI_CONFIG_FILE": str(rc), "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
    name = fresh("temporary")
    (dev.work / "main.tf").write_text(PROVIDER + ROLE.format(name=name, trust=SERVICE_TRUST))
    dev.plain("terraform", "init", "-no-color").worked()
    dev.bounded("terraform", "apply", "-auto-approve", "-no-color").worked()
    assert world.boundary_of("role", name) == world.boundary
    dev.bounded("terraform", "destroy", "-auto-approve", "-no-color").worked()
