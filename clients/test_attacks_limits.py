"""Attacks on the server itself: what grows without end, names nothing, or tells too much."""

import pytest

from support import raw
from support.expect import refused
from support.people import fresh, keys_of, make_developer, make_fence, make_role, make_user, name_in
from support.policies import (
    ADMINISTRATOR_ACCESS,
    account_root,
    allow,
    document,
    policy_arn,
    role_arn,
    trust,
    user_arn,
)

EVERYTHING = document(allow("*"))
CHAIN = 50


@pytest.fixture(scope="module")
def admin(root):
    return make_developer(root, None)


@pytest.fixture(scope="module")
def role(root):
    return make_role(root, fresh("limits-role"))


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::{account}:user/somebody",
        "arn:aws:iam::{account}:root-is-not-a-role",
        "arn:aws:iam::{account}:Role/somebody",
        "arn:aws:sts::{account}:assumed-role/somebody/session",
        "arn:aws:iam::{account}:role/",
        "arn:aws:s3:::a-bucket-of-some-name",
        "no arn at all, but twenty characters long",
        "arn:aws:iam::aws:role/somebody-of-aws",
    ],
)
def test_what_is_no_roles_arn_is_refused_and_breaks_nothing(admin, arn):
    with pytest.raises(admin.sts.exceptions.ClientError) as caught:
        admin.assume(arn.format(account=admin.account))
    error = caught.value.response
    assert error["ResponseMetadata"]["HTTPStatusCode"] in (400, 403), error
    assert error["Error"]["Code"] in ("AccessDenied", "ValidationError"), error


def test_a_long_chain_of_roles_ends_in_a_clear_refusal(server, root, admin):
    fence = make_fence(root)
    session = make_developer(root, fence)
    roles = [make_role(root, fresh("chain"), policies=[ADMINISTRATOR_ACCESS]) for _ in range(CHAIN)]
    refusal = None
    for arn in roles:
        try:
            session = session.assume(arn)
        except session.sts.exceptions.ClientError as error:
            refusal = error.response["Error"]
            break
    assert refusal is not None and refusal["Code"] == "LimitExceeded", refusal
    # At the longest, whatever the session makes still fits one transaction, and it stays sealed.
    made = make_role(session, PermissionsBoundary=ADMINISTRATOR_ACCESS)
    child = session.sts.get_caller_identity()
    assert child["Account"] == root.account
    user = make_user(session)
    keys_of(session, user)
    session.iam.detach_role_policy(RoleName=name_in(made), PolicyArn=ADMINISTRATOR_ACCESS)
    session.iam.delete_role(RoleName=name_in(made))
    assert server.is_running()


@pytest.mark.parametrize("size", range(0, 51, 10))
def test_whatever_credentials_are_issued_work(admin, role, size):
    """Many long tags in letters of two bytes, and a policy that is all escapes: either they are
    refused as too large for a token, or the token is taken back."""
    tags = [{"Key": f"{number}" + "é" * 120, "Value": "ü" * 250} for number in range(size)]
    policy = document(allow("*", Sid="A" * 40))
    padded = policy + "\n\t" * ((2048 - len(policy)) // 2)
    try:
        session = admin.assume(
            role, Tags=tags, TransitiveTagKeys=[tag["Key"] for tag in tags], Policy=padded
        )
    except admin.sts.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "PackedPolicyTooLarge", error
        return
    session.iam.list_users(MaxItems=1)
    url = raw.signer(session, service="sts").presign({"Action": "GetCallerIdentity"})
    assert raw.send(session.endpoint, url).status == 200


def test_tags_that_are_not_there_leave_no_trace(root, admin):
    """Removing tags nobody set, over and over, must not make a record grow."""
    fence = make_fence(root)
    dev = make_developer(root, fence)
    mine = name_in(make_role(dev))
    for round in range(30):
        keys = [f"{round}-{number}-" + "k" * 100 for number in range(50)]
        for caller in (root, dev):
            caller.iam.untag_role(RoleName=mine, TagKeys=keys)
    assert dev.iam.get_role(RoleName=mine)["Role"].get("Tags", []) == []
    # The label of a role session of it holds them not either.
    dev.assume(role_arn(root.account, mine)).iam.list_users(MaxItems=1)


def test_without_permission_what_exists_looks_like_what_does_not(root, role):
    """The same text but for the name: nothing is learnt by asking."""
    nobody = keys_of(root, make_user(root, policies=[]))
    there, missing = make_user(root, policies=[]), "missing-user"
    account = root.account
    policy = root.iam.create_policy(PolicyName=fresh("seen"), PolicyDocument=EVERYTHING)
    policy_name = policy["Policy"]["PolicyName"]
    asked = [
        (lambda name: nobody.iam.get_user(UserName=name), there, missing),
        (lambda name: nobody.iam.delete_user(UserName=name), there, missing),
        (lambda name: nobody.iam.create_access_key(UserName=name), there, missing),
        (lambda name: nobody.iam.list_access_keys(UserName=name), there, missing),
        (lambda name: nobody.iam.get_login_profile(UserName=name), there, missing),
        (lambda name: nobody.iam.get_role(RoleName=name), name_in(role), "missing-role"),
        (lambda name: nobody.iam.delete_role(RoleName=name), name_in(role), "missing-role"),
        (
            lambda name: nobody.iam.update_assume_role_policy(
                RoleName=name, PolicyDocument=trust(account_root(account))
            ),
            name_in(role),
            "missing-role",
        ),
        (
            lambda name: nobody.iam.get_policy(PolicyArn=policy_arn(account, name)),
            policy_name,
            "missing-policy",
        ),
        (
            lambda name: nobody.iam.delete_policy(PolicyArn=policy_arn(account, name)),
            policy_name,
            "missing-policy",
        ),
        (
            lambda name: nobody.iam.put_user_permissions_boundary(
                UserName=there, PermissionsBoundary=policy_arn(account, name)
            ),
            policy_name,
            "missing-policy",
        ),
    ]
    for call, exists, does_not in asked:
        texts = []
        for name in (exists, does_not):
            with refused("AccessDenied") as seen:
                call(name)
            texts.append(seen.message.replace(name, "NAME"))
        assert texts[0] == texts[1]


def test_renaming_needs_the_permission_on_both_names_and_sees_the_tags(root):
    account = root.account
    allowed = document(
        allow(
            "iam:UpdateUser",
            [user_arn(account, "mine-*"), user_arn(account, "ours-*")],
            Condition={"StringEquals": {"aws:ResourceTag/team": "red"}},
        )
    )
    user = make_user(root, policies=[])
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=allowed)
    caller = keys_of(root, user)
    name = make_user(root, fresh("mine"), policies=[], Tags=[{"Key": "team", "Value": "red"}])
    with refused("AccessDenied"):
        caller.iam.update_user(UserName=name, NewUserName=fresh("theirs"))
    renamed = fresh("ours")
    caller.iam.update_user(UserName=name, NewUserName=renamed)
    root.iam.untag_user(UserName=renamed, TagKeys=["team"])
    with refused("AccessDenied"):
        caller.iam.update_user(UserName=renamed, NewUserName=fresh("mine"))


def test_a_delegated_administrator_is_told_what_is_missing(root):
    """The boundary asked for is the key's value also where the user does not exist."""
    boundary = root.iam.create_policy(PolicyName=fresh("delegated"), PolicyDocument=EVERYTHING)
    arn = boundary["Policy"]["Arn"]
    may = document(
        allow(
            "iam:PutUserPermissionsBoundary",
            Condition={"StringEquals": {"iam:PermissionsBoundary": arn}},
        )
    )
    user = make_user(root, policies=[])
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=may)
    with refused("NoSuchEntity"):
        keys_of(root, user).iam.put_user_permissions_boundary(
            UserName="nobody-here", PermissionsBoundary=arn
        )


def test_a_session_policy_of_all_forms_only_narrows(admin, role, root):
    """An empty policy, the same policy twice, both forms: never more than was asked for."""
    asked = {"Action": "AssumeRole", "RoleArn": role, "RoleSessionName": "s", "Policy": ""}
    answer = raw.call(admin, asked, "sts")
    assert answer.status == 400, answer.body
    narrow = root.iam.create_policy(
        PolicyName=fresh("narrow"), PolicyDocument=document(allow("iam:GetUser"))
    )
    arn = {"arn": narrow["Policy"]["Arn"]}
    for policies in (
        {"Policy": document(allow("iam:GetUser")), "PolicyArns": []},
        {"PolicyArns": [arn, arn]},
        {"Policy": document(allow("iam:GetUser")), "PolicyArns": [arn]},
    ):
        session = admin.assume(role, **policies)
        session.iam.get_user(UserName=admin.name)
        with refused("AccessDenied"):
            session.iam.list_users()


def test_blanks_are_not_counted_and_do_not_swell_a_record_without_end(server, root):
    """White space is outside AWS's sizes: a hundred policies of almost nothing but blanks."""
    role = name_in(make_role(root))
    document_of_blanks = document(allow("iam:GetUser")) + " " * 130_000
    refusals = []
    for number in range(12):
        try:
            root.iam.put_role_policy(
                RoleName=role, PolicyName=f"p{number}", PolicyDocument=document_of_blanks
            )
        except root.iam.exceptions.LimitExceededException as error:
            refusals.append(error.response["Error"]["Message"])
    assert refusals and len(set(refusals)) == 1
    root.iam.put_role_policy(
        RoleName=role, PolicyName="p0", PolicyDocument=document(allow("iam:GetUser"))
    )
