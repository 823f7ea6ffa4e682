"""What cannot be bounded is refused with a message; what AWS refuses comes as AWS says it."""

import http.client

import pytest

from support import raw
from support.people import fresh

from .support.fakes import CutShort, Recorder, Resetting, Silent
from .support.opened import opened
from .support.samples import ONE_ROLE, SERVICE_TRUST, create_role

CREATE = ("aws", "cloudformation", "create-stack", "--capabilities", "CAPABILITY_IAM",
          "CAPABILITY_AUTO_EXPAND", "--stack-name")
MACRO = """\
Transform: [AWS::Serverless-2016-10-31, TeamRoles]
Resources:
  Queue:
    Type: AWS::SQS::Queue
"""
UNPARSEABLE = "Resources:\n  Role: {Type: AWS::IAM::Role\n  Other: ]\n"
EXPIRED = b"""<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>Sender</Type>
    <Code>ExpiredToken</Code>
    <Message>The security token included in the request is expired</Message>
  </Error>
  <RequestId>0f1e2d3c-0000-4000-8000-123456789abc</RequestId>
</ErrorResponse>
"""


def _get_role(run, name: str = "nobody") -> raw.Request:
    signer = raw.Signer(run.runner.caller.credentials, run.endpoint)
    return signer.post(raw.form({"Action": "GetRole", "RoleName": name}))


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (UNPARSEABLE, ("line",)),
        ("[]", ()),
        ("just text", ()),
        ('{"Resources": {"A": {"Type": "AWS::IAM::Role"', ()),
    ],
    ids=["unparseable", "no-mapping", "text", "cut-short"],
)
def test_a_template_that_cannot_be_bounded_is_refused_with_a_message(world, dev, template, words):
    stack = fresh("bad")
    (dev.work / "t.yaml").write_text(template)
    done = dev.bounded(*CREATE, stack, "--template-body", "file://t.yaml").failed(255)
    assert "entail: " in done.stderr
    for word in words:
        assert word in done.stderr
    assert stack not in world.moto.stacks()
    [refused] = done.report["refused"]
    assert refused["call"] == "cloudformation:CreateStack"


def test_a_macro_that_may_make_roles_is_named_and_what_to_do_about_it(world, dev):
    """Nobody but AWS can run it: what comes of it is refused by the boundary, or bounded already."""
    stack = fresh("macro")
    (dev.work / "t.yaml").write_text(MACRO)
    done = dev.bounded(*CREATE, stack, "--template-body", "file://t.yaml")
    assert "NOT bounded" in done.stderr
    [told] = [it for it in done.report["principals"] if it["outcome"] == "unbounded"]
    assert told["type"] == "TeamRoles" and "macro" in told["why"]
    dev.bounded(*CREATE, stack, "--template-body", "file://t.yaml", options=("--check",)).failed()


def test_a_template_that_lies_nowhere_is_refused_and_names_the_place(world, dev):
    stack, url = fresh("bad"), f"{world.moto.endpoint}/no-such-bucket/template.yaml"
    done = dev.bounded(*CREATE, stack, "--template-url", url).failed(255)
    assert url in done.stderr
    assert stack not in world.moto.stacks()
    assert done.report["refused"]


def test_a_template_on_a_host_that_is_not_s3_is_not_fetched(world, dev):
    stack = fresh("bad")
    with Recorder(ONE_ROLE.encode()) as host:
        done = dev.bounded(*CREATE, stack, "--template-url", f"{host.endpoint}/b/t.yaml").failed(255)
        assert host.requests == []
    assert stack not in world.moto.stacks()
    assert done.report["refused"]


def test_errors_come_byte_for_byte_as_the_service_said_them(world, dev):
    headers = {"x-amzn-RequestId": "0f1e2d3c-0000-4000-8000-123456789abc"}
    with Recorder(EXPIRED, status=403, headers=headers) as upstream:
        dev.more = {"AWS_ENDPOINT_URL_IAM": upstream.endpoint}
        with opened(dev) as run:
            answer = run.send(_get_role(run))
            assert (answer.status, answer.body) == (403, EXPIRED)
            assert answer.headers["x-amzn-requestid"] == headers["x-amzn-RequestId"]
            with pytest.raises(run.caller().iam.exceptions.ClientError, match="is expired"):
                run.caller().iam.create_role(RoleName="r", AssumeRolePolicyDocument=SERVICE_TRUST)
    # The same with the real service's own words.
    with opened(world.runner(dev.folder)) as run:
        through, direct = run.send(_get_role(run)), _directly(run)
    assert (through.status, through.code, through.message) == (404, direct.code, direct.message)


def _directly(run) -> raw.Answer:
    return raw.call(run.runner.caller, {"Action": "GetRole", "RoleName": "nobody"})


def test_an_expired_token_is_told_as_such_and_what_to_do(world, dev):
    with Recorder(EXPIRED, status=403) as upstream:
        dev.more = {"AWS_ENDPOINT_URL_IAM": upstream.endpoint}
        done = dev.bounded(*create_role("r")).failed(255)
        assert "ExpiredToken" in done.stderr and "is expired" in done.stderr
        # Before the command: nothing is started with keys that no longer count.
        dev.more["AWS_ENDPOINT_URL_STS"] = upstream.endpoint
        early = dev.bounded("touch", "started").failed(125)
        assert "sts:GetCallerIdentity" in early.stderr and "run again" in early.stderr
        assert not (dev.work / "started").exists()


def test_an_upstream_that_resets_is_told_with_the_call(dev):
    with Resetting() as upstream:
        dev.more = {"AWS_ENDPOINT_URL_IAM": upstream.endpoint}
        with opened(dev) as run:
            answer = run.send(_get_role(run))
    assert answer.status >= 500
    assert "GetRole" in answer.message, answer.body


def test_an_answer_that_breaks_off_is_never_a_whole_one(dev):
    """What passes through breaks off for the client, too; what is read whole is told as a failure."""
    with CutShort() as upstream:
        dev.more = {"AWS_ENDPOINT_URL_IAM": upstream.endpoint}
        with opened(dev) as run:
            with pytest.raises(http.client.IncompleteRead):
                run.send(_get_role(run))
            with pytest.raises(run.caller().iam.exceptions.ClientError, match="CreateRole"):
                run.caller().iam.create_role(RoleName="r", AssumeRolePolicyDocument=SERVICE_TRUST)


def test_an_upstream_that_is_not_there_is_told_with_the_call(world, dev):
    with Silent() as closed:
        endpoint = closed.endpoint
    dev.more = {"AWS_ENDPOINT_URL_IAM": endpoint}
    with opened(dev) as run:
        answer = run.send(_get_role(run))
    assert answer.status >= 500
    assert endpoint.removeprefix("http://") in answer.message


def test_an_upstream_that_refuses_leaves_nothing_remembered(world, dev):
    """What was not made is not masked later: the role of that name is somebody else's then."""
    name = fresh("theirs")
    world.root.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=SERVICE_TRUST, PermissionsBoundary=world.boundary
    )
    dev.bounded(*create_role(name)).failed(255)
    shown = dev.bounded("aws", "iam", "get-role", "--role-name", name).worked()
    assert shown.json["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == world.boundary


def test_a_state_file_that_cannot_be_read_is_said_before_anything_is_made(dev):
    dev.state.write_text("no JSON")
    done = dev.bounded("touch", "started").failed(125)
    assert str(dev.state) in done.stderr
    assert not (dev.work / "started").exists()
    assert dev.state.read_text() == "no JSON"


def test_options_that_make_no_sense_are_refused_before_the_command_starts(dev):
    for options in (["--boundary", "no-arn"], ["--report", "xml"], ["--on-conflict", "maybe"]):
        done = dev.bounded("touch", "started", options=tuple(options), boundary=False).failed()
        assert done.status in (2, 125)
        assert options[1] in done.stderr
    assert not (dev.work / "started").exists()
