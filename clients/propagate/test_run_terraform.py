"""Terraform under `entail run`: bounded, and it never sees drift, in this run or a later one."""

import shutil

import pytest

from support.people import fresh
from support.terraform import PLAN_HAS_CHANGES, PROVIDER, require_terraform

from .support.samples import ONE_ROLE, account_trust

# Each terraform command loads the provider anew, several seconds each: no more of them than needed.
pytestmark = [pytest.mark.terraform, pytest.mark.timeout(600)]

CONFIGURATION = """
resource "aws_iam_role" "worker" {{
  name                 = "{name}"
  {more}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "lambda.amazonaws.com" }} }}]
  }})
}}

resource "aws_iam_user" "robot" {{
  name = "{name}"
}}
"""

STACK = """
resource "aws_cloudformation_stack" "stack" {{
  name          = "{name}"
  template_body = file("template.yaml")
  capabilities  = ["CAPABILITY_IAM"]
}}
"""

PROVIDER_WITH_ROLE = """
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws" }}
  }}
}}

provider "aws" {{
  max_retries             = 1
  skip_metadata_api_check = true
  assume_role {{
    role_arn = "{role}"
  }}
}}
"""


@pytest.fixture
def workspace(dev, tmp_path):
    """An initialised working folder, and Terraform's own environment."""
    rc = require_terraform(tmp_path)
    dev.more = {"TF_CLI_CONFIG_FILE": str(rc), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0",
                "CHECKPOINT_DISABLE": "1"}
    return dev


def write(dev, name: str, more: str = "") -> None:
    (dev.work / "main.tf").write_text(PROVIDER + CONFIGURATION.format(name=name, more=more))


def terraform(dev, *arguments: str, **more):
    return dev.bounded("terraform", *arguments, "-no-color", **more)


def test_apply_plan_apply_destroy_with_boundaries_that_terraform_does_not_see(world, workspace):
    name, dev = fresh("tf"), workspace
    write(dev, name)
    dev.plain("terraform", "init", "-no-color").worked()
    refused = dev.plain("terraform", "apply", "-auto-approve", "-no-color").failed(1)
    assert "explicit deny in a permissions boundary" in refused.text

    done = terraform(dev, "apply", "-auto-approve").worked()
    things = {f"role/{name}", f"user/{name}"}
    assert world.boundaries(things) == {world.boundary}
    assert {(it["name"], it["how"]) for it in done.report["principals"]} == {(name, "inserted")}
    assert world.boundary not in (dev.work / "terraform.tfstate").read_text()

    # A later run remembers what an earlier one put in; the exit status says: no changes.
    terraform(dev, "plan", "-detailed-exitcode").worked()
    again = terraform(dev, "apply", "-auto-approve").worked()
    assert "0 added, 0 changed, 0 destroyed" in again.stdout
    assert world.boundaries(things) == {world.boundary}

    # A change in place leaves the boundary where it is.
    write(dev, name, "max_session_duration = 7200")
    terraform(dev, "apply", "-auto-approve").worked()
    assert world.boundaries(things) == {world.boundary}

    # Unmasked, Terraform would take it off: that is what the mask is for.
    seen = terraform(dev, "plan", "-detailed-exitcode", options=("--no-mask",)).failed(PLAN_HAS_CHANGES)
    assert f'- permissions_boundary = "{world.boundary}" -> null' in _narrow(seen.stdout)

    terraform(dev, "destroy", "-auto-approve").worked()
    assert name not in world.role_names()
    shutil.rmtree(dev.work / ".terraform")


def test_a_boundary_that_is_written_down_and_taken_out_again_stays_where_it_is(world, workspace):
    """The boundary's policy refuses every change of boundaries, also one that changes nothing."""
    name, dev = fresh("tf"), workspace
    write(dev, name)
    dev.plain("terraform", "init", "-no-color").worked()
    terraform(dev, "apply", "-auto-approve").worked()
    for more in (f'permissions_boundary = "{world.boundary}"', ""):
        write(dev, name, more)
        applied = terraform(dev, "apply", "-auto-approve").worked()
        assert "0 added, 1 changed, 0 destroyed" in applied.stdout
        assert world.boundaries({f"role/{name}"}) == {world.boundary}
    terraform(dev, "plan", "-detailed-exitcode").worked()

    # Where nobody remembers what was put in, applying once is enough to know it again.
    dev.state.unlink()
    terraform(dev, "plan", "-detailed-exitcode").failed(PLAN_HAS_CHANGES)
    applied = terraform(dev, "apply", "-auto-approve").worked()
    assert "was not sent" in str(applied.report["warnings"])
    assert world.boundaries({f"role/{name}", f"user/{name}"}) == {world.boundary}
    terraform(dev, "plan", "-detailed-exitcode").worked()
    terraform(dev, "destroy", "-auto-approve").worked()
    assert name not in world.role_names()


def test_a_role_of_the_provider_a_stack_and_a_boundary_of_ones_own(world, workspace):
    """The provider assumes a role, whose keys come from STS; its stack is bounded inside; and what
    the configuration itself names is never masked."""
    name, dev = fresh("tf"), workspace
    (dev.work / "main.tf").write_text(
        PROVIDER_WITH_ROLE.format(role=_deployer(world))
        + CONFIGURATION.format(name=name, more=f'permissions_boundary = "{world.boundary}"')
        + STACK.format(name=name)
    )
    (dev.work / "template.yaml").write_text(ONE_ROLE)
    dev.plain("terraform", "init", "-no-color").worked()
    done = terraform(dev, "apply", "-auto-approve").worked()
    how = {(it["type"], it["name"]): it["how"] for it in done.report["principals"]}
    assert how == {
        ("AWS::IAM::Role", name): "already-there",
        ("AWS::IAM::User", name): "inserted",
        ("AWS::IAM::Role", "Worker"): "inserted",
    }
    made = world.player.deploy(name, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}
    terraform(dev, "plan", "-detailed-exitcode").worked()
    state = (dev.work / "terraform.tfstate").read_text()
    assert state.count(world.boundary) == 1, "the one that the configuration names"
    terraform(dev, "destroy", "-auto-approve").worked()
    assert name not in world.role_names() and name not in world.moto.stacks()


def _deployer(world) -> str:
    role = fresh("deployer")
    made = world.developer.iam.create_role(
        RoleName=role,
        AssumeRolePolicyDocument=account_trust(world.root.account),
        PermissionsBoundary=world.boundary,
    )
    world.root.iam.attach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    return made["Role"]["Arn"]


def _narrow(text: str) -> str:
    return " ".join(text.split())
