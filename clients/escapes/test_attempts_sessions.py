"""Attempts with sessions and credentials: chains, tokens, policies and tags of sessions, and what
is left of a credential when its principal is gone, renamed or made anew.
"""

import pytest
from support import lineage, raw
from support.expect import GATE, INHERITED, INHERITED_DENY, denied, refused
from support.people import (
    FENCED_ACTION,
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
    TRANSITIVE_PATH,
    account_root,
    allow,
    deny,
    document,
    role_arn,
    trust,
    user_arn,
)

EVERYTHING = document(allow("*"))
TAG = "entail:transitive-boundary"


def seals_in(caller) -> set[str]:
    """The seals that GetCallerIdentity names."""
    answer = raw.call(caller, {"Action": "GetCallerIdentity"}, "sts")
    return {member.text for member in answer.find_all("GetCallerIdentityResult/Seals/member")}


@pytest.mark.parametrize("length", [1, 4, 9])
def test_a_chain_in_and_out_of_the_line_stays_in_it(dev, root, fence, is_fenced, length):
    """Roles of the administrator's and of the line's own, by turns."""
    session = dev
    for number in range(length):
        session = session.assume(make_role(root if number % 2 else session))
    is_fenced(session)
    assert seals_in(session) == {fence}


def test_a_ring_of_roles_stays_in_the_line(root, dev, is_fenced):
    """A role that is come by again is kept once on the derivation, at its latest place."""
    first, second = make_role(root), make_role(root)
    session = dev
    for role in (first, second, first, first, second):
        session = session.assume(role)
    is_fenced(session)


def test_a_session_of_its_own_role_is_no_freer(dev, root, is_fenced):
    role = make_role(dev)
    session = dev.assume(role)
    for _ in range(3):
        session = session.assume(role)
    is_fenced(session)


def test_a_session_policy_that_allows_everything_widens_nothing(dev, outside_role, is_fenced):
    mine = make_policy(dev, EVERYTHING)
    is_fenced(dev.assume(outside_role, Policy=EVERYTHING))
    is_fenced(dev.assume(outside_role, PolicyArns=[{"arn": mine}, {"arn": ADMINISTRATOR_ACCESS}]))


def test_a_federation_token_assumes_nothing_and_calls_no_iam(dev, outside_role):
    answer = dev.sts.get_federation_token(Name="fed", Policy=EVERYTHING)["Credentials"]
    federated = dev.with_credentials(type(dev.credentials).from_answer(answer))
    for call in (
        lambda: federated.assume(outside_role),
        lambda: federated.sts.get_session_token(),
        lambda: federated.sts.get_federation_token(Name="again", Policy=EVERYTHING),
    ):
        with refused("AccessDenied"):
            call()
    for call in (
        lambda: federated.iam.create_access_key(UserName=dev.name),
        lambda: federated.iam.create_access_key(),
        lambda: federated.iam.list_users(MaxItems=1),
    ):
        with refused("InvalidClientTokenId"):
            call()


def test_the_lines_children_make_no_keys_of_its_root(dev, root):
    """The root is bounded by its own boundary alone, with AWS's exceptions."""
    child = keys_of(dev, make_user(dev))
    session = dev.assume(make_role(dev))
    for caller in (child, session, session.assume(make_role(root))):
        with denied(caller, "iam:CreateAccessKey", dev.arn, GATE):
            caller.iam.create_access_key(UserName=dev.name)
    # Only itself: by its name, in any case, and without.
    for name in ({}, {"UserName": dev.name}, {"UserName": dev.name.upper()}):
        made = dev.iam.create_access_key(**name)["AccessKey"]
        dev.iam.delete_access_key(AccessKeyId=made["AccessKeyId"])


def test_nobody_in_the_line_changes_what_they_emit_themselves(root, dev, fence):
    weak = make_policy(dev, EVERYTHING)
    user = make_user(dev)
    child = keys_of(dev, user)
    arn = user_arn(root.account, user)
    for caller, name, own in ((dev, dev.name, dev.arn), (child, user, arn)):
        with denied(caller, "iam:TagUser", own, GATE):
            caller.iam.tag_user(UserName=name, Tags=[{"Key": TAG, "Value": weak}])
        put = {
            "Action": "PutUserPermissionsBoundary",
            "UserName": name,
            "TransitivePermissionsBoundary": weak,
        }
        assert raw.call(caller, put).code == "AccessDenied"
    assert lineage.of_user(root, user) == lineage.Lineage(None, None, frozenset({fence}))


def test_a_line_that_begins_with_a_role_does_not_touch_that_role(root, fence):
    """As in Identity Center: the developer is a session, the boundary is on the role."""
    role = make_role(root)
    root.iam.put_role_permissions_boundary(RoleName=name_in(role), PermissionsBoundary=fence)
    dev = make_developer(root, None).assume(role)
    name = {"RoleName": name_in(role)}
    child = dev.assume(make_role(dev))
    back = child.assume(role)
    writes = {
        "PutRolePermissionsBoundary": lambda iam: iam.put_role_permissions_boundary(
            PermissionsBoundary=ADMINISTRATOR_ACCESS, **name
        ),
        "DeleteRolePermissionsBoundary": lambda iam: iam.delete_role_permissions_boundary(**name),
        "UpdateAssumeRolePolicy": lambda iam: iam.update_assume_role_policy(
            PolicyDocument=trust("*"), **name
        ),
        "AttachRolePolicy": lambda iam: iam.attach_role_policy(
            PolicyArn=ADMINISTRATOR_ACCESS, **name
        ),
        "PutRolePolicy": lambda iam: iam.put_role_policy(
            PolicyName="p", PolicyDocument=EVERYTHING, **name
        ),
        "TagRole": lambda iam: iam.tag_role(
            Tags=[{"Key": TAG, "Value": ADMINISTRATOR_ACCESS}], **name
        ),
        "UpdateRole": lambda iam: iam.update_role(MaxSessionDuration=43_200, **name),
        "DeleteRole": lambda iam: iam.delete_role(**name),
    }
    for caller in (dev, child, back):
        for action, write in writes.items():
            with denied(caller, f"iam:{action}", role, GATE):
                write(caller.iam)
    assert lineage.of_role(root, role) == lineage.Lineage(fence, fence, frozenset())


# Session tags and names that a boundary reads.


@pytest.mark.parametrize(
    "key",
    [
        "entail:transitive-boundary",
        "Entail:Transitive-Boundary",
        "ENTAIL:anything",
        "entail:",
        "aws:PrincipalTag/team",
        "AWS:x",
    ],
)
def test_reserved_keys_are_no_session_tags(dev, outside_role, key):
    for call in (
        lambda: dev.assume(outside_role, Tags=[{"Key": key, "Value": ADMINISTRATOR_ACCESS}]),
        lambda: dev.sts.get_federation_token(Name="fed", Tags=[{"Key": key, "Value": "x"}]),
    ):
        with pytest.raises(dev.sts.exceptions.ClientError) as caught:
            call()
        code = caught.value.response["Error"]["Code"]
        assert code in ("InvalidParameterValue", "ValidationError"), code


LOOK_ALIKES = [
    "entail:tran\u017fitive-boundary",  # a long s, whose capital is S
    "ent\u0430il:transitive-boundary",  # a Cyrillic a
    "entail\uff1atransitive-boundary",  # a full-width colon
    "entail:transitive\u2010boundary",  # a hyphen
    "entail:transitive-boundary\u200b",  # a zero-width blank
    " entail:transitive-boundary",
    "entail:transitive-boundary ",
    "entail:transitive_boundary",
]


@pytest.mark.parametrize("key", LOOK_ALIKES)
def test_a_tag_that_looks_like_the_reserved_one_is_refused_or_an_ordinary_tag(root, key):
    """It neither sets a boundary without being asked about, nor hides the one that is set."""
    seal = make_policy(root, EVERYTHING)
    user = make_user(root, Tags=[{"Key": TAG, "Value": seal}])
    for call in (
        lambda: root.iam.tag_user(
            UserName=user, Tags=[{"Key": key, "Value": ADMINISTRATOR_ACCESS}]
        ),
        lambda: root.iam.untag_user(UserName=user, TagKeys=[key]),
    ):
        try:
            call()
        except root.iam.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] in ("ValidationError", "InvalidInput"), error
        assert lineage.of_user(root, user).transitive_boundary == seal
    assert lineage.of_role(root, make_role(keys_of(root, user))).inherited == {seal}


@pytest.mark.parametrize("way", ["transitive tag", "own tag"])
def test_a_tag_set_before_the_boundary_came_is_not_set_by_the_line_again(
    root, outside_role, outside_user, way
):
    """A transitive session tag can't be passed again, so its first setter stays its setter."""
    believed = {"StringEquals": {"aws:PrincipalTag/team": "admins"}}
    text = document(
        {"Effect": "Allow", "NotAction": FENCED_ACTION, "Resource": "*"},
        allow(FENCED_ACTION, Condition=believed),
    )
    boundary = make_policy(root, text, path=TRANSITIVE_PATH)
    dev = make_developer(root, boundary)
    tags = [{"Key": "team", "Value": "admins"}]
    if way == "own tag":
        root.iam.tag_user(UserName=dev.name, Tags=tags)
        # The administrator's tag of the developer is believed of the developer, not of others.
        session = dev.assume(outside_role)
        seen = dev.iam.list_user_tags(UserName=outside_user)["Tags"]
        assert seen == []
    else:
        session = dev.assume(outside_role, Tags=tags, TransitiveTagKeys=["team"])
        session = session.assume(outside_role)
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED):
        session.iam.list_user_tags(UserName=outside_user)


# What is left of a session.


def test_the_session_of_a_role_that_was_made_anew_is_worth_nothing(root, dev):
    for maker in (root, dev):
        name = fresh("remade")
        make_role(maker, name, policies=[])
        session = dev.assume(role_arn(root.account, name))
        session.sts.get_caller_identity()
        maker.iam.delete_role(RoleName=name)
        make_role(root, name)
        with refused("InvalidClientTokenId"):
            session.iam.list_users(MaxItems=1)


def test_the_keys_of_a_renamed_user_are_still_the_same_users(root, dev, fence, is_fenced):
    name, other = fresh("renaming"), fresh("renamed")
    child = keys_of(dev, make_user(dev, name))
    dev.iam.update_user(UserName=name, NewUserName=other, NewPath="/entail/transitive/")
    is_fenced(child.with_credentials(child.credentials))
    assert lineage.of_user(root, other).inherited == {fence}
    # And a new one of the old name has nothing to do with it.
    make_user(root, name)
    assert lineage.of_user(root, name).inherited == frozenset()
    assert child.with_credentials(child.credentials).name == other


def test_sessions_obtained_by_a_deleted_user_keep_what_they_carry(root, fence, is_fenced):
    """Deleting the root of a line frees nobody in it."""
    dev = make_developer(root, fence)
    made, session = make_role(dev), dev.assume(make_role(root))
    second = session.assume(make_role(root))
    remove_user(root, dev)
    for caller in (session, second):
        is_fenced(caller)
        assert lineage.of_role(root, make_role(caller)).inherited == {fence}
    assert lineage.of_role(root, made).inherited == {fence}


def test_deleting_a_user_frees_no_session_from_before_its_boundary(
    root, fence, outside_role, is_fenced
):
    """It is bound through its user alone (F3): what the user passed on at last goes on binding it."""
    dev = make_developer(root, None)
    session = dev.assume(outside_role)
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    is_fenced(session)
    remove_user(root, dev)
    is_fenced(session)
    assert lineage.of_role(root, make_role(session)).inherited == {fence}
    is_fenced(session.assume(outside_role))


def test_deleting_a_user_whose_boundary_was_taken_off_leaves_its_sessions_free(
    root, fence, outside_role, outside_user
):
    """The other side: what an administrator has lifted stays lifted."""
    dev = make_developer(root, None)
    session = dev.assume(outside_role)
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    root.iam.delete_user_permissions_boundary(UserName=dev.name)
    remove_user(root, dev)
    assert session.iam.list_user_tags(UserName=outside_user)["Tags"] == []


def remove_user(root, caller) -> None:
    name = caller.name
    for key in root.iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        root.iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    root.iam.detach_user_policy(UserName=name, PolicyArn=ADMINISTRATOR_ACCESS)
    root.iam.delete_user(UserName=name)


def test_a_role_in_the_midst_of_a_chain_may_go_and_the_chain_stays_bound(root, dev, is_fenced):
    between = make_role(root, policies=[ADMINISTRATOR_ACCESS])
    session = dev.assume(between).assume(make_role(root))
    root.iam.detach_role_policy(RoleName=name_in(between), PolicyArn=ADMINISTRATOR_ACCESS)
    root.iam.delete_role(RoleName=name_in(between))
    is_fenced(session)


def test_a_deactivated_key_stays_out_of_the_lines_reach(root, fence):
    """Its owner may turn it on again, as on AWS; nobody else in the line may."""
    dev = make_developer(root, fence)
    child = dev.assume(make_role(dev))
    key = {"UserName": dev.name, "AccessKeyId": dev.credentials.access_key_id}
    spare = keys_of(root, dev.name)
    root.iam.update_access_key(Status="Inactive", **key)
    with refused("InvalidClientTokenId"):
        dev.iam.list_users(MaxItems=1)
    with denied(child, "iam:UpdateAccessKey", spare.arn, GATE):
        child.iam.update_access_key(Status="Active", **key)
    spare.iam.update_access_key(Status="Active", **key)
    dev.iam.list_users(MaxItems=1)


# Trust.


def test_a_role_that_trusts_a_child_lets_in_nobody_else_of_the_line(root, dev):
    """Trust in a user is by unique id: its parent, its siblings and its namesakes are others."""
    name = fresh("trusted-child")
    child = keys_of(dev, make_user(dev, name))
    role = make_role(root, AssumeRolePolicyDocument=trust(child.arn))
    child.assume(role)
    sibling = keys_of(dev, make_user(dev))
    reason = "because no role trust policy allows the {action} action"
    for caller in (dev, sibling, dev.assume(make_role(dev), session_name=name)):
        with denied(caller, "sts:AssumeRole", role, reason):
            caller.assume(role)


def test_a_role_that_trusts_somebody_elsewhere_by_a_condition_gives_a_line_no_more(
    root, dev, is_fenced
):
    """The conditions of trust are the caller's to meet; what comes of it is carried."""
    role = make_role(
        root,
        AssumeRolePolicyDocument=trust(
            account_root(root.account),
            condition={
                "StringEquals": {"sts:ExternalId": "secret", "sts:RoleSessionName": "admin"}
            },
        ),
    )
    is_fenced(dev.assume(role, session_name="admin", ExternalId="secret"))


def test_an_explicit_deny_on_a_role_is_not_passed_by_another_form_of_its_arn(root):
    """The role is looked up by what the policy has been asked about, letter by letter."""
    target = make_role(root, fresh("Guarded"), Path="/Inner/")
    text = document(allow("*"), deny("sts:AssumeRole", target))
    user = make_user(root, policies=[])
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=text)
    caller = keys_of(root, user)
    name = name_in(target)
    account = f"arn:aws:iam::{root.account}:"
    for arn in (
        target,
        f"{account}role/Inner/{name.upper()}",
        f"{account}role/Inner/{name.lower()}",
        f"{account}role/inner/{name}",
        f"{account}role/{name}",
        f"{account}role//Inner/{name}",
        f"{account}role/Inner//{name}",
        f"{account}role/Inner/../Inner/{name}",
        f"{account}Role/Inner/{name}",
        f"arn:aws-cn:iam::{root.account}:role/Inner/{name}",
        f"arn:aws:iam:us-east-1:{root.account}:role/Inner/{name}",
        f"{target} ",
    ):
        with pytest.raises(caller.sts.exceptions.ClientError) as caught:
            caller.assume(arn)
        code = caught.value.response["Error"]["Code"]
        assert code in ("AccessDenied", "ValidationError"), (arn, code)


def test_a_role_session_of_the_line_does_not_act_for_the_user_it_is_named_after(root, dev):
    """`aws:username` and variables that read it belong to users; a session name is no user name."""
    own = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    own["Condition"] = {"StringEquals": {"aws:username": "admin"}}
    role = make_role(root, policies=[make_policy(root, document(own))])
    session = dev.assume(role, session_name="admin")
    with refused("AccessDenied"):
        session.iam.list_users(MaxItems=1)


def test_the_reason_of_an_inherited_boundary_is_told_before_the_own_one(root, dev, outside_user):
    """And what the own one denies is told where the inherited one allows."""
    own = make_policy(dev, document(allow("*"), deny("iam:ListUsers")))
    role = make_role(dev, PermissionsBoundary=own)
    session = dev.assume(role)
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        session.iam.list_user_tags(UserName=outside_user)
    with refused("AccessDenied") as seen:
        session.iam.list_users(MaxItems=1)
    assert seen.message.endswith("with an explicit deny in a permissions boundary")
