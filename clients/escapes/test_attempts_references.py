"""Attempts with policies of others: to be governed by one, or to freeze it for its owners.

An edit of a policy is refused to a line where somebody outside of it depends on the policy (w1). So
whoever can make himself depend on the policy of another line freezes it for that line.
"""

import pytest
from support import lineage, raw
from support.expect import GATE, denied, refused
from support.people import fresh, make_developer, make_policy, make_role, make_user, name_in
from support.policies import (
    ADMINISTRATOR_ACCESS,
    TRANSITIVE_PATH,
    allow,
    allow_all_except,
    document,
    user_arn,
)

EVERYTHING = document(allow("*"))
TAG = "entail:transitive-boundary"


def edit(caller, policy: str) -> None:
    """Adds a version and takes the old one away, so that this can be done any number of times."""
    caller.iam.create_policy_version(PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True)
    versions = caller.iam.list_policy_versions(PolicyArn=policy)["Versions"]
    for version in versions:
        if not version["IsDefaultVersion"]:
            caller.iam.delete_policy_version(PolicyArn=policy, VersionId=version["VersionId"])


@pytest.fixture
def theirs(innocent):
    """A policy of the innocent line, who edit it before the attempt and after it."""
    policy = make_policy(innocent, EVERYTHING)
    edit(innocent, policy)
    yield policy
    edit(innocent, policy)


def test_the_policy_of_another_line_is_attached_nowhere(dev, theirs):
    role, user = make_role(dev), make_user(dev)
    with denied(dev, "iam:AttachRolePolicy", role, GATE):
        dev.iam.attach_role_policy(RoleName=name_in(role), PolicyArn=theirs)
    with denied(dev, "iam:AttachUserPolicy", user_arn(dev.account, user), GATE):
        dev.iam.attach_user_policy(UserName=user, PolicyArn=theirs)


def test_it_is_no_boundary_of_anything_that_exists(dev, theirs):
    role, user = make_role(dev), make_user(dev)
    with denied(dev, "iam:PutRolePermissionsBoundary", role, GATE):
        dev.iam.put_role_permissions_boundary(RoleName=name_in(role), PermissionsBoundary=theirs)
    with denied(dev, "iam:PutUserPermissionsBoundary", user_arn(dev.account, user), GATE):
        dev.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=theirs)


@pytest.mark.parametrize("kind", ["Role", "User"])
def test_it_is_no_boundary_of_anything_that_is_created(root, dev, theirs, kind):
    name = fresh("bound-by-theirs")
    arn = f"arn:aws:iam::{dev.account}:{kind.lower()}/{name}"
    make = make_role if kind == "Role" else make_user
    with denied(dev, f"iam:Create{kind}", arn, GATE):
        make(dev, name, PermissionsBoundary=theirs)
    with refused("NoSuchEntity"):
        getattr(root.iam, f"get_{kind.lower()}")(**{f"{kind}Name": name})


@pytest.mark.parametrize("way", ["tag", "parameter"])
def test_it_is_no_transitive_boundary_of_anything(root, dev, theirs, way):
    user, fresh_user = make_user(dev), fresh("emits-theirs")
    if way == "tag":
        tags = [{"Key": TAG, "Value": theirs}]
        with refused("InvalidInput"):
            dev.iam.tag_user(UserName=user, Tags=tags)
        with refused("InvalidInput"):
            make_user(dev, fresh_user, Tags=tags)
    else:
        named = {"TransitivePermissionsBoundary": theirs}
        put = {"Action": "PutUserPermissionsBoundary", "UserName": user, **named}
        assert raw.call(dev, put).code == "InvalidInput"
        create = {"Action": "CreateUser", "UserName": fresh_user, **named}
        assert raw.call(dev, create).code == "InvalidInput"
    assert lineage.of_user(root, user).transitive_boundary is None
    with refused("NoSuchEntity"):
        root.iam.get_user(UserName=fresh_user)


def test_it_is_no_session_policy_of_a_session_that_lacks_its_seals(dev, theirs, outside_role):
    with denied(dev, "sts:AssumeRole", outside_role, GATE):
        dev.assume(outside_role, PolicyArns=[{"arn": theirs}])


def test_it_is_no_session_policy_of_a_federated_user_either(dev, theirs):
    federated = f"arn:aws:sts::{dev.account}:federated-user/freeze"
    with denied(dev, "sts:GetFederationToken", federated, GATE):
        dev.sts.get_federation_token(Name="freeze", PolicyArns=[{"arn": theirs}])


def test_a_line_narrows_its_sessions_by_its_own_policies_and_goes_on_editing_them(
    dev, outside_role
):
    policy = make_policy(dev, document(allow("sts:GetCallerIdentity")))
    session = dev.assume(outside_role, PolicyArns=[{"arn": policy}])
    with refused("AccessDenied"):
        session.iam.list_users(MaxItems=1)
    edit(dev, policy)
    session.iam.list_users(MaxItems=1)


def test_a_session_of_an_outsider_holds_the_policies_of_the_line_that_narrow_it(
    root, dev, outside_role
):
    policy = make_policy(dev, document(allow("sts:GetCallerIdentity")))
    make_developer(root, None).assume(outside_role, PolicyArns=[{"arn": policy}])
    with denied(dev, "iam:CreatePolicyVersion", policy, GATE):
        edit(dev, policy)


def test_a_child_does_not_freeze_its_parents_policy(root, fence, dev):
    """The child's own seal is one that the parent lacks."""
    policy = make_policy(dev, EVERYTHING)
    child = make_role(dev)
    # A seal of its own, which the developer gives to it: what it makes, the developer can't write.
    narrower = make_policy(dev, allow_all_except("iam:Nothing"))
    dev.iam.tag_role(RoleName=name_in(child), Tags=[{"Key": TAG, "Value": narrower}])
    session = dev.assume(child)
    grandchild = make_role(session, policies=[])
    assert lineage.of_role(root, grandchild).inherited == {fence, narrower}
    session.iam.attach_role_policy(RoleName=name_in(grandchild), PolicyArn=policy)
    edit(dev, policy)


def emit_and_carry(root, maker, policy: str) -> None:
    """A user that `maker` makes emits the policy, and a session of it carries the policy on."""
    user = make_user(maker, Tags=[{"Key": TAG, "Value": policy}])
    keys(maker, user).assume(make_role(root))


def test_a_child_does_not_freeze_its_parents_policy_by_having_it_carried(root, dev):
    policy = make_policy(dev, EVERYTHING)
    emit_and_carry(root, dev.assume(make_role(dev)), policy)
    edit(dev, policy)
    with refused("DeleteConflict"):
        dev.iam.delete_policy(PolicyArn=policy)


def test_another_line_does_not_freeze_it_that_way_either(root, dev, innocent, theirs):
    """Within both lines it can have the policy emitted; whoever carries it is under its makers."""
    emit_and_carry(root, dev.assume(make_role(innocent)), theirs)
    edit(innocent, theirs)


def test_a_marked_policy_of_the_line_makes_no_outsider_emit_it(root, dev):
    """By mark only the own boundary is set, for its makers could rewrite what the user emits."""
    marked = make_policy(dev, EVERYTHING, path=TRANSITIVE_PATH)
    user = make_user(root)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=marked)
    assert lineage.of_user(root, user) == lineage.Lineage(marked, None, frozenset())
    made = make_user(root, PermissionsBoundary=marked)
    assert lineage.of_user(root, made) == lineage.Lineage(marked, None, frozenset())
    for holder in (user, made):
        with denied(dev, "iam:DeleteUserPermissionsBoundary", user_arn(dev.account, holder), GATE):
            dev.iam.delete_user_permissions_boundary(UserName=holder)
    with denied(dev, "iam:CreatePolicyVersion", marked, GATE):
        dev.iam.create_policy_version(
            PolicyArn=marked, PolicyDocument=EVERYTHING, SetAsDefault=True
        )


def test_marking_a_policy_later_makes_nobody_emit_it(root, dev):
    policy, user = make_policy(dev, EVERYTHING), make_user(root)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=policy)
    dev.iam.tag_policy(PolicyArn=policy, Tags=[{"Key": "entail:transitive", "Value": "true"}])
    assert lineage.of_user(root, user) == lineage.Lineage(policy, None, frozenset())
    assert lineage.of_user(root, make_user(root)).inherited == frozenset()


def test_the_administrator_puts_the_lines_own_policy_on_a_child_and_it_stays(root, dev):
    """The last setter counts, and the text of the boundary is guarded with it (F7)."""
    policy = make_policy(dev, allow_all_except("iam:ListUsers"))
    user = make_user(dev, PermissionsBoundary=policy)
    arn = user_arn(dev.account, user)
    edit(dev, policy)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=policy)
    with denied(dev, "iam:CreatePolicyVersion", policy, GATE):
        edit(dev, policy)
    with denied(dev, "iam:DeleteUserPermissionsBoundary", arn, GATE):
        dev.iam.delete_user_permissions_boundary(UserName=user)
    with denied(dev, "iam:PutUserPermissionsBoundary", arn, GATE):
        dev.iam.put_user_permissions_boundary(
            UserName=user, PermissionsBoundary=ADMINISTRATOR_ACCESS
        )


def test_a_policy_of_aws_is_a_seal_like_any_other(root, is_fenced):
    """Nobody edits it, its ARN belongs to no account, and what it forbids stays forbidden."""
    read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    boss = make_user(root, Tags=[{"Key": TAG, "Value": read_only}])
    assert lineage.of_user(root, boss).transitive_boundary == read_only
    made = make_role(keys(root, boss), policies=[ADMINISTRATOR_ACCESS])
    assert lineage.of_role(root, made).inherited == {read_only}
    session = keys(root, boss).assume(made)
    session.iam.list_users(MaxItems=1)
    with refused("AccessDenied") as seen:
        make_user(session)
    assert seen.message.endswith(
        "because no inherited permissions boundary allows the iam:CreateUser action"
    )


def keys(root, user):
    answer = root.iam.create_access_key(UserName=user)["AccessKey"]
    return root.with_credentials(type(root.credentials).from_answer(answer))


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::999988887777:policy/entail/transitive/theirs",
        "arn:aws:iam::999988887777:policy/AdministratorAccess",
        "arn:aws-cn:iam::aws:policy/AdministratorAccess",
        "arn:aws:iam::AWS:policy/AdministratorAccess",
        "arn:aws:iam::aws:policy/AdministratorAccess/",
        "arn:aws:iam::aws:policy//AdministratorAccess",
        "arn:aws:iam::aws:policy/AdministratorAccess ",
        "arn:aws:iam::aws:policy/aws-service-role/AdministratorAccess",
    ],
)
def test_the_policy_of_another_account_or_of_no_account_bounds_nobody(root, dev, arn):
    role = name_in(make_role(dev))
    for caller in (root, dev):
        for call in (
            lambda: caller.iam.put_role_permissions_boundary(
                RoleName=role, PermissionsBoundary=arn
            ),
            lambda: make_role(caller, fresh("foreign"), PermissionsBoundary=arn),
            lambda: caller.iam.attach_role_policy(RoleName=role, PolicyArn=arn),
            lambda: caller.iam.tag_role(RoleName=role, Tags=[{"Key": TAG, "Value": arn}]),
        ):
            with pytest.raises(root.iam.exceptions.ClientError) as caught:
                call()
            code = caught.value.response["Error"]["Code"]
            refusals = ("NoSuchEntity", "InvalidInput", "ValidationError", "PolicyNotAttachable")
            assert code in refusals, code
    assert lineage.of_role(root, role).permissions_boundary is None
    assert lineage.of_role(root, role).transitive_boundary is None
