"""Scripts on boto3 and the AWS SDK for JavaScript, version 3, under `entail run`."""

import json
import sys
import textwrap

from support.people import fresh

from .support import tools
from .support.fakes import Recorder
from .support.samples import ONE_ROLE, SERVICE_TRUST, account_trust

BOTO3 = """
import boto3, json, sys
name, trust, template = sys.argv[1:]
iam = boto3.client("iam")
role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
user = iam.create_user(UserName=name)["User"]
stacks = boto3.client("cloudformation")
stacks.create_stack(StackName=name, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
shown = iam.get_role(RoleName=name)["Role"], iam.get_user(UserName=name)["User"]
listed = [r for page in iam.get_paginator("list_roles").paginate() for r in page["Roles"]]
print(json.dumps({
    "seen": "PermissionsBoundary" in str((role, user, shown, listed)),
    "template": stacks.get_template(StackName=name)["TemplateBody"],
    "arn": role["Arn"],
}, default=str))
"""

JAVASCRIPT = """
const { IAMClient, CreateRoleCommand, CreateUserCommand, GetRoleCommand } = require('@aws-sdk/client-iam');
const { CloudFormationClient, CreateStackCommand, GetTemplateCommand } = require('@aws-sdk/client-cloudformation');
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
const [name, trust, template] = process.argv.slice(2);
(async () => {
  const iam = new IAMClient({});
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(new CreateUserCommand({ UserName: name }));
  const stacks = new CloudFormationClient({});
  await stacks.send(new CreateStackCommand({ StackName: name, TemplateBody: template, Capabilities: ['CAPABILITY_IAM'] }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  const { TemplateBody } = await stacks.send(new GetTemplateCommand({ StackName: name }));
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  console.log(JSON.stringify({ seen: 'PermissionsBoundary' in Role, template: TemplateBody, arn: Arn }));
})().catch((error) => { console.error(`${error.name}: ${error.message}`); process.exit(3); });
"""

JAVASCRIPT_AGAIN = """
const { IAMClient, GetRoleCommand, ListRolesCommand, UpdateRoleCommand, DeleteRoleCommand } = require('@aws-sdk/client-iam');
const [name] = process.argv.slice(2);
(async () => {
  const iam = new IAMClient({});
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  await iam.send(new UpdateRoleCommand({ RoleName: name, Description: 'changed' }));
  const { Roles } = await iam.send(new ListRolesCommand({}));
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
  console.log(JSON.stringify({ seen: JSON.stringify([Role, Roles]).includes('PermissionsBoundary') }));
})().catch((error) => { console.error(`${error.name}: ${error.message}`); process.exit(3); });
"""

ASSUME = """
import boto3, sys
role, name, trust = sys.argv[1:]
found = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
iam = boto3.client("iam", aws_access_key_id=found["AccessKeyId"],
    aws_secret_access_key=found["SecretAccessKey"], aws_session_token=found["SessionToken"])
iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
"""

CLOUD_CONTROL = """
const { CloudControlClient, CreateResourceCommand } = require('@aws-sdk/client-cloudcontrol');
const [kind, state] = process.argv.slice(2);
(async () => {
  const client = new CloudControlClient({});
  await client.send(new CreateResourceCommand({ TypeName: kind, DesiredState: state }));
})().catch((error) => { console.error(`${error.name}: ${error.message}`); process.exit(3); });
"""


def script(dev, name: str, text: str) -> str:
    (dev.work / name).write_text(textwrap.dedent(text))
    return name


def all_are_bounded(world, name: str) -> None:
    assert world.boundaries({f"role/{name}", f"user/{name}"}) == {world.boundary}
    made = world.player.deploy(name, world.developer)
    assert world.boundaries(made.values()) == {world.boundary}


def test_a_script_on_boto3_creates_bounded_principals_and_sees_none_of_it(world, dev):
    name = fresh("boto3")
    command = (sys.executable, script(dev, "make.py", BOTO3), name, SERVICE_TRUST, ONE_ROLE)
    assert "AccessDenied" in dev.plain(*command).failed().stderr
    done = dev.bounded(*command).worked()
    assert (done.json["seen"], done.json["template"]) == (False, ONE_ROLE)
    all_are_bounded(world, name)
    assert len(done.report["principals"]) == 3


def test_a_script_on_the_sdk_for_javascript_does_as_well(world, dev):
    name = fresh("javascript")
    dev.more = {"NODE_PATH": str(tools.node_modules())}
    command = ("node", script(dev, "make.js", JAVASCRIPT), name, SERVICE_TRUST, ONE_ROLE)
    assert "AccessDenied" in dev.plain(*command).failed(3).stderr
    done = dev.bounded(*command).worked()
    assert done.json == {"seen": False, "template": ONE_ROLE, "arn": world.developer.arn}
    all_are_bounded(world, name)
    # A second run, days later: it sees what it wrote, changes it, and takes it away.
    again = dev.bounded("node", script(dev, "again.js", JAVASCRIPT_AGAIN), name).worked()
    assert again.json == {"seen": False}
    assert name not in world.role_names()


def test_credentials_that_come_from_sts_in_the_run_are_known(world, dev):
    trust = account_trust(world.root.account)
    deployer = fresh("deployer")
    dev.bounded("aws", "iam", "create-role", "--role-name", deployer,
                "--assume-role-policy-document", trust).worked()
    world.root.iam.attach_role_policy(
        RoleName=deployer, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    arn = f"arn:aws:iam::{world.root.account}:role/{deployer}"
    made = fresh("by-session")
    command = (sys.executable, script(dev, "assume.py", ASSUME), arn, made, SERVICE_TRUST)
    dev.bounded(*command, options=("--front-sts", "always")).worked()
    assert world.boundary_of("role", made) == world.boundary

    # Where STS is not fronted, its keys are unknown: refused with what to do, not let through.
    unknown = dev.bounded(*command[:-2], fresh("by-session"), SERVICE_TRUST,
                          options=("--front-sts", "never")).failed()
    assert "--front-sts" in unknown.stderr
    assert unknown.report["refused"]


def test_cloud_control_creates_stack_sets_whose_template_is_bounded(world, dev):
    dev.more = {"NODE_PATH": str(tools.node_modules())}
    state = {"StackSetName": "fleet", "PermissionModel": "SELF_MANAGED", "TemplateBody": ONE_ROLE}
    answer = b'{"ProgressEvent": {"OperationStatus": "IN_PROGRESS", "RequestToken": "t"}}'
    with Recorder(answer, "application/x-amz-json-1.0") as upstream:
        dev.more["AWS_ENDPOINT_URL_CLOUDCONTROL"] = upstream.endpoint
        command = ("node", script(dev, "control.js", CLOUD_CONTROL))
        done = dev.bounded(*command, "AWS::CloudFormation::StackSet", json.dumps(state)).worked()
        [sent] = [json.loads(request.body) for request in upstream.requests]
    sent = json.loads(sent["DesiredState"])
    added = [it for it in sent.pop("TemplateBody").splitlines() if it not in ONE_ROLE.splitlines()]
    assert len(added) == 1 and "policy/" + world.boundary.split("/", 1)[1] in added[0]
    assert sent == {name: value for name, value in state.items() if name != "TemplateBody"}
    [principal] = done.report["principals"]
    assert (principal["name"], principal["outcome"]) == ("fleet/Worker", "bounded")


def test_cloud_control_creates_bounded_roles(world, dev):
    dev.more = {"NODE_PATH": str(tools.node_modules())}
    state = {"RoleName": "by-cloud-control", "AssumeRolePolicyDocument": json.loads(SERVICE_TRUST)}
    answer = b'{"ProgressEvent": {"OperationStatus": "IN_PROGRESS", "RequestToken": "t"}}'
    with Recorder(answer, "application/x-amz-json-1.0") as upstream:
        dev.more["AWS_ENDPOINT_URL_CLOUDCONTROL"] = upstream.endpoint
        command = ("node", script(dev, "control.js", CLOUD_CONTROL))
        dev.bounded(*command, "AWS::IAM::Role", json.dumps(state)).worked()
        dev.bounded(*command, "AWS::S3::Bucket", '{"BucketName": "b"}').worked()
        role, bucket = [json.loads(request.body) for request in upstream.requests]
    assert json.loads(role["DesiredState"]) == {**state, "PermissionsBoundary": world.boundary}
    assert json.loads(bucket["DesiredState"]) == {"BucketName": "b"}
