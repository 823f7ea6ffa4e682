"""Terraform under `entail run`: bounded, and it never sees drift, in this run or a later one."""

import shutil

import pytest

from support.people import fresh
from support.terraform import PLAN_HAS_CHANGES, PROVIDER, require_terraform

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


def test_a_boundary_of_ones_own_in_the_configuration_is_never_masked(world, workspace):
    name, dev = fresh("tf"), workspace
    write(dev, name, f'permissions_boundary = "{world.boundary}"')
    dev.plain("terraform", "init", "-no-color").worked()
    done = terraform(dev, "apply", "-auto-approve").worked()
    how = {it["type"]: it["how"] for it in done.report["principals"]}
    assert how == {"AWS::IAM::Role": "already-there", "AWS::IAM::User": "inserted"}
    terraform(dev, "plan", "-detailed-exitcode").worked()
    assert world.boundary in (dev.work / "terraform.tfstate").read_text()
    terraform(dev, "destroy", "-auto-approve").worked()


def _narrow(text: str) -> str:
    return " ".join(text.split())
