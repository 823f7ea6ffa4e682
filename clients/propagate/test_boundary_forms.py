"""The forms that `entail boundary new` writes, in the hands of the tools that they are for."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from support.binary import run_entail
from support.policies import policy_arn

from propagate.support import tools

BOUNDED = ("--bounded-path", "/bounded/")
TOOL_SECONDS_MAX = 110

APP = """
import { App, Stack } from 'aws-cdk-lib';
import { DevBoundary } from './boundary.mts';

const app = new App();
const stack = new Stack(app, 'Boundary');
new DevBoundary(stack, 'Dev');
console.log(JSON.stringify(app.synth().getStackByName('Boundary').template));
"""


def new(account: str | None, *arguments: str) -> str:
    of_account = ("--account", account) if account else ()
    written = run_entail("boundary", "new", "--name", "Dev", *of_account, *arguments)
    assert written.returncode == 0, written.stderr
    return written.stdout


def tool(*command: object, folder: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        text=True,
        timeout=TOOL_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def deployed(value, account: str):
    """A value of a template with the pseudo parameters put in, as CloudFormation does it."""
    pseudo = {"AWS::Partition": "aws", "AWS::AccountId": account}
    match value:
        case {"Ref": name}:
            return pseudo[name]
        case {"Fn::Sub": text}:
            for name, known in pseudo.items():
                text = text.replace("${" + name + "}", known)
            return text.replace("${!", "${")
        case {"Fn::Join": [separator, parts]}:
            return separator.join(deployed(part, account) for part in parts)
        case dict():
            return {key: deployed(inner, account) for key, inner in value.items()}
        case list():
            return [deployed(inner, account) for inner in value]
    return value


def managed_policy(template: dict) -> dict:
    (policy,) = (
        resource
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::IAM::ManagedPolicy"
    )
    assert policy["DeletionPolicy"] == policy["UpdateReplacePolicy"] == "Retain"
    return policy["Properties"]


def test_cfn_lint_has_nothing_to_say_of_the_template(tmp_path):
    template = tmp_path / "boundary.json"
    template.write_text(new(None, *BOUNDED, "--format", "cloudformation"))
    assert tool(tools.python_program("cfn-lint"), template, folder=tmp_path) == ""


def test_the_template_comes_to_the_policy(root):
    template = json.loads(new(None, *BOUNDED, "--format", "cloudformation"))
    properties = deployed(managed_policy(template), root.account)
    assert (properties["ManagedPolicyName"], properties["Path"]) == ("Dev", "/")
    assert properties["PolicyDocument"] == json.loads(new(root.account, *BOUNDED))


def test_the_cdk_synthesizes_the_policy(root, tmp_path):
    (tmp_path / "boundary.mts").write_text(new(None, *BOUNDED, "--format", "cdk"))
    (tmp_path / "app.mts").write_text(APP)
    (tmp_path / "node_modules").symlink_to(tools.node_modules())
    template = json.loads(tool(tools.node(), "app.mts", folder=tmp_path))
    properties = deployed(managed_policy(template), root.account)
    assert (properties["ManagedPolicyName"], properties["Path"]) == ("Dev", "/")
    assert properties["PolicyDocument"] == json.loads(new(root.account, *BOUNDED))


@pytest.mark.terraform
@pytest.mark.timeout(600)
def test_terraform_creates_the_policy_without_drift(root, terraform):
    configuration = terraform(root)
    configuration.apply(new(None, *BOUNDED, "--format", "terraform"))
    assert configuration.plan_is_empty()
    arn = policy_arn(root.account, "Dev")
    found = root.iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert found["Document"] == json.loads(new(root.account, *BOUNDED))
    configuration.run("fmt", "-check", "-diff")
