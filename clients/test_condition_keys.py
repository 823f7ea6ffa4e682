"""Entail's own condition keys with boto3: what policies learn of seals and of who made what."""

import pytest

from support.binary import run_entail
from support.expect import denied
from support.people import fresh, keys_of, make_developer, make_fence, make_role, make_user, name_in
from support.policies import allow, deny, document, user_arn

IDENTITY_DENY = "with an explicit deny in an identity-based policy"


@pytest.fixture(scope="module")
def fence(root):
    return make_fence(root)


@pytest.fixture(scope="module")
def operator(root):
    """`operator(action, condition)`: an unsealed user to whom `action` is denied where it holds."""

    def make(action: str, condition: dict):
        name = make_user(root, policies=())
        text = document(allow("*"), deny(action, Condition=condition))
        root.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=text)
        return keys_of(root, name)

    return make


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """The models installed by the binary into a directory of its own."""
    directory = tmp_path_factory.mktemp("models")
    result = run_entail("client-model", "install", "--directory", str(directory))
    assert result.returncode == 0, result.stderr
    return directory


def test_a_user_may_assume_bounded_roles_only(root, fence, operator):
    """AWS has no key that says so."""
    dev = make_developer(root, fence)
    bounded, unbounded = make_role(dev), make_role(root)
    caller = operator("sts:AssumeRole", {"Null": {"entail:InheritedBoundaries": "true"}})
    caller.sts.assume_role(RoleArn=bounded, RoleSessionName="session")
    with denied(caller, "sts:AssumeRole", unbounded, IDENTITY_DENY):
        caller.sts.assume_role(RoleArn=unbounded, RoleSessionName="session")


def test_a_user_may_change_only_what_a_certain_user_made(root, fence, operator):
    dev, other = make_developer(root, fence), make_developer(root, fence)
    mine, theirs = make_role(dev), make_role(other)
    made_by_dev = {"ArnNotEquals": {"entail:CreatorArn": dev.arn}}
    caller = operator("iam:UpdateRoleDescription", made_by_dev)
    caller.iam.update_role_description(RoleName=name_in(mine), Description="x")
    with denied(caller, "iam:UpdateRoleDescription", theirs, IDENTITY_DENY):
        caller.iam.update_role_description(RoleName=name_in(theirs), Description="x")


def test_a_policy_tells_sealed_sessions_from_others(root, fence):
    name = fresh("dev")
    dev = make_developer(root, fence, name)
    text = document(deny("iam:ListRoles", Condition={"Bool": {"entail:Sealed": "true"}}))
    root.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=text)
    with denied(dev, "iam:ListRoles", f"arn:aws:iam::{root.account}:role/", IDENTITY_DENY):
        dev.iam.list_roles()
    root.iam.delete_user_permissions_boundary(UserName=name)
    assert dev.arn == user_arn(root.account, name)
    dev.iam.list_roles()


def test_a_cascade_shows_in_the_keys_at_once(root, fence, operator, models):
    name = make_user(root)
    maker = keys_of(root, name)
    role = make_role(maker)
    caller = operator("sts:AssumeRole", {"ArnEquals": {"entail:InheritedBoundaries": fence}})
    caller.sts.assume_role(RoleArn=role, RoleSessionName="session")
    root.iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=fence)
    caller.sts.assume_role(RoleArn=role, RoleSessionName="session")
    administrator = root.with_models_from(models).client("entail")
    administrator.cascade_transitive_boundary(PrincipalArn=user_arn(root.account, name))
    with denied(caller, "sts:AssumeRole", role, IDENTITY_DENY):
        caller.sts.assume_role(RoleArn=role, RoleSessionName="session")
