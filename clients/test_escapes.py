"""The escape catalogue of docs/lineage-rules.md, rows 1 to 9: creating, rebounding and rewriting.

Each test plays one row against the lineage of a developer whose boundary ("the fence") forbids
one harmless reading action and nothing else. So whatever stops the developer is lineage, and
whatever is not stopped is shown to gain nothing: the forbidden action stays forbidden.
"""

import pytest

from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY, denied, refused
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
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    account_root,
    allow,
    document,
    policy_arn,
    role_arn,
    trust,
    user_arn,
)

EVERYTHING = document(allow("*"))


@pytest.fixture(scope="module")
def fence(root):
    return make_fence(root)


@pytest.fixture(scope="module")
def dev(root, fence):
    return make_developer(root, fence)


@pytest.fixture(scope="module")
def outside_role(root):
    """An administrator's role without any boundary; it trusts the whole account."""
    return make_role(root, fresh("outside-role"))


@pytest.fixture(scope="module")
def outside_user(root):
    return make_user(root, fresh("outside-user"))


@pytest.fixture
def still_fenced(root, outside_user):
    """Asserts that a caller has gained nothing: what the fence forbids stays forbidden."""

    def check(caller, reason=INHERITED_DENY):
        with denied(caller, FENCED_ACTION, user_arn(root.account, outside_user), reason):
            caller.iam.list_user_tags(UserName=outside_user)

    return check


def test_row_1_creating_a_role_without_a_boundary_inherits_it(root, dev, fence, still_fenced):
    made = make_role(dev)
    assert lineage.of_role(root, made) == lineage.Lineage(None, None, frozenset({fence}))
    still_fenced(dev.assume(made))


def test_row_1_creating_a_user_without_a_boundary_inherits_it(root, dev, fence, still_fenced):
    made = make_user(dev)
    assert lineage.of_user(root, made) == lineage.Lineage(None, None, frozenset({fence}))
    still_fenced(keys_of(dev, made))


def test_row_2_creating_with_a_weaker_boundary_only_adds_it(root, dev, fence, still_fenced):
    role = make_role(dev, PermissionsBoundary=ADMINISTRATOR_ACCESS)
    user = make_user(dev, PermissionsBoundary=ADMINISTRATOR_ACCESS)
    expected = lineage.Lineage(ADMINISTRATOR_ACCESS, None, frozenset({fence}))
    assert lineage.of_role(root, role) == expected
    assert lineage.of_user(root, user) == expected
    still_fenced(dev.assume(role))
    still_fenced(keys_of(dev, user))


def test_row_2_the_self_referencing_condition_sees_the_inherited_boundary(root):
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    made = make_role(dev, PermissionsBoundary=READ_ONLY_ACCESS)
    assert lineage.of_role(root, made) == lineage.Lineage(
        READ_ONLY_ACCESS, None, frozenset({baseline})
    )


def test_row_3_a_weaker_boundary_on_a_child_leaves_what_it_inherited(
    root, dev, fence, still_fenced
):
    role, user = make_role(dev), make_user(dev)
    dev.iam.put_role_permissions_boundary(
        RoleName=name_in(role), PermissionsBoundary=ADMINISTRATOR_ACCESS
    )
    dev.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=ADMINISTRATOR_ACCESS)
    expected = lineage.Lineage(ADMINISTRATOR_ACCESS, None, frozenset({fence}))
    assert lineage.of_role(root, role) == expected
    assert lineage.of_user(root, user) == expected
    still_fenced(dev.assume(role))
    still_fenced(keys_of(dev, user))


def test_row_3_a_child_may_rebound_itself_and_stays_inside(root, dev, fence, still_fenced):
    made = make_role(dev)
    session = dev.assume(made)
    session.iam.put_role_permissions_boundary(
        RoleName=name_in(made), PermissionsBoundary=ADMINISTRATOR_ACCESS
    )
    assert lineage.of_role(root, made).inherited == {fence}
    still_fenced(session)


def test_row_3_nobody_of_the_lineage_changes_the_boundary_of_its_root(root, dev, fence):
    session = dev.assume(make_role(dev))
    for caller in (dev, session):
        with denied(caller, "iam:PutUserPermissionsBoundary", dev.arn, GATE):
            caller.iam.put_user_permissions_boundary(
                UserName=dev.name, PermissionsBoundary=ADMINISTRATOR_ACCESS
            )
    assert lineage.of_user(root, dev.name).permissions_boundary == fence


def test_row_4_removing_a_boundary_the_lineage_set_is_harmless(root, dev, fence, still_fenced):
    role = make_role(dev, PermissionsBoundary=READ_ONLY_ACCESS)
    user = make_user(dev, PermissionsBoundary=READ_ONLY_ACCESS)
    dev.iam.delete_role_permissions_boundary(RoleName=name_in(role))
    dev.iam.delete_user_permissions_boundary(UserName=user)
    expected = lineage.Lineage(None, None, frozenset({fence}))
    assert lineage.of_role(root, role) == expected
    assert lineage.of_user(root, user) == expected
    still_fenced(dev.assume(role))
    still_fenced(keys_of(dev, user))


def test_row_4_nobody_of_the_lineage_removes_the_boundary_of_its_root(root, dev, fence):
    session = dev.assume(make_role(dev))
    for caller in (dev, session):
        with denied(caller, "iam:DeleteUserPermissionsBoundary", dev.arn, GATE):
            caller.iam.delete_user_permissions_boundary(UserName=dev.name)
    assert lineage.of_user(root, dev.name) == lineage.Lineage(fence, fence, frozenset())


def test_row_4_a_boundary_the_administrator_put_on_a_child_stays(root, dev):
    role, user = make_role(dev), make_user(dev)
    root.iam.put_role_permissions_boundary(
        RoleName=name_in(role), PermissionsBoundary=READ_ONLY_ACCESS
    )
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=READ_ONLY_ACCESS)
    with denied(dev, "iam:DeleteRolePermissionsBoundary", role, GATE):
        dev.iam.delete_role_permissions_boundary(RoleName=name_in(role))
    with denied(dev, "iam:PutRolePermissionsBoundary", role, GATE):
        dev.iam.put_role_permissions_boundary(
            RoleName=name_in(role), PermissionsBoundary=ADMINISTRATOR_ACCESS
        )
    with denied(dev, "iam:DeleteUserPermissionsBoundary", user_arn(root.account, user), GATE):
        dev.iam.delete_user_permissions_boundary(UserName=user)
    # Deleting the principal would lift it as well.
    dev.iam.detach_role_policy(RoleName=name_in(role), PolicyArn=ADMINISTRATOR_ACCESS)
    with denied(dev, "iam:DeleteRole", role, GATE):
        dev.iam.delete_role(RoleName=name_in(role))
    assert lineage.of_role(root, role).permissions_boundary == READ_ONLY_ACCESS
    assert lineage.of_user(root, user).permissions_boundary == READ_ONLY_ACCESS


EDITS = {
    "iam:CreatePolicyVersion": lambda iam, arn: iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True
    ),
    "iam:SetDefaultPolicyVersion": lambda iam, arn: iam.set_default_policy_version(
        PolicyArn=arn, VersionId="v2"
    ),
    "iam:DeletePolicyVersion": lambda iam, arn: iam.delete_policy_version(
        PolicyArn=arn, VersionId="v2"
    ),
    "iam:DeletePolicy": lambda iam, arn: iam.delete_policy(PolicyArn=arn),
    "iam:TagPolicy": lambda iam, arn: iam.tag_policy(
        PolicyArn=arn, Tags=[{"Key": "entail:transitive", "Value": "false"}]
    ),
}


@pytest.fixture(scope="module")
def two_version_fence(root):
    """A boundary with an old, wider version v2 that somebody might switch back to."""
    arn = make_fence(root)
    root.iam.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING)
    return arn


@pytest.mark.parametrize("action", EDITS)
def test_row_5_nobody_of_the_lineage_edits_the_boundary_policy(root, two_version_fence, action):
    dev = make_developer(root, two_version_fence)
    session = dev.assume(make_role(dev))
    before = root.iam.get_policy(PolicyArn=two_version_fence)["Policy"]
    for caller in (dev, session):
        with denied(caller, action, two_version_fence, GATE):
            EDITS[action](caller.iam, two_version_fence)
    after = root.iam.get_policy(PolicyArn=two_version_fence)["Policy"]
    assert after["DefaultVersionId"] == before["DefaultVersionId"] == "v1"


def test_row_5_the_administrators_edit_holds_for_the_lineage_at_once(root, still_fenced):
    boundary = make_policy(root, EVERYTHING, fresh("edited"), path="/entail/transitive/")
    dev = make_developer(root, boundary)
    session = dev.assume(make_role(dev))
    witness = make_user(root)
    session.iam.list_user_tags(UserName=witness)
    tightened = root.iam.get_policy_version(PolicyArn=make_fence(root), VersionId="v1")
    text = tightened["PolicyVersion"]["Document"]
    root.iam.create_policy_version(
        PolicyArn=boundary, PolicyDocument=document(*text["Statement"]), SetAsDefault=True
    )
    still_fenced(session)


def test_row_6_the_boundary_policy_cannot_be_deleted_and_made_anew(root, dev, fence):
    with denied(dev, "iam:DeletePolicy", fence, GATE):
        dev.iam.delete_policy(PolicyArn=fence)
    # Not by the administrator either, while anybody is bounded by it.
    with refused("DeleteConflict"):
        root.iam.delete_policy(PolicyArn=fence)


def test_row_6_a_policy_that_is_only_inherited_counts_as_used(root):
    boundary = make_fence(root)
    dev = make_developer(root, boundary)
    made = make_role(dev)
    root.iam.delete_user_permissions_boundary(UserName=dev.name)
    assert lineage.of_user(root, dev.name) == lineage.Lineage()
    assert lineage.of_role(root, made).inherited == {boundary}
    with refused("DeleteConflict"):
        root.iam.delete_policy(PolicyArn=boundary)
    with refused("EntityAlreadyExists"):
        make_policy(dev, EVERYTHING, name=name_in(boundary))


def test_row_7_a_policy_of_the_administrators_cannot_be_rewritten(root, dev, outside_user):
    arn = make_policy(root, document(allow("s3:GetObject")))
    root.iam.attach_user_policy(UserName=outside_user, PolicyArn=arn)
    with denied(dev, "iam:CreatePolicyVersion", arn, GATE):
        dev.iam.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True)
    assert root.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v1"


def test_row_7_an_own_policy_attached_outside_can_no_longer_be_rewritten(root, dev, outside_user):
    arn = make_policy(dev, document(allow("s3:GetObject")))
    dev.iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=document(allow("s3:PutObject")), SetAsDefault=True
    )
    root.iam.attach_user_policy(UserName=outside_user, PolicyArn=arn)
    with denied(dev, "iam:CreatePolicyVersion", arn, GATE):
        dev.iam.create_policy_version(PolicyArn=arn, PolicyDocument=EVERYTHING, SetAsDefault=True)
    with denied(dev, "iam:SetDefaultPolicyVersion", arn, GATE):
        dev.iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    root.iam.detach_user_policy(UserName=outside_user, PolicyArn=arn)
    dev.iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")


def test_row_8_an_unbounded_principal_gets_no_policy_from_the_lineage(
    root, dev, outside_role, outside_user
):
    role, user = name_in(outside_role), outside_user
    user_resource = user_arn(root.account, user)
    with denied(dev, "iam:AttachRolePolicy", outside_role, GATE):
        dev.iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY_ACCESS)
    with denied(dev, "iam:PutRolePolicy", outside_role, GATE):
        dev.iam.put_role_policy(RoleName=role, PolicyName="more", PolicyDocument=EVERYTHING)
    with denied(dev, "iam:AttachUserPolicy", user_resource, GATE):
        dev.iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY_ACCESS)
    with denied(dev, "iam:PutUserPolicy", user_resource, GATE):
        dev.iam.put_user_policy(UserName=user, PolicyName="more", PolicyDocument=EVERYTHING)
    assert root.iam.list_role_policies(RoleName=role)["PolicyNames"] == []
    assert root.iam.list_user_policies(UserName=user)["PolicyNames"] == []


def test_row_9_the_trust_policy_of_an_unbounded_role_stays(root, dev, outside_role):
    name = name_in(outside_role)
    before = root.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    for trusted in (dev.arn, account_root("999988887777")):
        with denied(dev, "iam:UpdateAssumeRolePolicy", outside_role, GATE):
            dev.iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust(trusted))
    assert root.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"] == before


def test_row_9_on_the_command_line_the_refusal_reads_the_same(aws, dev, outside_role):
    aws(dev).denied(
        "iam", "update-assume-role-policy", "--role-name", name_in(outside_role),
        "--policy-document", trust(dev.arn),
        action="iam:UpdateAssumeRolePolicy", resource=outside_role, reason=GATE,
    )  # fmt: skip


def test_the_fence_itself_is_what_holds_the_developer(dev, still_fenced):
    still_fenced(dev, BOUNDARY_DENY)


def test_arns_are_built_as_the_server_builds_them(root, dev, fence):
    assert dev.arn == user_arn(root.account, dev.name)
    assert fence == policy_arn(root.account, name_in(fence), "/entail/transitive/")
    made = make_role(dev, fresh("arn"))
    assert made == role_arn(root.account, name_in(made))
