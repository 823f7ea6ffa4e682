"""Reports of a run in three forms, `--check`, and what is said while it goes."""

import xml.etree.ElementTree as ElementTree

import pytest

from support.people import fresh

from .support.samples import ONE_ROLE, SERVICE_TRUST, create_role

BLIND = """\
Parameters:
  Where:
    Type: String
Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Ref Where
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""

SERVICE_POLICY = """{"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"""

REQUIRED = {"of": str, "boundary": str, "because": str}
REPORT = {
    "form": int,
    "boundaries": list,
    "nothing_required": (str, type(None)),
    "principals": list,
    "warnings": list,
    "refused": list,
    "refused_by_aws": list,
    "unanswered": list,
    "calls": int,
}


def check_report(report: dict) -> dict:
    """The report has the members that are promised, and no others."""
    assert set(report) == set(REPORT) and report["form"] == 1
    for name, kind in REPORT.items():
        assert isinstance(report[name], kind), name
    for required in report["boundaries"]:
        assert {name: type(value) for name, value in required.items()} == REQUIRED
    for principal in report["principals"]:
        members = {"type", "name", "place", "outcome"}
        bounded = principal["outcome"] == "bounded"
        assert set(principal) == members | ({"boundary", "how"} if bounded else {"why"})
        check_place(principal["place"])
    for refused in report["refused"] + report["unanswered"]:
        assert set(refused) == {"call", "message"}
    for refused in report["refused_by_aws"]:
        assert set(refused) == {"type", "name", "place", "message"}
        check_place(refused["place"])
    return report


def check_place(place: dict) -> None:
    of_template = {"stack", "account", "region", "file", "line"}
    assert set(place) in ({"call", "account"}, of_template)


def stack_call(dev, stack: str, template: str) -> tuple[str, ...]:
    (dev.work / "t.yaml").write_text(template)
    return ("aws", "cloudformation", "create-stack", "--stack-name", stack, "--template-body",
            "file://t.yaml", "--capabilities", "CAPABILITY_IAM")


def test_a_report_in_each_form_tells_the_same(world, dev):
    name, stack = fresh("report"), fresh("report")
    junit, text = dev.folder / "junit.xml", dev.folder / "report.txt"
    options = ("--report", f"junit={junit}", "--report", f"text={text}")
    words = (*create_role(name), "&&", *stack_call(dev, stack, ONE_ROLE))
    line = " ".join(word if word == "&&" else f"'{word}'" for word in words)
    done = dev.bounded("sh", "-c", line, options=options).worked()
    report = check_report(done.report)
    assert [it["name"] for it in report["principals"]] == [name, "Worker"]
    [required] = report["boundaries"]
    assert required["boundary"] == world.boundary and "--boundary" in required["because"]
    assert report["calls"] >= 2

    root = ElementTree.parse(junit).getroot()
    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "0", "0")
    cases = [case.get("name") for case in root.iter("testcase")]
    assert cases == [f"AWS::IAM::Role {name}", "AWS::IAM::Role Worker"]

    written = text.read_text()
    assert name in written and "Worker" in written and world.boundary in written
    assert "t.yaml" in written and stack in written


def test_what_was_not_bounded_is_named_in_every_form_and_fails_in_junit(world, dev):
    stack, bucket, junit = fresh("blind"), fresh("blind-artifacts"), dev.folder / "junit.xml"
    world.moto.s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    world.moto.s3.put_object(Bucket=bucket, Key="inner.yaml", Body=ONE_ROLE.encode())
    where = f"ParameterKey=Where,ParameterValue=https://s3.amazonaws.com/{bucket}/inner.yaml"
    call = (*stack_call(dev, stack, BLIND), "--parameters", where)
    done = dev.bounded(*call, options=("--report", f"junit={junit}"))
    report = check_report(done.report)
    # Let through with a report or refused: never a deploy that is unbounded without a word.
    told = [it for it in report["principals"] if it["outcome"] == "unbounded"] + report["refused"]
    assert told, done.text
    root = ElementTree.parse(junit).getroot()
    assert list(root.iter("failure")) + list(root.iter("error"))
    assert "Inner" in str(told)


def test_what_is_changed_is_told_and_what_aws_guards_is_told_as_refused(world, dev):
    mine, theirs = fresh("changed"), fresh("guarded")
    for name, more in ((mine, {"PermissionsBoundary": world.boundary}), (theirs, {})):
        world.root.iam.create_role(RoleName=name, AssumeRolePolicyDocument=SERVICE_TRUST, **more)
    policy = ("--policy-name", "p", "--policy-document", SERVICE_POLICY)
    put = ("aws", "iam", "put-role-policy", *policy, "--role-name")
    report = check_report(dev.bounded(*put, mine).worked().report)
    [principal] = report["principals"]
    assert (principal["name"], principal["how"]) == (mine, "already-there")
    place = {"call": "iam:PutRolePolicy", "account": world.root.account}
    assert principal["place"] == place

    report = check_report(dev.bounded(*put, theirs).failed().report)
    [refused] = report["refused_by_aws"]
    assert (refused["name"], refused["place"], report["principals"]) == (theirs, place, [])
    assert "explicit deny" in refused["message"]

    # Whoever AWS lets change it hears that it is not bounded.
    administrator = world.runner(dev.folder / "administrator", world.root)
    [principal] = check_report(administrator.bounded(*put, theirs).worked().report)["principals"]
    assert (principal["name"], principal["outcome"]) == (theirs, "unbounded")
    administrator.bounded(*put, theirs, options=("--check",)).failed()


def test_check_changes_nothing_and_fails_where_something_would_be_unbounded(world, dev):
    name, stack = fresh("check"), fresh("check")
    done = dev.bounded(*create_role(name), options=("--check",)).failed()
    assert name not in world.role_names()
    report = check_report(done.report)
    assert report["refused"] or [it for it in report["principals"] if it["outcome"] == "unbounded"]

    # The command ended well, and the check fails all the same.
    line = " ".join(f"'{word}'" for word in create_role(name))
    done = dev.bounded("sh", "-c", f"{line} || true", options=("--check",)).failed(1)
    assert name in done.stderr

    dev.bounded(*stack_call(dev, stack, ONE_ROLE), options=("--check",)).failed()
    assert stack not in world.moto.stacks()


def test_check_is_content_with_what_carries_the_boundary(world, dev):
    name, stack = fresh("check"), fresh("check")
    create = (*create_role(name), "--permissions-boundary", world.boundary)
    dev.bounded(*create, options=("--check",)).worked()
    assert world.boundary_of("role", name) == world.boundary
    bounded = ONE_ROLE + f"      PermissionsBoundary: {world.boundary}\n"
    done = dev.bounded(*stack_call(dev, stack, bounded), options=("--check",)).worked()
    assert world.moto.template(stack) == bounded
    assert {it["how"] for it in check_report(done.report)["principals"]} == {"already-there"}


def test_a_run_that_makes_nothing_says_so_in_a_line_and_quiet_says_nothing(dev):
    done = dev.bounded("true").worked()
    assert all(line.startswith("entail: ") for line in done.stderr.splitlines())
    assert dev.bounded("true", options=("--quiet",)).worked().stderr == ""


@pytest.mark.parametrize("form", ["json", "junit"])
def test_a_report_that_cannot_be_written_is_told_before_the_command_starts(dev, form):
    options = ("--report", f"{form}=no-such-folder/report")
    assert "no-such-folder" in dev.bounded("touch", "started", options=options).failed(125).stderr
    assert not (dev.work / "started").exists()
