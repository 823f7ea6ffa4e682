"""STS: sessions with everything that shapes them, and who the caller is."""

import json
import re
from datetime import datetime, timedelta, timezone

import pytest

from support import raw
from support.expect import SESSION, SESSION_DENY, TRUST, denied, refused
from support.people import fresh, keys_of, make_policy, make_role, make_user, name_in
from support.policies import (
    READ_ONLY_ACCESS,
    account_root,
    allow,
    deny,
    document,
    trust,
    user_arn,
)

TEMPORARY_KEY = re.compile(r"^ASIA[A-Z2-7]{16}$")
PRINCIPAL_TAG = {"StringEquals": {"aws:PrincipalTag/team": "red"}}


@pytest.fixture(scope="module")
def user(root):
    return keys_of(root, make_user(root, fresh("caller")))


@pytest.fixture(scope="module")
def role(root):
    return make_role(root, fresh("assumed"), MaxSessionDuration=7200)


@pytest.fixture(scope="module")
def tagged_only(root):
    """A role that may list users only in a session tagged team=red."""
    grant = document(allow("iam:ListUsers", Condition=PRINCIPAL_TAG), allow("sts:*"))
    return make_role(root, fresh("tagged-only"), policies=[make_policy(root, grant)])


def users(root) -> str:
    return f"arn:aws:iam::{root.account}:user/"


def test_get_caller_identity_knows_root_users_and_sessions(root, user, role):
    assert root.sts.get_caller_identity()["Arn"] == account_root(root.account)
    assert root.sts.get_caller_identity()["UserId"] == root.account
    identity = user.sts.get_caller_identity()
    assert identity["Arn"] == user_arn(root.account, user.name)
    assert identity["UserId"] == root.iam.get_user(UserName=user.name)["User"]["UserId"]
    session = user.assume(role, "my-session").sts.get_caller_identity()
    role_id = root.iam.get_role(RoleName=name_in(role))["Role"]["RoleId"]
    assert session["Arn"].endswith(f":assumed-role/{name_in(role)}/my-session")
    assert session["UserId"] == f"{role_id}:my-session"


def test_get_caller_identity_needs_no_permission(root):
    nobody = keys_of(root, make_user(root, policies=[make_policy(root, document(deny("*")))]))
    assert nobody.sts.get_caller_identity()["Account"] == root.account


def test_assume_role_answers_as_aws_does(root, user, role):
    answer = user.sts.assume_role(RoleArn=role, RoleSessionName="mine", DurationSeconds=900)
    credentials = answer["Credentials"]
    assert TEMPORARY_KEY.match(credentials["AccessKeyId"]) and credentials["SessionToken"]
    left = credentials["Expiration"] - datetime.now(timezone.utc)
    assert timedelta(seconds=840) < left <= timedelta(seconds=930)
    role_id = root.iam.get_role(RoleName=name_in(role))["Role"]["RoleId"]
    assert answer["AssumedRoleUser"]["AssumedRoleId"] == f"{role_id}:mine"
    assert answer["AssumedRoleUser"]["Arn"].endswith(f":assumed-role/{name_in(role)}/mine")


def test_the_duration_is_bounded_by_the_role_and_by_chaining(root, user, role):
    user.assume(role, DurationSeconds=7200)
    text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    with refused("ValidationError", text):
        user.assume(role, DurationSeconds=7201)
    parameters = {"RoleArn": role, "RoleSessionName": "short", "DurationSeconds": 899}
    answer = raw.call(user, {"Action": "AssumeRole", **parameters}, "sts")
    assert (answer.code, answer.status) == ("ValidationError", 400)
    assert "'durationSeconds' failed to satisfy constraint: Member must have" in answer.message
    chained = user.assume(role)
    with refused("ValidationError") as seen:
        chained.assume(role, DurationSeconds=3601)
    assert "1 hour session limit for roles assumed by role chaining" in seen.message


def test_the_root_user_cannot_assume_a_role(root, role):
    with refused("AccessDenied", "Roles may not be assumed by root accounts."):
        root.assume(role)


def test_a_role_that_does_not_trust_the_caller_is_not_assumed(root, user):
    stranger = make_user(root, policies=[])
    trusting = make_role(
        root, AssumeRolePolicyDocument=trust(user_arn(root.account, stranger)), policies=[]
    )
    with denied(user, "sts:AssumeRole", trusting, TRUST):
        user.assume(trusting)


def test_a_missing_role_is_refused_like_one_that_does_not_trust(root, user):
    missing = f"arn:aws:iam::{root.account}:role/missing"
    with refused("AccessDenied") as seen:
        user.assume(missing)
    expected = f"User: {user.arn} is not authorized to perform: sts:AssumeRole on resource: {missing}"
    assert seen.message.startswith(expected)


def test_a_role_that_names_the_user_is_assumed_without_any_identity_policy(root):
    bare = keys_of(root, make_user(root, policies=[]))
    by_name = make_role(root, AssumeRolePolicyDocument=trust(bare.arn))
    assert bare.assume(by_name).name == "session"
    by_account = make_role(root)
    with refused("AccessDenied"):
        bare.assume(by_account)


def test_an_inline_session_policy_narrows_the_session(root, user, role):
    session = user.assume(role, Policy=document(allow("iam:GetUser")))
    session.iam.get_user(UserName=user.name)
    with denied(session, "iam:ListUsers", users(root), SESSION):
        session.iam.list_users()
    session = user.assume(role, Policy=document(allow("*"), deny("iam:ListUsers")))
    with denied(session, "iam:ListUsers", users(root), SESSION_DENY):
        session.iam.list_users()


def test_managed_session_policies_narrow_the_session_together(root, user, role):
    one, two = (make_policy(root, document(allow(a))) for a in ("iam:GetUser", "iam:GetRole"))
    session = user.assume(role, PolicyArns=[{"arn": one}, {"arn": two}])
    session.iam.get_user(UserName=user.name)
    session.iam.get_role(RoleName=name_in(role))
    with denied(session, "iam:ListUsers", users(root), SESSION):
        session.iam.list_users()


def test_a_malformed_session_policy_is_refused(user, role):
    with refused("MalformedPolicyDocument"):
        user.assume(role, Policy='{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}')


def test_session_tags_are_principal_tags(root, user, tagged_only):
    plain = user.assume(tagged_only)
    with refused("AccessDenied"):
        plain.iam.list_users()
    user.assume(tagged_only, Tags=[{"Key": "team", "Value": "red"}]).iam.list_users()


def test_session_tags_need_tag_session_in_the_trust_policy(root, user):
    no_tags = make_role(
        root,
        AssumeRolePolicyDocument=trust(account_root(root.account), actions=["sts:AssumeRole"]),
    )
    with denied(user, "sts:TagSession", no_tags, TRUST):
        user.assume(no_tags, Tags=[{"Key": "team", "Value": "red"}])


def test_transitive_tags_follow_the_chain_and_others_do_not(user, role, tagged_only):
    tags = [{"Key": "team", "Value": "red"}]
    transitive = user.assume(role, Tags=tags, TransitiveTagKeys=["team"])
    transitive.assume(tagged_only).iam.list_users()
    with refused("InvalidParameterValue") as seen:
        transitive.assume(tagged_only, Tags=[{"Key": "team", "Value": "blue"}])
    assert "conflicts with a transitive tag key from the calling session" in seen.message
    plain = user.assume(role, Tags=tags).assume(tagged_only)
    with refused("AccessDenied"):
        plain.iam.list_users()


def test_the_source_identity_is_set_once_and_kept(root, user, role):
    by_source = document(
        allow("iam:ListUsers", Condition={"StringEquals": {"aws:SourceIdentity": "alice"}}),
        allow("sts:*"),
    )
    guarded = make_role(root, policies=[make_policy(root, by_source)])
    answer = user.sts.assume_role(RoleArn=role, RoleSessionName="mine", SourceIdentity="alice")
    assert answer["SourceIdentity"] == "alice"
    session = user.assume(role, SourceIdentity="alice")
    session.assume(guarded).iam.list_users()
    with refused("ValidationError"):
        session.assume(guarded, SourceIdentity="bob")
    with refused("AccessDenied"):
        user.assume(guarded).iam.list_users()


def test_the_external_id_is_what_the_trust_policy_asks_for(root, user):
    condition = {"StringEquals": {"sts:ExternalId": "secret-word"}}
    guarded = make_role(
        root,
        AssumeRolePolicyDocument=trust(account_root(root.account), condition=condition),
    )
    assert user.assume(guarded, ExternalId="secret-word").name == "session"
    for extra in ({}, {"ExternalId": "another"}):
        with denied(user, "sts:AssumeRole", guarded, TRUST):
            user.assume(guarded, **extra)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("RoleSessionName", "a b"),
        ("RoleSessionName", "a" * 65),
        ("ExternalId", "a b"),
        ("SourceIdentity", "a b"),
    ],
)
def test_a_value_that_breaks_its_constraint_is_refused(user, role, field, value):
    parameters = {"RoleArn": role, "RoleSessionName": "session", field: value}
    with refused("ValidationError") as seen:
        user.sts.assume_role(**parameters)
    member = field[0].lower() + field[1:]
    assert f"at '{member}' failed to satisfy constraint: Member must" in seen.message


def test_a_deleted_role_ends_its_sessions(root, user):
    doomed = make_role(root)
    session = user.assume(doomed)
    session.iam.list_users()
    root.iam.detach_role_policy(
        RoleName=name_in(doomed), PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    with refused("AccessDenied"):
        session.iam.list_users()
    root.iam.delete_role(RoleName=name_in(doomed))
    with pytest.raises(root.iam.exceptions.ClientError):
        session.iam.list_users()


# --- tokens of users -----------------------------------------------------------------------------


def test_get_session_token_gives_credentials_for_sts_but_not_for_iam(root, user):
    answer = user.sts.get_session_token(DurationSeconds=900)["Credentials"]
    assert set(answer) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    token = user.with_credentials(type(user.credentials).from_answer(answer))
    assert token.arn == user.arn
    with refused("InvalidClientTokenId"):
        token.iam.list_users()
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials"):
        token.sts.get_session_token()
    with refused("AccessDenied", "Cannot call GetFederationToken with session credentials"):
        token.sts.get_federation_token(Name="fed")


def test_get_federation_token_names_a_federated_user(root, user):
    answer = user.sts.get_federation_token(
        Name="guest", Policy=document(allow("s3:*")), DurationSeconds=900
    )
    federated = f"arn:aws:sts::{root.account}:federated-user/guest"
    assert answer["FederatedUser"]["Arn"] == federated
    assert answer["FederatedUser"]["FederatedUserId"] == f"{root.account}:guest"
    token = user.with_credentials(type(user.credentials).from_answer(answer["Credentials"]))
    assert token.arn == federated
    with refused("InvalidClientTokenId"):
        token.iam.list_users()
    with refused("AccessDenied"):
        token.assume(make_role(root))


@pytest.mark.parametrize("name", ["a b", "x" * 33])
def test_a_federated_name_that_breaks_its_constraint_is_refused(user, name):
    with refused("ValidationError"):
        user.sts.get_federation_token(Name=name)


def test_a_session_cannot_ask_for_tokens_of_users(user, role):
    session = user.assume(role)
    with refused("AccessDenied", "Cannot call GetSessionToken with session credentials"):
        session.sts.get_session_token()
    with refused("AccessDenied", "Cannot call GetFederationToken with session credentials"):
        session.sts.get_federation_token(Name="fed")


# --- the rest ------------------------------------------------------------------------------------


def test_get_access_key_info_names_the_account_of_a_key(root, user):
    key = user.credentials.access_key_id
    assert root.sts.get_access_key_info(AccessKeyId=key)["Account"] == root.account
    with refused("ValidationError"):
        root.sts.get_access_key_info(AccessKeyId="too-short!-but-16-long")


def test_no_authorization_message_can_be_decoded_yet(root):
    with refused("InvalidAuthorizationMessageException"):
        root.sts.decode_authorization_message(EncodedMessage="bm90IG9uZSBvZiBvdXJz")


def test_the_command_line_assumes_a_role_with_all_its_options(aws, root, user, role):
    answer = aws(user)(
        "sts", "assume-role", "--role-arn", role, "--role-session-name", "cli",
        "--duration-seconds", "900", "--source-identity", "alice",
        "--tags", "Key=team,Value=red", "--transitive-tag-keys", "team",
        "--policy-arns", f"arn={READ_ONLY_ACCESS}", "--policy", document(allow("*")),
    )  # fmt: skip
    assert answer["SourceIdentity"] == "alice"
    assert json.dumps(answer["AssumedRoleUser"]).count(":assumed-role/") == 1
