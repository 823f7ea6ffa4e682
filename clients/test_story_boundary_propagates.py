"""A developer names no boundary, and every role of the lineage is bounded all the same."""

import json

import pytest

from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY, denied
from support.people import fresh, make_baseline, make_developer, make_role, make_user, name_in
from support.policies import ADMINISTRATOR_ACCESS, account_root, role_arn, trust, user_arn

GENERATIONS = ("parent", "child", "grandchild")


@pytest.fixture(scope="module")
def baseline(root):
    return make_baseline(root, "baseline")


@pytest.fixture(scope="module")
def dev(root, baseline):
    return make_developer(root, baseline, name="dev")


@pytest.fixture(scope="module")
def witness(root):
    """A user of the administrator's, for whom the lineage would like to have keys."""
    return make_user(root, "witness")


@pytest.fixture(scope="module")
def generations(dev):
    """The sessions of parent, child and grandchild, each role made by the session before it."""
    sessions, creator = {}, dev
    for name in GENERATIONS:
        arn = make_role(creator, name)
        creator = sessions[name] = creator.assume(arn)
    return sessions


def test_the_marked_baseline_is_both_boundary_and_transitive_boundary(root, dev, baseline):
    user = root.iam.get_user(UserName="dev")["User"]
    assert user["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": baseline,
    }
    assert lineage.of_user(root, "dev") == lineage.Lineage(baseline, baseline, frozenset())


@pytest.mark.parametrize("name", GENERATIONS)
def test_each_role_inherits_the_baseline_and_shows_no_boundary_of_its_own(
    root, generations, baseline, name
):
    assert generations[name].arn.endswith(f":assumed-role/{name}/session")
    assert "PermissionsBoundary" not in root.iam.get_role(RoleName=name)["Role"]
    assert lineage.of_role(root, name) == lineage.Lineage(None, None, frozenset({baseline}))


@pytest.mark.parametrize("name", GENERATIONS)
def test_administrator_access_gives_a_generation_nothing_beyond_the_baseline(
    root, generations, witness, name
):
    session = generations[name]
    attached = root.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [ADMINISTRATOR_ACCESS]
    session.iam.list_users()
    resource = user_arn(root.account, witness)
    with denied(session, "iam:CreateAccessKey", resource, INHERITED_DENY):
        session.iam.create_access_key(UserName=witness)
    assert root.iam.list_access_keys(UserName=witness)["AccessKeyMetadata"] == []


@pytest.mark.parametrize("name", GENERATIONS)
def test_no_generation_can_take_the_boundary_off_its_own_role(root, generations, baseline, name):
    session, resource = generations[name], role_arn(root.account, name)
    with denied(session, "iam:DeleteRolePermissionsBoundary", resource, INHERITED_DENY):
        session.iam.delete_role_permissions_boundary(RoleName=name)
    with denied(session, "iam:PutRolePermissionsBoundary", resource, INHERITED_DENY):
        session.iam.put_role_permissions_boundary(
            RoleName=name, PermissionsBoundary=ADMINISTRATOR_ACCESS
        )
    assert lineage.of_role(root, name).inherited == {baseline}


@pytest.mark.parametrize("name", GENERATIONS)
def test_no_generation_can_lift_the_developer_above_the_baseline(
    root, generations, dev, baseline, name
):
    session = generations[name]
    with denied(session, "iam:DeleteUserPermissionsBoundary", dev.arn, GATE):
        session.iam.delete_user_permissions_boundary(UserName=dev.name)
    with denied(session, "iam:PutUserPolicy", dev.arn, GATE):
        session.iam.put_user_policy(UserName=dev.name, PolicyName="more", PolicyDocument=EVERYTHING)
    assert lineage.of_user(root, "dev").permissions_boundary == baseline


def test_the_developer_is_held_by_its_own_boundary_as_on_aws(root, dev, witness, generations):
    with denied(dev, "iam:CreateAccessKey", user_arn(root.account, witness), BOUNDARY_DENY):
        dev.iam.create_access_key(UserName=witness)
    parent = role_arn(root.account, "parent")
    with denied(dev, "iam:DeleteRolePermissionsBoundary", parent, BOUNDARY_DENY):
        dev.iam.delete_role_permissions_boundary(RoleName="parent")
    with denied(dev, "iam:PutRolePermissionsBoundary", parent, BOUNDARY_DENY):
        dev.iam.put_role_permissions_boundary(
            RoleName="parent", PermissionsBoundary=ADMINISTRATOR_ACCESS
        )


def test_the_developer_cannot_change_its_own_boundary(root, dev, baseline):
    with denied(dev, "iam:PutUserPermissionsBoundary", dev.arn, GATE):
        dev.iam.put_user_permissions_boundary(
            UserName=dev.name, PermissionsBoundary=ADMINISTRATOR_ACCESS
        )
    with denied(dev, "iam:DeleteUserPermissionsBoundary", dev.arn, GATE):
        dev.iam.delete_user_permissions_boundary(UserName=dev.name)
    assert lineage.of_user(root, "dev") == lineage.Lineage(baseline, baseline, frozenset())


def test_a_user_made_by_the_lineage_is_bounded_like_its_roles(root, generations, baseline):
    name = fresh("made-user")
    generations["grandchild"].iam.create_user(UserName=name)
    assert lineage.of_user(root, name) == lineage.Lineage(None, None, frozenset({baseline}))


def test_the_baseline_counts_its_uses_and_cannot_be_deleted(root, baseline, generations):
    policy = root.iam.get_policy(PolicyArn=baseline)["Policy"]
    assert policy["PermissionsBoundaryUsageCount"] >= 1 + len(GENERATIONS)
    assert policy["AttachmentCount"] == 0


def test_the_command_line_plays_the_same_story(aws, root, baseline):
    administrator, name = aws(root), fresh("cli-dev")
    administrator("iam", "create-user", "--user-name", name)
    administrator(
        "iam", "put-user-permissions-boundary", "--user-name", name,
        "--permissions-boundary", baseline,
    )  # fmt: skip
    administrator(
        "iam", "attach-user-policy", "--user-name", name, "--policy-arn", ADMINISTRATOR_ACCESS
    )
    answer = administrator("iam", "create-access-key", "--user-name", name)["AccessKey"]
    caller = root.with_credentials(type(root.credentials).from_answer(answer))

    session = aws(caller)
    for generation in GENERATIONS:
        session = _create_and_assume(session, f"cli-{generation}", root.account)
        assert lineage.of_role(root, f"cli-{generation}").inherited == {baseline}
    session.denied(
        "iam", "create-access-key", "--user-name", name,
        action="iam:CreateAccessKey", resource=user_arn(root.account, name), reason=INHERITED_DENY,
    )  # fmt: skip


def _create_and_assume(session, role_name: str, account: str):
    document = trust(account_root(account))
    answer = session(
        "iam", "create-role", "--role-name", role_name, "--assume-role-policy-document", document
    )
    assert "PermissionsBoundary" not in answer["Role"]
    assert answer["Role"]["AssumeRolePolicyDocument"] == json.loads(document)
    session(
        "iam", "attach-role-policy", "--role-name", role_name,
        "--policy-arn", ADMINISTRATOR_ACCESS,
    )  # fmt: skip
    shown = session("iam", "get-role", "--role-name", role_name)["Role"]
    assert "PermissionsBoundary" not in shown and name_in(shown["Arn"]) == role_name
    return session.assume(answer["Role"]["Arn"])


EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)
