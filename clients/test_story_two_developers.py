"""Two developers, one script, two boundaries; and a pipeline that has none."""

import pytest

from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY, denied
from support.people import (
    fresh,
    keys_of,
    make_developer,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    TRANSITIVE_PATH,
    account_root,
    allow_all_except,
    role_arn,
    trust,
    user_arn,
)

ALICE_MAY_NOT = "iam:ListUserTags"
BOB_MAY_NOT = "iam:ListUserPolicies"


@pytest.fixture(scope="module")
def boundaries(root):
    return {
        "alice": make_policy(root, allow_all_except(ALICE_MAY_NOT), "alices", TRANSITIVE_PATH),
        "bob": make_policy(root, allow_all_except(BOB_MAY_NOT), "bobs", TRANSITIVE_PATH),
    }


@pytest.fixture(scope="module")
def alice(root, boundaries):
    return make_developer(root, boundaries["alice"], "alice")


@pytest.fixture(scope="module")
def bob(root, boundaries):
    return make_developer(root, boundaries["bob"], "bob")


@pytest.fixture(scope="module")
def ci(root):
    return keys_of(root, make_user(root, "ci"))


@pytest.fixture(scope="module")
def roles(alice, bob, ci):
    """What the one script made, run by each of the three."""
    return {caller.name: script(caller) for caller in (alice, bob, ci)}


def script(caller) -> str:
    """The same lines for everybody; not one of them names a boundary."""
    return make_role(caller, f"{caller.name}-app", Description="made by the script")


def test_each_developers_role_has_its_own_developers_boundary(root, roles, boundaries):
    assert lineage.of_role(root, roles["alice"]).inherited == {boundaries["alice"]}
    assert lineage.of_role(root, roles["bob"]).inherited == {boundaries["bob"]}
    assert lineage.of_role(root, roles["ci"]).inherited == frozenset()


def test_each_role_is_held_by_its_own_developers_boundary_only(root, alice, bob, roles):
    alices, bobs = alice.assume(roles["alice"]), bob.assume(roles["bob"])
    somebody = user_arn(root.account, "ci")
    with denied(alices, ALICE_MAY_NOT, somebody, INHERITED_DENY):
        alices.iam.list_user_tags(UserName="ci")
    with denied(bobs, BOB_MAY_NOT, somebody, INHERITED_DENY):
        bobs.iam.list_user_policies(UserName="ci")
    alices.iam.list_user_policies(UserName="ci")
    bobs.iam.list_user_tags(UserName="ci")


WRITES = {
    "iam:UpdateAssumeRolePolicy": lambda iam, role: iam.update_assume_role_policy(
        RoleName=role, PolicyDocument=trust(account_root("444455556666"))
    ),
    "iam:PutRolePolicy": lambda iam, role: iam.put_role_policy(
        RoleName=role, PolicyName="more", PolicyDocument=allow_all_except("iam:GetRole")
    ),
    "iam:AttachRolePolicy": lambda iam, role: iam.attach_role_policy(
        RoleName=role, PolicyArn=READ_ONLY_ACCESS
    ),
    "iam:DetachRolePolicy": lambda iam, role: iam.detach_role_policy(
        RoleName=role, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "iam:UpdateRole": lambda iam, role: iam.update_role(RoleName=role, Description="mine"),
    "iam:TagRole": lambda iam, role: iam.tag_role(
        RoleName=role, Tags=[{"Key": "owner", "Value": "me"}]
    ),
    "iam:PutRolePermissionsBoundary": lambda iam, role: iam.put_role_permissions_boundary(
        RoleName=role, PermissionsBoundary=ADMINISTRATOR_ACCESS
    ),
    "iam:DeleteRole": lambda iam, role: iam.delete_role(RoleName=role),
}


@pytest.mark.parametrize("action", WRITES)
def test_neither_developer_can_write_the_others_role(root, alice, bob, roles, action):
    before = [root.iam.get_role(RoleName=name_in(roles[who]))["Role"] for who in ("alice", "bob")]
    with denied(bob, action, roles["alice"], GATE):
        WRITES[action](bob.iam, name_in(roles["alice"]))
    with denied(alice, action, roles["bob"], GATE):
        WRITES[action](alice.iam, name_in(roles["bob"]))
    after = [root.iam.get_role(RoleName=name_in(roles[who]))["Role"] for who in ("alice", "bob")]
    for role in (*before, *after):
        role.pop("RoleLastUsed", None)
    assert before == after


def test_each_developer_can_write_and_delete_its_own_role(alice):
    name = name_in(make_role(alice))
    alice.iam.update_role(RoleName=name, Description="mine")
    alice.iam.tag_role(RoleName=name, Tags=[{"Key": "owner", "Value": "alice"}])
    alice.iam.detach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR_ACCESS)
    alice.iam.delete_role(RoleName=name)


def test_in_the_others_role_a_developer_works_under_both_boundaries(
    root, alice, roles, boundaries
):
    session = alice.assume(roles["bob"])
    somebody = user_arn(root.account, "ci")
    with denied(session, ALICE_MAY_NOT, somebody, INHERITED_DENY):
        session.iam.list_user_tags(UserName="ci")
    with denied(session, BOB_MAY_NOT, somebody, INHERITED_DENY):
        session.iam.list_user_policies(UserName="ci")
    made = make_role(session)
    assert lineage.of_role(root, made).inherited == set(boundaries.values())
    # The role it stands in is sealed by bob's boundary only: not its to write.
    with denied(session, "iam:TagRole", roles["bob"], GATE):
        session.iam.tag_role(RoleName=name_in(roles["bob"]), Tags=[{"Key": "a", "Value": "b"}])


def test_a_pipeline_without_a_transitive_boundary_behaves_as_on_aws(root, ci, roles):
    role = name_in(roles["ci"])
    ci.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=READ_ONLY_ACCESS)
    shown = ci.iam.get_role(RoleName=role)["Role"]["PermissionsBoundary"]
    assert shown["PermissionsBoundaryArn"] == READ_ONLY_ACCESS
    assert lineage.of_role(root, role) == lineage.Lineage(READ_ONLY_ACCESS, None, frozenset())
    ci.iam.delete_role_permissions_boundary(RoleName=role)
    assert lineage.of_role(root, role) == lineage.Lineage()
    session = ci.assume(roles["ci"])
    session.iam.list_user_tags(UserName="ci")
    session.iam.list_user_policies(UserName="ci")


def test_a_pipeline_may_write_a_developers_role_and_it_stays_bounded(root, ci, roles, boundaries):
    role = name_in(roles["alice"])
    ci.iam.tag_role(RoleName=role, Tags=[{"Key": "seen-by", "Value": "ci"}])
    ci.iam.untag_role(RoleName=role, TagKeys=["seen-by"])
    assert lineage.of_role(root, role).inherited == {boundaries["alice"]}


def test_an_explicit_boundary_adds_to_the_inherited_one_and_never_replaces_it(
    root, alice, boundaries
):
    weaker = make_role(alice, PermissionsBoundary=ADMINISTRATOR_ACCESS)
    assert lineage.of_role(root, weaker) == lineage.Lineage(
        ADMINISTRATOR_ACCESS, None, frozenset({boundaries["alice"]})
    )
    session = alice.assume(weaker)
    with denied(session, ALICE_MAY_NOT, user_arn(root.account, "ci"), INHERITED_DENY):
        session.iam.list_user_tags(UserName="ci")

    narrower = make_policy(root, allow_all_except("iam:ListUsers"), fresh("narrower"))
    narrow = make_role(alice, PermissionsBoundary=narrower)
    session = alice.assume(narrow)
    users = f"arn:aws:iam::{root.account}:user/"
    with denied(session, "iam:ListUsers", users, BOUNDARY_DENY):
        session.iam.list_users()
    with denied(session, ALICE_MAY_NOT, user_arn(root.account, "ci"), INHERITED_DENY):
        session.iam.list_user_tags(UserName="ci")


def test_naming_the_inherited_boundary_explicitly_is_the_same_bound_twice(
    root, alice, boundaries
):
    name = fresh("same")
    made = make_role(alice, name, PermissionsBoundary=boundaries["alice"])
    assert made == role_arn(root.account, name)
    seen = lineage.of_role(root, name)
    assert (seen.permissions_boundary, seen.inherited) == (
        boundaries["alice"],
        {boundaries["alice"]},
    )
