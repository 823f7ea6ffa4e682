"""The administrator's API with boto3, and `entail lineage` against the same server."""

import json
import os
import pty
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from support import raw
from support.binary import entail_binary, run_entail
from support.callers import REGION, Caller
from support.expect import GATE, IDENTITY, denial
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
    make_developer,
    make_fence,
    make_policy,
    make_role,
    make_user,
)
from support.policies import account_root, allow, allow_all_except, document, trust
from support.server import Server

TYPE = "application/x-amz-json-1.0"
TARGET = "Entail_20261101."


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The models installed by the binary into a directory of its own."""
    directory = tmp_path_factory.mktemp("models")
    result = run_entail("client-model", "install", "--directory", str(directory))
    assert result.returncode == 0, result.stderr
    return directory


@pytest.fixture(scope="module")
def entail(models):
    """`entail(caller)` is a boto3 client of the administrator's API."""
    return lambda caller: caller.with_models_from(models).client("entail")


def lineage(caller, *arguments, environment=None, stdin=None) -> subprocess.CompletedProcess:
    """`entail lineage` as the caller, with nothing of the surroundings' configuration."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        **caller.credentials.environment(),
        **(environment or {}),
    }
    command = [str(entail_binary()), "lineage", "--endpoint-url", caller.endpoint, *arguments]
    return subprocess.run(
        command, env=variables, input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def told(caller, *arguments, **more) -> str:
    result = lineage(caller, *arguments, **more)
    assert result.returncode == 0, result.stderr
    return result.stdout


def name_of(arn: str) -> str:
    return arn.split(":", 5)[5]


class Line:
    """A developer under a fence, who made a role before the fence and one after it."""

    def __init__(self, root):
        self.root = root
        self.user = fresh("dev")
        self.dev = make_developer(root, None, self.user)
        self.early = make_role(self.dev)
        self.fence = make_fence(root)
        root.iam.put_user_permissions_boundary(UserName=self.user, PermissionsBoundary=self.fence)
        self.late = make_role(self.dev)
        self.child = self.dev.assume(self.late)
        self.grandchild = make_role(self.child)


@pytest.fixture
def line(root):
    return Line(root)


# ---- the protocol --------------------------------------------------------------------------


def test_boto3_calls_the_api_through_the_model(entail, root, line):
    answer = entail(root).get_lineage(ResourceArn=line.late)["Lineage"]
    assert answer["Arn"] == line.late and answer["Kind"] == "Role"
    (boundary,) = answer["InheritedBoundaries"]
    assert boundary["PolicyArn"] == line.fence
    (origin,) = boundary["Origins"]
    assert (origin["Kind"], origin["Arn"], origin["Deleted"]) == ("Principal", line.dev.arn, False)
    (creator,) = answer["CreatedBy"]
    assert creator["PrincipalArn"] == line.dev.arn
    assert creator["SessionId"] == line.dev.credentials.access_key_id
    assert {entry["Aspect"].split("/")[0] for entry in answer["LastWriters"]} >= {"trust"}


def test_pages_follow_one_another(entail, root, line):
    pages = []
    token = {}
    while True:
        page = entail(root).list_descendants(PrincipalArn=line.dev.arn, MaxResults=1, **token)
        pages.append([entry["Arn"] for entry in page["Descendants"]])
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert all(len(page) == 1 for page in pages)
    assert sorted(sum(pages, [])) == sorted([line.early, line.late, line.grandchild])


def test_errors_have_their_exceptions_and_statuses(entail, root):
    client = entail(root)
    missing = f"arn:aws:iam::{root.account}:role/nobody"
    with pytest.raises(client.exceptions.NoSuchEntityException) as refused:
        client.get_lineage(ResourceArn=missing)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert missing in refused.value.response["Error"]["Message"]
    with pytest.raises(client.exceptions.ValidationException) as refused:
        client.list_references(PolicyArn="x" * 30)
    assert "is not valid" in refused.value.response["Error"]["Message"]


def send(caller, body: bytes, target: str | None = TARGET + "GetLineage", **changes) -> raw.Answer:
    headers = {"Content-Type": changes.pop("content_type", TYPE)}
    if target is not None:
        headers["X-Amz-Target"] = target
    signer = raw.signer(caller, service=changes.pop("service", "entail"), **changes)
    method = "POST"
    return raw.send(caller.endpoint, signer.sign(raw.Request(method, "/", headers, body)))


def error(answer: raw.Answer) -> tuple[int, str]:
    body = json.loads(answer.body)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["content-type"] == TYPE
    assert headers["x-amzn-errortype"] == body["__type"]
    assert body["message"]
    return answer.status, body["__type"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"ResourceArn":1}',
        b'{"ResourceArn":["x"]}',
        b'{"ResourceArn":{"a":"b"}}',
        b'{"ResourceArn":"a","ResourceArn":"b"}',
        b'{"ResourceArn":"x"}',
        b'{"ResourceArn":"' + b"x" * 3000 + b'"}',
        b'{"A":' * 100 + b"1" + b"}" * 100,
        b"[" * 200_000,
        b'{"x.y":' + b"[" * 200_000,
        b"{" + b",".join(b'"m%d":1' % number for number in range(5000)) + b"}",
    ],
)
def test_a_bad_body_is_refused_in_the_protocols_shape(root, unharmed, body):
    status, code = error(send(root, body))
    assert status == 400
    assert code in ("SerializationException", "ValidationException")


def test_a_body_that_is_too_long_is_refused(root, unharmed):
    answer = send(root, b'{"ResourceArn":"' + b"x" * 600_000 + b'"}')
    assert answer.status == 413


@pytest.mark.parametrize(
    "target",
    [None, "", "GetLineage", "Entail_20261101", "Entail_20261101.", "Entail_20251101.GetLineage",
     "Entail_20261101.getlineage", "Entail_20261101.DeleteUser", "DynamoDB_20120810.Query"],
)
def test_an_unknown_target_is_an_unknown_operation(root, unharmed, target):
    assert error(send(root, b"{}", target)) == (400, "UnknownOperationException")


def test_operations_of_iam_and_the_api_do_not_cross_protocols(root, line):
    body = raw.form({"Action": "GetLineage", "Version": "2026-11-01"})
    answer = raw.send(root.endpoint, raw.signer(root, service="entail").post(body))
    assert answer.code == "InvalidAction"
    parameters = json.dumps({"ResourceArn": line.late}).encode()
    wrong_scope = send(root, parameters, service="iam")
    assert error(wrong_scope)[1] == "InvalidSignatureException"


def test_a_signature_that_does_not_cover_the_target_is_refused(root, line):
    """Somebody on the way could else turn a dry run into a change of another kind."""
    parameters = json.dumps({"ResourceArn": line.late}).encode()
    signed = raw.signer(root, service="entail").sign(
        raw.Request("POST", "/", {"Content-Type": TYPE}, parameters)
    )
    signed.headers["X-Amz-Target"] = TARGET + "GetLineage"
    assert error(raw.send(root.endpoint, signed))[1] == "InvalidSignatureException"
    unsigned = raw.Request(
        "POST", "/", {"Content-Type": TYPE, "X-Amz-Target": TARGET + "GetLineage"}, parameters
    )
    assert error(raw.send(root.endpoint, unsigned))[1] == "MissingAuthenticationTokenException"


# ---- who may -------------------------------------------------------------------------------


def test_permission_is_asked_for_on_the_arn(entail, root, line):
    reader = make_user(root, policies=())
    text = document(allow("entail:GetLineage", line.late))
    root.iam.put_user_policy(UserName=reader, PolicyName="read", PolicyDocument=text)
    reader = keys_of(root, reader)
    client = entail(reader)
    assert client.get_lineage(ResourceArn=line.late)["Lineage"]["Arn"] == line.late
    with pytest.raises(client.exceptions.AccessDeniedException) as refused:
        client.get_lineage(ResourceArn=line.early)
    expected = denial(reader, "entail:GetLineage", line.early, IDENTITY)
    assert refused.value.response["Error"]["Message"] == expected


def test_conditions_see_the_boundary_and_the_target(entail, root, line):
    administrator = make_user(root, policies=())
    text = document(
        allow("entail:Adopt", Condition={"ArnEquals": {"entail:TransitiveBoundary": line.fence}}),
        allow("entail:GetLineage", Condition={"ArnEquals": {"entail:CreatorArn": line.dev.arn}}),
    )
    root.iam.put_user_policy(UserName=administrator, PolicyName="some", PolicyDocument=text)
    client = entail(keys_of(root, administrator))
    other = make_fence(root)
    client.adopt(ResourceArn=line.early, PolicyArn=line.fence)
    client.get_lineage(ResourceArn=line.early)
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.adopt(ResourceArn=line.early, PolicyArn=other)
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.get_lineage(ResourceArn=line.grandchild)


def test_changes_are_closed_to_whoever_is_under_a_boundary(entail, root, line):
    client = entail(line.child)
    assert client.get_lineage(ResourceArn=line.late)["Lineage"]["Arn"] == line.late
    before = entail(root).get_lineage(ResourceArn=line.late)
    policy = {"PolicyArn": line.fence}
    for call, parameters in [
        (client.adopt, {"ResourceArn": line.early, **policy}),
        (client.disown, {"ResourceArn": line.late, **policy}),
        (client.admit, {"RoleArn": line.late, **policy}),
        (client.withdraw_admit, {"RoleArn": line.late, **policy}),
        (client.apply_to_self, {"PrincipalArn": line.late, "State": "Disabled"}),
        (client.set_obtain_mode, {"RoleArn": line.late, "Mode": "Carry"}),
        (client.cascade_transitive_boundary, {"PrincipalArn": line.dev.arn}),
        (client.withdraw_cascade, {"PrincipalArn": line.dev.arn, "AcceptWrites": True, **policy}),
        (client.withdraw_reference,
         {"ResourceArn": line.late, "OriginId": "AIDA", "AcceptWrites": True, **policy}),
        (client.list_references, policy),
    ]:
        for dry in ({}, {"DryRun": True}) if call != client.list_references else ({},):
            with pytest.raises(client.exceptions.AccessDeniedException) as refused:
                call(**parameters, **dry)
            assert refused.value.response["Error"]["Message"].endswith(GATE)
    after = entail(root).get_lineage(ResourceArn=line.late)
    assert after["Lineage"] == before["Lineage"]


# ---- what the operations do ----------------------------------------------------------------


def ceilings(client, **parameters) -> dict:
    answer = client.explain_ceilings(**parameters)
    return {entry["PolicyArn"]: entry["Binding"] for entry in answer["Ceilings"]}


def test_a_dry_run_changes_nothing_and_a_cascade_reaches_what_was_made_before(entail, root, line):
    client = entail(root)
    assert ceilings(client, PrincipalArn=line.early) == {}
    dry = client.cascade_transitive_boundary(PrincipalArn=line.dev.arn, DryRun=True)
    assert dry["DryRun"] is True and dry["PolicyArn"] == line.fence
    assert [(it["Arn"], it["Effect"]) for it in dry["Changes"]] == [(line.early, "Gains")]
    assert ceilings(client, PrincipalArn=line.early) == {}
    done = client.cascade_transitive_boundary(PrincipalArn=line.dev.arn)
    assert done["Changes"] == dry["Changes"] and done["DryRun"] is False
    assert ceilings(client, PrincipalArn=line.early) == {line.fence: "Inherited"}


def test_a_line_may_have_more_members_than_a_commit_has_guards(entail, root):
    client, count = entail(root), 520
    user = fresh("prolific")
    dev = make_developer(root, None, user)
    trusting = trust(account_root(root.account))
    for number in range(count):
        dev.iam.create_role(RoleName=f"{user}-{number}", AssumeRolePolicyDocument=trusting)
    fence = make_fence(root)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=fence)
    cascaded = client.cascade_transitive_boundary(PrincipalArn=dev.arn)
    assert len(cascaded["Changes"]) == count
    assert told(root, "tree", dev.arn).count(f"[under {name_of(fence)}]") == count
    withdrawn = client.withdraw_cascade(PrincipalArn=dev.arn, PolicyArn=fence)
    assert {it["Effect"] for it in withdrawn["Changes"]} == {"Loses"}


def test_a_withdrawal_is_refused_until_the_lines_writes_are_accepted(entail, root, line):
    client = entail(root)
    parameters = {"PrincipalArn": line.dev.arn, "PolicyArn": line.fence}
    dry = client.withdraw_cascade(**parameters, DryRun=True)
    assert {it["Arn"] for it in dry["PendingWrites"]} == {line.late, line.grandchild}
    with pytest.raises(client.exceptions.DeleteConflictException):
        client.withdraw_cascade(**parameters)
    assert ceilings(client, PrincipalArn=line.late) == {line.fence: "Inherited"}
    client.withdraw_cascade(**parameters, AcceptWrites=True)
    assert ceilings(client, PrincipalArn=line.late) == {}


def test_a_session_learns_what_it_carries_and_through_whom(entail, root, line):
    shared = make_role(root)
    session = line.dev.assume(shared)
    answer = entail(session).explain_ceilings()
    assert answer["PrincipalArn"] == shared
    (ceiling,) = answer["Ceilings"]
    assert (ceiling["PolicyArn"], ceiling["Binding"]) == (line.fence, "Carried")
    assert [step["PrincipalArn"] for step in answer["ObtainedThrough"]] == [line.dev.arn]


def test_origins_of_a_deleted_principal_are_listed_and_withdrawn(entail, root, line):
    client = entail(root)
    dev_id = root.iam.get_user(UserName=line.user)["User"]["UserId"]
    for key in root.iam.list_access_keys(UserName=line.user)["AccessKeyMetadata"]:
        root.iam.delete_access_key(UserName=line.user, AccessKeyId=key["AccessKeyId"])
    for policy in root.iam.list_attached_user_policies(UserName=line.user)["AttachedPolicies"]:
        root.iam.detach_user_policy(UserName=line.user, PolicyArn=policy["PolicyArn"])
    root.iam.delete_user(UserName=line.user)
    references = client.list_references(PolicyArn=line.fence)["References"]
    inherited = {it["Arn"]: it["Origins"] for it in references if it["UsedAs"] == "InheritedBoundary"}
    assert set(inherited) == {line.late, line.grandchild}
    origins = {(origin["Id"], origin["Deleted"]) for it in inherited.values() for origin in it}
    assert (dev_id, True) in origins
    client.withdraw_reference(
        ResourceArn=line.late, PolicyArn=line.fence, OriginId=dev_id, AcceptWrites=True
    )
    assert ceilings(client, PrincipalArn=line.late) == {}
    with pytest.raises(client.exceptions.NoSuchEntityException):
        client.withdraw_cascade(PrincipalId="AIDANOBODY", PolicyArn=line.fence)
    client.withdraw_cascade(PrincipalId=dev_id, PolicyArn=line.fence, AcceptWrites=True)
    assert ceilings(client, PrincipalArn=line.grandchild) == {}


def test_impact_compares_decisions_for_everybody_under_the_boundary(entail, root):
    fence = make_fence(root)
    text = document(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::data/*"), allow("sts:GetCallerIdentity")
    )
    policy = make_policy(root, text, fresh("app"))
    user = make_user(root, policies=(policy,))
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=fence)
    new = document(allow("s3:GetObject", "arn:aws:s3:::data/public/*"), allow("sts:*"))
    client = entail(root)
    (impact,) = client.analyze_boundary_impact(PolicyArn=fence, PolicyDocument=new)["Principals"]
    assert impact["PrincipalArn"].endswith(f":user/{user}")
    assert impact["ActionsCompared"] == 3
    assert impact["Gained"] == [] and impact["Conditional"] == []
    assert impact["Lost"] == [
        {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*", "Used": False},
        {"Action": "s3:PutObject", "Resource": "arn:aws:s3:::data/*", "Used": False},
    ]
    with pytest.raises(client.exceptions.MalformedPolicyDocumentException):
        client.analyze_boundary_impact(PolicyArn=fence, PolicyDocument="{}")


def test_impact_names_what_conditions_hide(entail, root):
    """A grant under a condition, and another boundary under one: who knows what a request brings."""
    fence = make_fence(root)
    anywhere = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    granted = document(allow("ec2:RunInstances", Condition=anywhere), allow("sqs:SendMessage"))
    user = make_user(root, policies=(make_policy(root, granted, fresh("app")),))
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=fence)
    new = document(allow("iam:*"), allow("sqs:*", Condition=anywhere))
    (impact,) = entail(root).analyze_boundary_impact(PolicyArn=fence, PolicyDocument=new)["Principals"]
    assert [it["Action"] for it in impact["Lost"]] == ["sqs:SendMessage"]
    assert impact["Conditional"] == ["ec2:RunInstances", "sqs:SendMessage"]


# ---- the command ---------------------------------------------------------------------------


def test_the_tree_shows_who_created_whom_under_which_boundary(root, line):
    fence, late = name_of(line.fence), name_of(line.late)
    tree = told(root, "tree", name_of(line.dev.arn))
    first, *rest = tree.splitlines()
    assert first == f"user/{line.user}  [bounded by {fence}; hands on {fence}]"
    assert f"─ {name_of(line.early)}" in tree
    assert f"─ {late}  [under {fence}]" in tree
    (grandchild,) = [row for row in rest if name_of(line.grandchild) in row]
    assert grandchild.startswith(("│  └─ ", "   └─ "))
    everybody = told(root, "tree")
    assert late in everybody and name_of(line.grandchild) in everybody


def test_the_tree_is_drawn_for_graphviz_and_as_a_picture(root, line):
    dot = told(root, "tree", line.dev.arn, "--dot")
    assert dot.startswith("digraph lineage {") and dot.count(" -> ") == 3
    picture = ElementTree.fromstring(told(root, "tree", line.dev.arn, "--svg"))
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert len(texts) == 4 and texts[0].startswith(f"user/{line.user}")


def test_why_says_where_each_ceiling_came_from(root, line):
    text = told(root, "why", line.grandchild)
    name = name_of(line.grandchild)
    assert f"{name} is under one boundary" in text
    assert f"{name_of(line.fence)} is inherited; it comes from user/{line.user} (AIDA" in text
    key = line.child.credentials.access_key_id
    assert f"{name} was created by {name_of(line.late)}, session {key}, at 20" in text
    assert f"That session came from user/{line.user}, session AKIA" in text
    assert "This session of root is under no boundary." in told(root, "why")


def test_why_tells_what_only_the_gates_ask_for(root, line):
    hands_on = name_of(line.fence)
    root.iam.delete_user_permissions_boundary(UserName=line.user)
    root.iam.tag_user(
        UserName=line.user, Tags=[{"Key": "entail:transitive-boundary", "Value": line.fence}]
    )
    text = told(root, "why", f"user/{line.user}")
    assert f"user/{line.user} is under no boundary." in text
    assert f"user/{line.user} hands on {hands_on}: " in text
    role = make_role(root)
    told(root, "admit", role, hands_on, "--yes")
    text = told(line.dev.assume(role), "why")
    assert f"This session of {name_of(role)} left {hands_on} behind through an exit" in text


def test_show_and_references_tell_what_is_recorded(root, line):
    shown = told(root, "show", line.late)
    assert f"under             {name_of(line.fence)}, from user/{line.user}" in shown
    assert "last written      trust, by a session under" in shown
    references = told(root, "references", line.fence)
    assert f"handed on by user/{line.user}" in references
    assert f"inherited by {name_of(line.late)}, from user/{line.user}" in references


def test_every_answer_is_there_as_json(root, line):
    for arguments in [
        ["tree", line.dev.arn], ["show", line.late], ["why", line.late],
        ["references", line.fence], ["cascade", line.dev.arn, "--dry-run"],
        ["adopt", line.early, line.fence, "--dry-run"],
    ]:
        answer = json.loads(told(root, *arguments, "--output", "json"))
        assert isinstance(answer, dict) and answer, arguments


def test_a_change_is_shown_first_and_needs_a_yes(root, line):
    asked = lineage(root, "cascade", f"user/{line.user}", stdin="")
    assert asked.returncode == 2
    assert f"{name_of(line.early)} comes under {name_of(line.fence)}" in asked.stderr
    assert "--yes" in asked.stderr
    assert "is under no boundary" in told(root, "why", line.early)
    dry = told(root, "cascade", f"user/{line.user}", "--dry-run")
    assert dry.startswith("dry run: ")
    done = told(root, "cascade", f"user/{line.user}", "--yes")
    assert done.startswith("done: ")
    assert "is under one boundary" in told(root, "why", line.early)


def on_a_terminal(caller, answer: str, *arguments) -> tuple[int, str]:
    """`entail lineage` with a terminal as standard input, on which `answer` is typed."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, f"{answer}\n".encode())
        environment = {"PATH": os.environ["PATH"], **caller.credentials.environment()}
        command = [str(entail_binary()), "lineage", "--endpoint-url", caller.endpoint, *arguments]
        result = subprocess.run(
            command, env=environment, stdin=theirs, capture_output=True, text=True, timeout=60
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return result.returncode, result.stderr


def test_a_change_is_asked_about_on_a_terminal(root, line):
    status, said = on_a_terminal(root, "n", "cascade", line.dev.arn)
    assert status == 1 and "[y/N]" in said and "nothing was changed" in said
    assert "is under no boundary" in told(root, "why", line.early)
    status, said = on_a_terminal(root, "y", "cascade", line.dev.arn)
    assert status == 0, said
    assert f"{name_of(line.early)} comes under" in said
    assert "is under one boundary" in told(root, "why", line.early)


def test_every_change_can_be_made_and_taken_back(root, line):
    role, fence = make_role(root), line.fence
    user = f"user/{line.user}"
    told(root, "adopt", role, fence, "--write", "--yes")
    assert "an adoption for writing by root" in told(root, "show", role)
    told(root, "disown", role, fence, "--yes")
    assert "under " not in told(root, "show", role)
    told(root, "admit", role, fence, "--yes")
    assert "admits" in told(root, "show", role)
    told(root, "admit", role, fence, "--withdraw", "--yes")
    assert "admits" not in told(root, "show", role)
    told(root, "apply-to-self", user, "on", "--yes")
    assert "applies to itself" in told(root, "show", user)
    assert "applied to itself too" in told(root, "why", user)
    told(root, "apply-to-self", user, "off", "--yes")
    assert "applies to itself" not in told(root, "show", user)
    told(root, "obtain-mode", role, "strict", "--yes")
    assert "under its own boundaries only" in told(root, "show", role)
    told(root, "obtain-mode", role, "carry", "--yes")
    withdraw = ["cascade", user, "--withdraw", fence, "--yes"]
    refused = lineage(root, *withdraw)
    assert refused.returncode == 1
    assert "--accept-writes" in refused.stderr
    freed = told(root, *withdraw, "--accept-writes")
    assert f"{name_of(line.late)} is freed from" in freed
    assert "careful: trust of" in freed


def test_impact_tells_who_loses_what(root, line, tmp_path):
    new = tmp_path / "new.json"
    new.write_text(allow_all_except(FENCED_ACTION, "s3:GetObject", "iam:CreateRole"))
    result = lineage(root, "impact", line.fence, str(new))
    assert result.returncode == 0, result.stderr
    assert "3 principals are under" in result.stdout
    assert result.stdout.count("  loses s3:GetObject\n") == 3
    used = f"{name_of(line.late)}: "
    _, of_late = result.stdout.split(used)
    assert "loses iam:CreateRole, which it has used" in of_late
    assert result.stdout.count("loses iam:CreateRole, which it has used") == 2
    assert result.stdout.count("loses iam:CreateRole\n") == 1
    failing = lineage(root, "impact", line.fence, "-", "--fail-on-change", stdin=new.read_text())
    assert failing.returncode == 1
    same = allow_all_except(FENCED_ACTION)
    unchanged = told(root, "impact", line.fence, "-", "--fail-on-change", stdin=same)
    assert unchanged.count(": nothing changes in ") == 3


def test_refusals_tell_what_to_do(root, line):
    nobody = keys_of(root, make_user(root, policies=()))
    refused = lineage(nobody, "show", line.late)
    assert refused.returncode == 1
    assert "is not authorized to perform: entail:GetLineage" in refused.stderr
    assert "help: give the caller this entail: action" in refused.stderr
    gated = lineage(line.child, "cascade", line.dev.arn, "--yes")
    assert gated.returncode == 1
    assert "use an administrator's credentials" in gated.stderr
    missing = lineage(root, "why", "role/nobody")
    assert missing.returncode == 1 and "role/team/app" in missing.stderr
    unknown = lineage(root, "why", "nobody")
    assert unknown.returncode == 2 and "user/dev" in unknown.stderr
    unreachable = lineage(root, "why", "--endpoint-url", "http://127.0.0.1:1")
    assert unreachable.returncode == 3 and "entail serve" in unreachable.stderr


def test_credentials_come_from_where_aws_clients_look(root, line, tmp_path):
    file = tmp_path / "credentials"
    file.write_text(
        "[default]\naws_access_key_id = AKIAWRONG\naws_secret_access_key = wrong\n"
        f"[admin]\naws_access_key_id = {root.credentials.access_key_id}\n"
        f"aws_secret_access_key = {root.credentials.secret_access_key}\n"
    )
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_SHARED_CREDENTIALS_FILE": str(file),
        "AWS_ENDPOINT_URL": root.endpoint,
        "AWS_REGION": REGION,
    }

    def run(*arguments, **more):
        command = [str(entail_binary()), "lineage", *arguments]
        environment = {**variables, **more}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    assert run("why", "--profile", "admin").returncode == 0
    assert run("why", AWS_PROFILE="admin").returncode == 0
    wrong = run("why")
    assert wrong.returncode == 1 and "check the access key" in wrong.stderr
    missing = run("why", "--profile", "nobody")
    assert missing.returncode == 2 and "`nobody`" in missing.stderr
    half = run("why", AWS_ACCESS_KEY_ID="AKIA")
    assert half.returncode == 2 and "AWS_SECRET_ACCESS_KEY" in half.stderr
    session = line.child.credentials.environment()
    named = run("why", **session)
    assert named.returncode == 0 and "This session of role/" in named.stdout
    file.unlink()
    nowhere = run("why")
    assert nowhere.returncode == 2 and "there are no credentials" in nowhere.stderr
    assert "secret" not in run("--help").stdout.lower().replace("aws_secret_access_key", "")


def test_servers_are_reached_through_tls(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("not run: no openssl command to make certificates with")
    authority, key, request, certificate = (
        str(tmp_path / name) for name in ("ca.pem", "key.pem", "request.pem", "certificate.pem")
    )
    ca_key, extensions = str(tmp_path / "ca-key.pem"), tmp_path / "extensions"
    extensions.write_text("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for arguments in [
        ["req", "-x509", *curve, "-days", "2", "-subj", "/CN=authority", "-out", authority,
         "-keyout", ca_key],
        ["req", *curve, "-subj", "/CN=server", "-out", request, "-keyout", key],
        ["x509", "-req", "-in", request, "-CA", authority, "-CAkey", ca_key, "-CAcreateserial",
         "-days", "2", "-extfile", str(extensions), "-out", certificate],
    ]:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
    directory = tmp_path / "server"
    directory.mkdir()
    server = Server(directory, ("--tls-certificate", certificate, "--tls-key", key)).start()
    try:
        caller = Caller(server.endpoint, server.root_credentials)
        assert server.endpoint.startswith("https://")
        assert "under no boundary" in told(caller, "why", "--ca-bundle", authority)
        assert "under no boundary" in told(caller, "why", environment={"AWS_CA_BUNDLE": authority})
        untrusted = lineage(caller, "why")
        assert untrusted.returncode == 3
        assert "is not trusted" in untrusted.stderr and "--ca-bundle" in untrusted.stderr
    finally:
        server.stop()
