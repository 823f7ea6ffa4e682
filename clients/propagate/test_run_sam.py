"""SAM CLI under `entail run`; its templates are expanded by AWS's own transform."""

import pytest
from botocore.exceptions import ClientError

from support.people import fresh

TEMPLATE = """\
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.12
    Timeout: 5
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: "def handler(event, context): return 1"
      Events:
        Nightly:  # makes a role that inherits nothing from the function
          Type: ScheduleV2
          Properties:
            ScheduleExpression: rate(1 day)
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Pass, End: true}}}
      Events:
        Daily:
          Type: Schedule
          Properties:
            Schedule: rate(1 day)
  Own:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""
ROLES = {"HelloRole", "HelloNightlyRole", "MachineRole", "MachineDailyRole", "Own"}
# SAM CLI writes the template anew before it sends it: what it sends has other lines.
LINES = {
    (name, "template.yaml", 1 + TEMPLATE.splitlines().index(f"  {name}:"))
    for name in ("Hello", "Machine", "Own")
}
DEPLOY = ("sam", "deploy", "--template-file", "template.yaml", "--capabilities", "CAPABILITY_IAM",
          "--no-progressbar", "--no-confirm-changeset", "--no-fail-on-empty-changeset")

pytestmark = pytest.mark.timeout(240)


def places(report: dict) -> set[tuple[str, str, int]]:
    told = ((it["name"], it["place"]) for it in report["principals"])
    return {(name, place["file"], place["line"]) for name, place in told}


@pytest.fixture
def team(world, dev):
    """A machine with the template; S3 by the name that moto knows itself by."""
    dev.more = {"AWS_ENDPOINT_URL_S3": world.moto.endpoint.replace("127.0.0.1", "localhost")}
    (dev.work / "template.yaml").write_text(TEMPLATE)
    return dev


def test_a_deployment_without_a_bucket_is_bounded_and_stays_as_it_is(world, team):
    stack = fresh("sam")
    deploy = (*DEPLOY, "--stack-name", stack)
    done = team.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == ROLES
    assert world.boundaries(made.values()) == {world.boundary}
    assert {it["outcome"] for it in done.report["principals"]} == {"bounded"}
    assert places(done.report) == LINES
    assert "No changes to deploy" in team.bounded(*deploy).worked().text
    team.bounded("sam", "delete", "--stack-name", stack, "--no-prompts", "--region", "eu-west-1").worked()
    assert stack not in world.moto.stacks()
    world.player.destroy(stack, world.developer)


def test_a_deployment_through_a_bucket_is_refused_without_and_bounded_with_entail(world, team):
    stack, bucket = fresh("sam"), fresh("sam-artifacts")
    world.moto.s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    deploy = (*DEPLOY, "--s3-bucket", bucket, "--stack-name", stack)
    team.plain(*deploy).worked()
    with pytest.raises(ClientError, match="with an explicit deny in a permissions boundary"):
        world.player.deploy(stack, world.developer)
    world.moto.cloudformation.delete_stack(StackName=stack)

    done = team.bounded(*deploy).worked()
    made = world.player.deploy(stack, world.developer)
    assert set(made) == ROLES
    assert world.boundaries(made.values()) == {world.boundary}
    assert places(done.report) == LINES


def test_what_is_sent_is_never_shown_as_a_line_of_a_file_that_is_not_there(world, team):
    """Where nothing names the template, the line is that of what SAM CLI made of it."""
    stack = fresh("sam")
    (team.work / "samconfig.toml").write_text(
        'version = 0.1\n[default.deploy.parameters]\ntemplate_file = "template.yaml"\n'
    )
    junit = team.folder / "junit.xml"
    deploy = ("sam", "deploy", *DEPLOY[4:], "--stack-name", stack)
    done = team.bounded(*deploy, options=("--report", f"junit={junit}", "--report", "text")).worked()
    assert {place["file"] for place in (it["place"] for it in done.report["principals"])} == {None}
    assert "sent line " in done.stderr
    assert "line=" not in junit.read_text() and "file=" not in junit.read_text()
