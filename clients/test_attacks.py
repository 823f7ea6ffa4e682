"""Attacks on containment that are no row of the escape catalogue: names and cases that only seem
to differ, keys that a boundary must not believe, references, and races.

As in the escapes, the lineage's boundary ("the fence") forbids one harmless reading action, so
that whatever is not refused can be shown to gain nothing.
"""

import threading

import pytest

from support import lineage, raw
from support.expect import GATE, INHERITED, INHERITED_DENY, denied, refused
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
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
    TRANSITIVE_PATH,
    account_root,
    allow,
    allow_all_except,
    document,
    trust,
    user_arn,
)

EVERYTHING = document(allow("*"))
TAG = "entail:transitive-boundary"


@pytest.fixture(scope="module")
def fence(root):
    return make_fence(root)


@pytest.fixture(scope="module")
def dev(root, fence):
    return make_developer(root, fence)


@pytest.fixture(scope="module")
def outside_role(root):
    return make_role(root, fresh("outside-role"))


@pytest.fixture(scope="module")
def outside_user(root):
    return make_user(root, fresh("outside-user"))


def is_fenced(caller, user_name, reason=INHERITED_DENY):
    """Asserts that the caller has gained nothing."""
    with denied(caller, FENCED_ACTION, user_arn(caller.account, user_name), reason):
        caller.iam.list_user_tags(UserName=user_name)


# --- What a boundary must not believe -----------------------------------------------------------


def boundary_that_trusts(root, condition):
    """A boundary that forbids the fenced action but to whom the condition holds for."""
    text = document(
        {"Effect": "Allow", "NotAction": FENCED_ACTION, "Resource": "*"},
        allow(FENCED_ACTION, Condition=condition),
    )
    return make_policy(root, text, path=TRANSITIVE_PATH)


@pytest.mark.parametrize("key", ["team", "TEAM", "École", "ΣΟΦΟΣ", "İstanbul", "K\u212a"])
def test_a_session_tag_of_the_lineage_is_not_believed_in_any_script_or_case(
    root, outside_role, outside_user, key
):
    condition = {"StringEquals": {f"aws:PrincipalTag/{key}": "admins"}}
    boundary = boundary_that_trusts(root, condition)
    dev = make_developer(root, boundary)
    for spelling in {key, key.lower(), key.upper()}:
        if len(spelling) != len(key):
            continue  # Not the same letters in another case, but a letter and a combining mark.
        session = dev.assume(outside_role, Tags=[{"Key": spelling, "Value": "admins"}])
        is_fenced(session, outside_user, INHERITED)


@pytest.mark.parametrize("spelling", ["École", "école", "ÉCOLE"])
def test_a_deny_on_a_tag_is_not_escaped_by_another_case_of_its_letters(
    root, outside_user, spelling
):
    tagged = {"StringEquals": {"aws:PrincipalTag/École": "interns"}}
    text = document(
        allow("*"), {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": tagged}
    )
    user = make_user(root, policies=[make_policy(root, text)])
    root.iam.tag_user(UserName=user, Tags=[{"Key": spelling, "Value": "interns"}])
    intern = keys_of(root, user)
    with refused("AccessDenied"):
        intern.iam.list_user_tags(UserName=outside_user)


def test_names_paths_and_sessions_of_the_lineage_are_not_believed(root, outside_user, outside_role):
    account = root.account
    trusted_role = f"arn:aws:iam::{account}:role/trusted/*"
    conditions = {
        "arn": {"ArnLike": {"aws:PrincipalArn": [user_arn(account, "trusted-*"), trusted_role]}},
        "name": {"StringLike": {"aws:username": "trusted-*"}},
        "id": {"StringLike": {"aws:userid": "*:trusted"}},
        "source": {"StringEquals": {"aws:SourceIdentity": "trusted"}},
    }
    devs = {
        name: make_developer(root, boundary_that_trusts(root, condition))
        for name, condition in conditions.items()
    }
    for dev in (devs["arn"], devs["name"]):
        child = keys_of(dev, make_user(dev, fresh("trusted-user")))
        is_fenced(child, outside_user, INHERITED)
        renamed = make_user(dev, fresh("plain"))
        child = keys_of(dev, renamed)
        dev.iam.update_user(UserName=renamed, NewUserName=fresh("trusted-renamed"))
        is_fenced(child, outside_user, INHERITED)
    is_fenced(devs["arn"].assume(make_role(devs["arn"], Path="/trusted/")), outside_user, INHERITED)
    session = devs["id"].assume(outside_role, session_name="trusted")
    is_fenced(session, outside_user, INHERITED)
    is_fenced(session.assume(make_role(session), session_name="trusted"), outside_user, INHERITED)
    session = devs["source"].assume(outside_role, SourceIdentity="trusted")
    is_fenced(session, outside_user, INHERITED)
    is_fenced(session.assume(outside_role), outside_user, INHERITED)


def test_a_tag_of_the_administrators_is_believed_until_the_lineage_writes_it(root, outside_user):
    condition = {"StringEquals": {"aws:PrincipalTag/Team": "admins"}}
    dev = make_developer(root, boundary_that_trusts(root, condition))
    user = make_user(dev)
    child = keys_of(dev, user)
    root.iam.tag_user(UserName=user, Tags=[{"Key": "team", "Value": "admins"}])
    child.iam.list_user_tags(UserName=outside_user)
    dev.iam.tag_user(UserName=user, Tags=[{"Key": "TEAM", "Value": "admins"}])
    is_fenced(child, outside_user, INHERITED)
    root.iam.tag_user(UserName=user, Tags=[{"Key": "tEAM", "Value": "admins"}])
    child.iam.list_user_tags(UserName=outside_user)
    dev.iam.untag_user(UserName=user, TagKeys=["Team"])
    is_fenced(child, outside_user, INHERITED)


# --- Names in another case, ARNs in another form ------------------------------------------------

WRITES_TO_A_USER = {
    "iam:AttachUserPolicy": lambda iam, name: iam.attach_user_policy(
        UserName=name, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "iam:CreateAccessKey": lambda iam, name: iam.create_access_key(UserName=name),
    "iam:DeleteUser": lambda iam, name: iam.delete_user(UserName=name),
    "iam:PutUserPolicy": lambda iam, name: iam.put_user_policy(
        UserName=name, PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "iam:TagUser": lambda iam, name: iam.tag_user(
        UserName=name, Tags=[{"Key": "a", "Value": "b"}]
    ),
    "iam:UntagUser": lambda iam, name: iam.untag_user(UserName=name, TagKeys=["a"]),
    "iam:UpdateUser": lambda iam, name: iam.update_user(UserName=name, NewPath="/mine/"),
    "iam:DetachUserPolicy": lambda iam, name: iam.detach_user_policy(
        UserName=name, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "iam:DeleteUserPolicy": lambda iam, name: iam.delete_user_policy(
        UserName=name, PolicyName="p"
    ),
    "iam:PutUserPermissionsBoundary": lambda iam, name: iam.put_user_permissions_boundary(
        UserName=name, PermissionsBoundary=ADMINISTRATOR_ACCESS
    ),
}


@pytest.mark.parametrize("action", WRITES_TO_A_USER)
def test_no_write_reaches_an_outside_user_by_its_name_in_another_case(
    root, dev, outside_user, action
):
    with denied(dev, action, user_arn(root.account, outside_user), GATE):
        WRITES_TO_A_USER[action](dev.iam, outside_user.upper())


WRITES_TO_A_ROLE = {
    "iam:AttachRolePolicy": lambda iam, name: iam.attach_role_policy(
        RoleName=name, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "iam:DetachRolePolicy": lambda iam, name: iam.detach_role_policy(
        RoleName=name, PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "iam:DeleteRole": lambda iam, name: iam.delete_role(RoleName=name),
    "iam:PutRolePolicy": lambda iam, name: iam.put_role_policy(
        RoleName=name, PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "iam:DeleteRolePolicy": lambda iam, name: iam.delete_role_policy(
        RoleName=name, PolicyName="p"
    ),
    "iam:TagRole": lambda iam, name: iam.tag_role(
        RoleName=name, Tags=[{"Key": "a", "Value": "b"}]
    ),
    "iam:UntagRole": lambda iam, name: iam.untag_role(RoleName=name, TagKeys=["a"]),
    "iam:UpdateRole": lambda iam, name: iam.update_role(RoleName=name, MaxSessionDuration=7200),
    "iam:UpdateRoleDescription": lambda iam, name: iam.update_role_description(
        RoleName=name, Description="mine"
    ),
    "iam:PutRolePermissionsBoundary": lambda iam, name: iam.put_role_permissions_boundary(
        RoleName=name, PermissionsBoundary=ADMINISTRATOR_ACCESS
    ),
}


@pytest.mark.parametrize("action", WRITES_TO_A_ROLE)
def test_no_write_reaches_an_outside_role_by_its_name_in_another_case(dev, outside_role, action):
    with denied(dev, action, outside_role, GATE):
        WRITES_TO_A_ROLE[action](dev.iam, name_in(outside_role).upper())


def test_an_arn_that_only_resembles_a_policys_is_no_policy(root, dev):
    arn = make_policy(root, EVERYTHING, name=fresh("arn"), path="/a/")
    role = name_in(make_role(dev))
    account, name = root.account, name_in(arn)
    for other in (
        f"arn:aws:iam::{account}:policy/{name}",
        f"arn:aws:iam::{account}:policy/b/{name}",
        f"arn:aws:iam::{account}:policy/a/{name.upper()}",
        f"arn:aws:iam:eu-west-1:{account}:policy/a/{name}",
        f"arn:aws:iam::aws:policy/a/{name}",
        "arn:aws:iam::aws:policy/administratoraccess",
    ):
        with refused("NoSuchEntity"):
            root.iam.attach_role_policy(RoleName=role, PolicyArn=other)
        with refused("NoSuchEntity"):
            root.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=other)
        with refused("NoSuchEntity"):
            root.iam.get_policy(PolicyArn=other)


@pytest.mark.parametrize("path", ["/aws-service-role/x.amazonaws.com/", "/aws-reserved/sso/"])
def test_no_role_is_made_where_only_aws_makes_roles(root, dev, path):
    for caller in (root, dev):
        with refused("InvalidInput"):
            make_role(caller, Path=path)


def test_a_parameter_that_stands_twice_never_names_two_targets(root, dev, outside_user):
    """Whichever counts, the questions, the gate and the write are about the same one."""
    mine = make_user(dev)
    for first, second in ((mine, outside_user), (outside_user, mine)):
        answer = raw.call(
            dev,
            [
                ("Action", "PutUserPolicy"),
                ("UserName", first),
                ("UserName", second),
                ("PolicyName", "p"),
                ("PolicyDocument", EVERYTHING),
            ],
        )
        assert answer.status < 500, answer.body
    assert root.iam.list_user_policies(UserName=outside_user)["PolicyNames"] == []


# --- The transitive boundary itself --------------------------------------------------------------


def test_what_the_administrator_set_on_a_child_is_lifted_in_no_way(root, dev):
    weak = make_policy(root, EVERYTHING)
    strict = make_policy(root, allow_all_except("iam:ListUsers"))
    user = make_user(dev, policies=[])
    arn = user_arn(root.account, user)
    root.iam.tag_user(UserName=user, Tags=[{"Key": "Entail:Transitive-Boundary", "Value": strict}])
    session = dev.assume(make_role(dev))
    for caller in (dev, session):
        for key in (TAG, TAG.upper()):
            with denied(caller, "iam:UntagUser", arn, GATE):
                caller.iam.untag_user(UserName=user, TagKeys=[key])
            with denied(caller, "iam:TagUser", arn, GATE):
                caller.iam.tag_user(UserName=user, Tags=[{"Key": key, "Value": weak}])
        with denied(caller, "iam:DeleteUser", arn, GATE):
            caller.iam.delete_user(UserName=user)
        for action in ("PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"):
            answer = raw.call(
                caller,
                {"Action": action, "UserName": user, "TransitivePermissionsBoundary": strict},
            )
            assert (answer.status, answer.code) == (403, "AccessDenied"), answer.body
    assert lineage.of_user(root, user).transitive_boundary == strict


def test_a_child_that_was_given_a_weak_transitive_boundary_emits_both(root, dev, fence):
    weak = make_policy(root, EVERYTHING)
    for extra in (
        {"Tags": [{"Key": "ENTAIL:TRANSITIVE-BOUNDARY", "Value": weak}]},
        {"PermissionsBoundary": make_policy(root, EVERYTHING, path=TRANSITIVE_PATH)},
    ):
        child = dev.assume(make_role(dev, **extra))
        grandchild = lineage.of_role(root, make_role(child))
        assert fence in grandchild.inherited and len(grandchild.inherited) == 2


def test_the_mark_is_not_the_lineages_to_take_from_its_own_seal(root, outside_user):
    marked = make_policy(
        root,
        allow_all_except(FENCED_ACTION),
        Tags=[{"Key": "Entail:Transitive", "Value": "TRUE"}],
    )
    dev = make_developer(root, marked)
    assert lineage.of_user(root, dev.name).transitive_boundary == marked
    with denied(dev, "iam:UntagPolicy", marked, GATE):
        dev.iam.untag_policy(PolicyArn=marked, TagKeys=["ENTAIL:TRANSITIVE"])
    is_fenced(dev.assume(make_role(dev)), outside_user)


def test_a_lineage_does_not_freeze_another_by_lending_it_a_policy(root, dev):
    other = make_developer(root, make_fence(root))
    theirs = make_role(other, Tags=[{"Key": "a", "Value": "b"}])
    mine = make_policy(dev, EVERYTHING)
    with denied(dev, "iam:AttachRolePolicy", theirs, GATE):
        dev.iam.attach_role_policy(RoleName=name_in(theirs), PolicyArn=mine)
    with denied(other, "iam:AttachRolePolicy", theirs, GATE):
        other.iam.attach_role_policy(RoleName=name_in(theirs), PolicyArn=mine)
    with denied(other, "iam:PutRolePermissionsBoundary", theirs, GATE):
        other.iam.put_role_permissions_boundary(RoleName=name_in(theirs), PermissionsBoundary=mine)


def test_a_policy_of_the_lineage_that_outsiders_use_is_theirs_no_more(root, dev, outside_role):
    """As boundary, as transitive boundary, and as the policy of a live session."""
    boundary, session_policy = make_policy(dev, EVERYTHING), make_policy(dev, EVERYTHING)
    user = make_user(root, PermissionsBoundary=boundary)
    admin = make_developer(root, None)
    admin.assume(outside_role, PolicyArns=[{"arn": session_policy}])
    for policy in (boundary, session_policy):
        with denied(dev, "iam:CreatePolicyVersion", policy, GATE):
            dev.iam.create_policy_version(
                PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True
            )
    # It bears a seal that the user lacks: its makers could rewrite what the user emits.
    answer = raw.call(
        root,
        {
            "Action": "PutUserPermissionsBoundary",
            "UserName": user,
            "TransitivePermissionsBoundary": boundary,
        },
    )
    assert (answer.status, answer.code) == (400, "InvalidInput"), answer.body
    # The refusal names both as people know them.
    assert f"`{boundary}`" in answer.message and f":user/{user}`" in answer.message
    with refused("InvalidInput"):
        root.iam.tag_user(UserName=user, Tags=[{"Key": TAG, "Value": boundary}])


# --- Credentials ---------------------------------------------------------------------------------


def test_keys_of_others_are_reached_neither_by_name_nor_by_id(root, dev, outside_user):
    key = root.iam.create_access_key(UserName=outside_user)["AccessKey"]["AccessKeyId"]
    mine = make_user(dev)
    for name in (None, dev.name, mine):
        named = {"UserName": name} if name else {}
        with refused("NoSuchEntity"):
            dev.iam.update_access_key(AccessKeyId=key, Status="Inactive", **named)
        with refused("NoSuchEntity"):
            dev.iam.delete_access_key(AccessKeyId=key, **named)
    root_key = root.credentials.access_key_id
    for caller in (dev, make_developer(root, None)):
        with refused("NoSuchEntity"):
            caller.iam.update_access_key(AccessKeyId=root_key, Status="Inactive")
    keys = root.iam.list_access_keys(UserName=outside_user)["AccessKeyMetadata"]
    assert [key["Status"] for key in keys] == ["Active"]
    root.iam.delete_access_key(UserName=outside_user, AccessKeyId=key)


def test_a_role_session_is_no_user_even_where_it_bears_a_users_name(root, dev):
    session = dev.assume(make_role(dev), session_name=dev.name)
    with refused("ValidationError"):
        session.iam.create_access_key()
    with denied(session, "iam:CreateAccessKey", dev.arn, GATE):
        session.iam.create_access_key(UserName=dev.name)


def test_a_session_policy_that_is_deleted_leaves_the_session_nothing(root, outside_role):
    admin = make_developer(root, None)
    policy = make_policy(root, EVERYTHING)
    session = admin.assume(outside_role, PolicyArns=[{"arn": policy}])
    session.iam.list_users()
    root.iam.delete_policy(PolicyArn=policy)
    assert make_policy(root, EVERYTHING, name=name_in(policy)) == policy
    with refused("AccessDenied"):
        session.iam.list_users()


def test_a_trust_policy_does_not_keep_the_place_of_a_deleted_principal(root, dev):
    user = make_user(root, policies=[])
    role = make_role(root, AssumeRolePolicyDocument=trust(user_arn(root.account, user)))
    root.iam.delete_user(UserName=user)
    stored = root.iam.get_role(RoleName=name_in(role))["Role"]["AssumeRolePolicyDocument"]
    [unique_id] = stored["Statement"][0]["Principal"]["AWS"]
    assert unique_id.startswith("AIDA")
    child = keys_of(dev, make_user(dev, name=user))
    with refused("AccessDenied"):
        child.assume(role)
    with refused("MalformedPolicyDocument"):
        make_role(root, AssumeRolePolicyDocument=trust(unique_id))


# --- Races ----------------------------------------------------------------------------------------


def test_no_role_is_born_free_after_the_transitive_boundary_was_acknowledged(root, fence):
    dev = make_developer(root, None)
    acknowledged = threading.Event()
    late, failures = [], []

    def create_roles():
        caller = dev.with_credentials(dev.credentials)
        try:
            while len(late) < 12:
                is_late = acknowledged.is_set()
                made = make_role(caller, fresh("raced"), policies=[])
                if is_late:
                    late.append(made)
        except Exception as error:  # Told in the main thread.
            failures.append(error)

    threads = [threading.Thread(target=create_roles) for _ in range(3)]
    for thread in threads:
        thread.start()
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    acknowledged.set()
    for thread in threads:
        thread.join()
    assert failures == []
    for role in late:
        assert lineage.of_role(root, role).inherited == {fence}


def test_of_a_write_and_the_seal_that_forbids_it_one_is_first(root, fence, outside_user):
    """A write under way when the seal is set is either before it, or refused."""
    dev = make_developer(root, None)
    refusals = []
    acknowledged = threading.Event()

    def rewrite():
        caller = dev.with_credentials(dev.credentials)
        while True:
            is_late = acknowledged.is_set()
            try:
                caller.iam.put_user_policy(
                    UserName=outside_user, PolicyName="raced", PolicyDocument=EVERYTHING
                )
            except caller.iam.exceptions.ClientError as error:
                refusals.append((is_late, error.response["Error"]["Code"]))
                return
            assert not is_late

    thread = threading.Thread(target=rewrite)
    thread.start()
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    acknowledged.set()
    thread.join()
    assert [code for _, code in refusals] == ["AccessDenied"]
    root.iam.delete_user_policy(UserName=outside_user, PolicyName="raced")


def test_the_account_root_trusts_nobody_by_a_role_session_arn_of_another(root, dev, fence):
    """A trust in a session's ARN goes by name; who takes the name enters sealed."""
    account = root.account
    name = fresh("session-named")
    session_arn = f"arn:aws:sts::{account}:assumed-role/{name}/session"
    outside = make_role(root, AssumeRolePolicyDocument=trust(session_arn))
    mine = make_role(dev, name, AssumeRolePolicyDocument=trust(account_root(account)))
    session = dev.assume(mine).assume(outside)
    identity = raw.call(session, {"Action": "GetCallerIdentity"}, "sts")
    path = "GetCallerIdentityResult/InheritedPermissionsBoundaries/member"
    members = identity.find_all(path)
    assert {identity.text("PermissionsBoundaryArn", member) for member in members} == {fence}
    with denied(session, "iam:DetachRolePolicy", outside, GATE):
        session.iam.detach_role_policy(RoleName=name_in(outside), PolicyArn=READ_ONLY_ACCESS)
