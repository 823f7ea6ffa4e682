"""Beside the scenarios: what must go on working, and rows that only decisions can play."""

import json

import pytest
from support import lineage
from support.binary import run_entail
from support.expect import BOUNDARY_DENY, GATE, denied
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
    make_baseline,
    make_developer,
    make_fence,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import (
    READ_ONLY_ACCESS,
    allow,
    deny,
    document,
    policy_arn,
    role_arn,
    user_arn,
)

EVERYTHING = document(allow("*"))


@pytest.fixture(scope="module")
def fence(root):
    return make_fence(root)


@pytest.fixture(scope="module")
def dev(root, fence):
    return make_developer(root, fence)


def test_the_fence_itself_is_what_holds_the_developer(root, dev):
    outsider = make_user(root)
    with denied(dev, FENCED_ACTION, user_arn(root.account, outsider), BOUNDARY_DENY):
        dev.iam.list_user_tags(UserName=outsider)


def test_arns_are_built_as_the_server_builds_them(root, dev, fence):
    assert dev.arn == user_arn(root.account, dev.name)
    assert fence == policy_arn(root.account, name_in(fence), "/entail/transitive/")
    made = make_role(dev, fresh("arn"))
    assert made == role_arn(root.account, name_in(made))


def test_the_self_referencing_condition_sees_the_inherited_boundary(root):
    """Nobody has to name the boundary any more, and naming another one does no harm."""
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    for given in ({}, {"PermissionsBoundary": READ_ONLY_ACCESS}):
        made = make_role(dev, **given)
        assert lineage.of_role(root, made) == lineage.Lineage(
            given.get("PermissionsBoundary"), None, frozenset({baseline})
        )


def test_a_role_that_narrows_a_developer_is_whole_for_everybody_else(root, dev):
    role, outsider = make_role(root), make_user(root)
    dev.assume(role)
    session = keys_of(root, outsider).assume(role)
    assert session.iam.list_user_tags(UserName=outsider)["Tags"] == []


def test_a_policy_is_the_lineages_again_once_outsiders_have_it_no_more(root, dev):
    arn, outsider = make_policy(dev, EVERYTHING), make_user(root)
    root.iam.attach_user_policy(UserName=outsider, PolicyArn=arn)
    with denied(dev, "iam:CreatePolicyVersion", arn, GATE):
        dev.iam.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True)
    root.iam.detach_user_policy(UserName=outsider, PolicyArn=arn)
    dev.iam.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True)


USER_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
ORGANIZATIONS = "https://docs.aws.amazon.com/organizations/latest/userguide"


def decide(case: dict) -> dict:
    result = run_entail("decide", "--format", "json", stdin=json.dumps(case))
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[0])


def bucket_case(**layers) -> dict:
    """A bucket policy names the user itself; only the boundary says nothing of S3."""
    user, bucket = "arn:aws:iam::111122223333:user/grand", "arn:aws:s3:::outside/secret"
    iam_only = json.loads(document(allow("iam:*")))
    named = {"Effect": "Allow", "Principal": {"AWS": user}, "Action": "s3:*", "Resource": bucket}
    policies = {
        "resource": {"name": "Bucket", "policy": json.loads(document(named))},
        **{layer: make(iam_only) for layer, make in layers.items()},
    }
    return {
        "name": "a-bucket-policy-names-the-user",
        "source": f"{USER_GUIDE}/access_policies_boundaries.html",
        "request": {
            "principal": user,
            "action": "s3:GetObject",
            "resource": bucket,
            "resource_account": "111122223333",
        },
        "policies": policies,
    }


def test_row_17_a_bucket_policy_naming_the_user_passes_its_own_boundary_as_on_aws():
    answer = decide(bucket_case(permissions_boundary=lambda text: {"name": "Own", "policy": text}))
    assert answer["decision"] == "allow", answer


def test_row_17_a_bucket_policy_naming_the_user_does_not_pass_an_inherited_boundary():
    case = bucket_case(inherited_boundaries=lambda text: [{"name": "Dev", "policy": text}])
    answer = decide(case)
    assert (answer["decision"], answer["layer"]) == ("implicit_deny", "inherited_boundary")
    assert answer["message"] == (
        "User: arn:aws:iam::111122223333:user/grand is not authorized to perform: s3:GetObject "
        'on resource: "arn:aws:s3:::outside/secret" because no inherited permissions boundary '
        "allows the s3:GetObject action"
    )


def named(name: str, *statements: dict) -> dict:
    return {"name": name, "policy": json.loads(document(*statements))}


SERVICES = ["autoscaling.amazonaws.com", "ecs.amazonaws.com"]


@pytest.mark.parametrize(
    ("service", "decision"), [(SERVICES[0], "allow"), ("ssm.amazonaws.com", "explicit_deny")]
)
def test_row_16_a_service_linked_role_is_created_only_within_the_ceiling(service, decision):
    others = {"StringNotEquals": {"iam:AWSServiceName": SERVICES}}
    answer = decide(
        {
            "name": "a-line-creates-a-service-linked-role",
            "source": f"{USER_GUIDE}/id_roles_create-service-linked-role.html",
            "request": {
                "principal": "arn:aws:iam::111122223333:user/dev",
                "action": "iam:CreateServiceLinkedRole",
                "resource": f"arn:aws:iam::111122223333:role/aws-service-role/{service}/Role",
                "context": {"iam:AWSServiceName": service},
            },
            "policies": {
                "identity": [named("Admin", allow("*"))],
                "inherited_boundaries": [
                    named("Dev", allow("*"), deny("iam:CreateServiceLinkedRole", Condition=others))
                ],
            },
        }
    )
    assert answer["decision"] == decision, answer


MANAGEMENT = "111122223333"
MEMBER_ROLE = "arn:aws:iam::444455556666:role/OrganizationAccountAccessRole"


@pytest.mark.parametrize(
    ("boundary", "decision", "layer"),
    [
        ({"permissions_boundary": named("Own", allow("*"))}, "allow", None),
        (
            {"inherited_boundaries": [named("Dev", allow("s3:*"))]},
            "implicit_deny",
            "inherited_boundary",
        ),
    ],
)
def test_row_25_what_an_scp_does_not_reach_an_inherited_boundary_does(boundary, decision, layer):
    """From the management account, where no SCP applies, into a member account."""
    answer = decide(
        {
            "name": "from-the-management-account-into-a-member",
            "source": f"{ORGANIZATIONS}/orgs_manage_policies_scps.html",
            "request": {
                "principal": f"arn:aws:iam::{MANAGEMENT}:user/dev",
                "principal_organization_management_account": MANAGEMENT,
                "action": "sts:AssumeRole",
                "resource": MEMBER_ROLE,
            },
            "policies": {
                "identity": [named("Admin", allow("*"))],
                "service_control": [[named("DenyAll", deny("*"))]],
                "resource": named(
                    "Trust",
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": MANAGEMENT},
                        "Action": "sts:AssumeRole",
                    },
                ),
                **boundary,
            },
        }
    )
    assert answer["decision"] == decision, answer
    assert layer is None or answer["layer"] == layer
