"""The escape catalogue of docs/lineage-rules.md, rows 10 to 31: obtaining and outlasting."""

import json

import pytest

from support import lineage
from support.binary import run_entail
from support.expect import GATE, INHERITED_DENY, TRUST, denied, refused
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
    TRANSITIVE_PATH,
    account_root,
    allow,
    allow_all_except,
    document,
    trust,
    user_arn,
)

INHERITED_BOUNDARIES_MAX = 8
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


@pytest.fixture
def still_fenced(root, outside_user):
    def check(caller):
        with denied(caller, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
            caller.iam.list_user_tags(UserName=outside_user)

    return check


def test_row_10_an_unbounded_role_is_narrowed_for_the_one_who_assumes_it(
    root, dev, fence, outside_role, still_fenced
):
    session = dev.assume(outside_role)
    still_fenced(session)
    assert lineage.of_role(root, make_role(session)).inherited == {fence}
    # It cannot write the role it stands in, nor the developer it came from.
    with denied(session, "iam:TagRole", outside_role, GATE):
        session.iam.tag_role(RoleName=name_in(outside_role), Tags=[{"Key": "a", "Value": "b"}])
    with denied(session, "iam:DeleteUserPermissionsBoundary", dev.arn, GATE):
        session.iam.delete_user_permissions_boundary(UserName=dev.name)


def test_row_10_the_seal_is_carried_along_a_chain_of_unbounded_roles(root, dev, still_fenced):
    session = dev
    for _ in range(3):
        session = session.assume(make_role(root))
    still_fenced(session)


def test_row_10_the_same_role_is_whole_for_everybody_else(root, outside_role, outside_user):
    session = keys_of(root, make_user(root)).assume(outside_role)
    assert session.iam.list_user_tags(UserName=outside_user)["Tags"] == []


def test_row_11_an_unbounded_users_keys_are_out_of_reach(root, dev, outside_user):
    key = root.iam.create_access_key(UserName=outside_user)["AccessKey"]["AccessKeyId"]
    resource = user_arn(root.account, outside_user)
    with denied(dev, "iam:CreateAccessKey", resource, GATE):
        dev.iam.create_access_key(UserName=outside_user)
    with denied(dev, "iam:UpdateAccessKey", resource, GATE):
        dev.iam.update_access_key(UserName=outside_user, AccessKeyId=key, Status="Inactive")
    with denied(dev, "iam:DeleteAccessKey", resource, GATE):
        dev.iam.delete_access_key(UserName=outside_user, AccessKeyId=key)
    keys = root.iam.list_access_keys(UserName=outside_user)["AccessKeyMetadata"]
    assert [(entry["AccessKeyId"], entry["Status"]) for entry in keys] == [(key, "Active")]


def test_row_11_on_the_command_line_the_refusal_reads_the_same(aws, root, dev, outside_user):
    aws(dev).denied(
        "iam", "create-access-key", "--user-name", outside_user,
        action="iam:CreateAccessKey", resource=user_arn(root.account, outside_user), reason=GATE,
    )  # fmt: skip


def test_row_11_a_developer_keeps_its_own_keys_in_its_own_hands(root, fence):
    dev = make_developer(root, fence)
    key = dev.iam.create_access_key()["AccessKey"]["AccessKeyId"]
    dev.iam.update_access_key(AccessKeyId=key, Status="Inactive")
    dev.iam.delete_access_key(AccessKeyId=key)


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
        "source": "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
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


def test_row_26_tags_of_oneself_and_of_outsiders_are_not_the_lineages_to_write(
    root, dev, outside_role, outside_user
):
    tags = [{"Key": "team", "Value": "admins"}]
    with denied(dev, "iam:TagUser", dev.arn, GATE):
        dev.iam.tag_user(UserName=dev.name, Tags=tags)
    with denied(dev, "iam:TagUser", user_arn(root.account, outside_user), GATE):
        dev.iam.tag_user(UserName=outside_user, Tags=tags)
    with denied(dev, "iam:TagRole", outside_role, GATE):
        dev.iam.tag_role(RoleName=name_in(outside_role), Tags=tags)
    assert root.iam.list_user_tags(UserName=dev.name)["Tags"] == []


def test_row_26_a_session_tag_that_matches_a_grant_gains_nothing(root, dev, still_fenced):
    for_admins = {"StringEquals": {"aws:PrincipalTag/team": "admins"}}
    grant = make_policy(root, document(allow("*", Condition=for_admins)))
    role = make_role(root, fresh("abac"), policies=[grant])
    session = dev.assume(role, Tags=[{"Key": "team", "Value": "admins"}])
    session.iam.list_users()
    still_fenced(session)


def test_row_26_a_boundary_that_reads_a_tag_does_not_believe_the_lineage(root, outside_user):
    text = document(
        allow("*"),
        {
            "Effect": "Deny",
            "Action": FENCED_ACTION,
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "admins"}},
        },
    )
    boundary = make_policy(root, text, path=TRANSITIVE_PATH)
    dev = make_developer(root, boundary)
    role = make_role(dev, Tags=[{"Key": "team", "Value": "admins"}])
    session = dev.assume(role)
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        session.iam.list_user_tags(UserName=outside_user)


def test_row_27_an_outside_principal_cannot_be_deleted_to_take_its_name(root, dev, outside_user):
    role = make_role(root, policies=[])
    with denied(dev, "iam:DeleteRole", role, GATE):
        dev.iam.delete_role(RoleName=name_in(role))
    with denied(dev, "iam:DeleteUser", user_arn(root.account, outside_user), GATE):
        dev.iam.delete_user(UserName=outside_user)
    root.iam.get_role(RoleName=name_in(role))


def test_row_27_a_namesake_of_a_deleted_user_is_not_the_one_a_role_trusts(root, dev):
    ghost = fresh("ghost")
    root.iam.create_user(UserName=ghost)
    trusting = make_role(
        root, fresh("trusting"), AssumeRolePolicyDocument=trust(user_arn(root.account, ghost))
    )
    root.iam.delete_user(UserName=ghost)
    namesake = keys_of(dev, make_user(dev, ghost))
    with denied(namesake, "sts:AssumeRole", trusting, TRUST):
        namesake.assume(trusting)


def test_row_27_a_namesake_trusted_by_its_arn_enters_and_stays_sealed(root, dev, still_fenced):
    ghost = fresh("ghost")
    by_arn = {"ArnEquals": {"aws:PrincipalArn": user_arn(root.account, ghost)}}
    trusting = make_role(
        root,
        fresh("trusting"),
        AssumeRolePolicyDocument=trust(account_root(root.account), condition=by_arn),
    )
    namesake = keys_of(dev, make_user(dev, ghost))
    still_fenced(namesake.assume(trusting))


def test_row_27_a_role_made_anew_under_the_same_name_is_a_new_role(root, dev, fence):
    name = fresh("again")
    first = root.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=trust(account_root(root.account))
    )["Role"]
    root.iam.delete_role(RoleName=name)
    make_role(dev, name)
    second = root.iam.get_role(RoleName=name)["Role"]
    assert second["RoleId"] != first["RoleId"]
    assert lineage.of_role(root, name).inherited == {fence}


@pytest.mark.parametrize("kind", ["session token", "federation token"])
def test_row_28_other_tokens_of_the_developer_cannot_call_iam(root, dev, kind):
    if kind == "session token":
        answer = dev.sts.get_session_token()
    else:
        answer = dev.sts.get_federation_token(Name="fed", Policy=document(allow("*")))
    credentials = type(dev.credentials).from_answer(answer["Credentials"])
    token, name = dev.with_credentials(credentials), fresh("role-28")
    # AWS: https://github.com/99designs/aws-vault/issues/15 records this answer of AWS's.
    with refused("InvalidClientTokenId") as seen:
        make_role(token, name)
    assert seen.message.startswith("The security token included in the request is invalid")
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_role(RoleName=name)


def test_row_28_a_role_assumed_with_a_session_token_is_sealed_the_same(
    dev, outside_role, still_fenced
):
    answer = dev.sts.get_session_token()["Credentials"]
    token = dev.with_credentials(type(dev.credentials).from_answer(answer))
    still_fenced(token.assume(outside_role))


@pytest.mark.parametrize("way", ["tag", "marked policy"])
def test_row_30_a_weak_transitive_boundary_on_a_child_only_adds(
    root, dev, fence, still_fenced, way
):
    session = dev.assume(make_role(dev))
    if way == "tag":
        weak = ADMINISTRATOR_ACCESS
        child = make_role(session, Tags=[{"Key": TAG, "Value": weak}])
    else:
        weak = make_policy(session, document(allow("*")), fresh("weak"), TRANSITIVE_PATH)
        child = make_role(session, PermissionsBoundary=weak)
    assert lineage.of_role(root, child).transitive_boundary == weak
    assert lineage.of_role(root, child).inherited == {fence}
    grandchild = make_role(session.assume(child))
    assert lineage.of_role(root, grandchild).inherited == {fence, weak}
    still_fenced(session.assume(grandchild))


def test_row_31_the_ninth_boundary_is_refused_and_none_is_dropped(root, fence):
    creator, expected = make_developer(root, fence), {fence}
    for number in range(1, INHERITED_BOUNDARIES_MAX + 1):
        extra = make_policy(root, allow_all_except(f"iam:Nothing{number}"))
        role = make_role(creator, Tags=[{"Key": TAG, "Value": extra}])
        assert lineage.of_role(root, role).inherited == expected
        creator, expected = creator.assume(role), expected | {extra}

    name = fresh("ninth")
    text = f"Cannot exceed quota for InheritedBoundariesPerRole: {INHERITED_BOUNDARIES_MAX}"
    with refused("LimitExceeded", text):
        make_role(creator, name)
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_role(RoleName=name)


def test_row_31_filling_the_versions_of_an_own_policy_opens_nothing(root, dev, fence):
    own = make_policy(dev, allow_all_except("iam:DeleteUser"), path=TRANSITIVE_PATH)
    for _ in range(4):
        dev.iam.create_policy_version(PolicyArn=own, PolicyDocument=document(allow("*")))
    with refused("LimitExceeded"):
        dev.iam.create_policy_version(PolicyArn=own, PolicyDocument=document(allow("*")))
    made = make_role(dev, PermissionsBoundary=own)
    assert lineage.of_role(root, made) == lineage.Lineage(own, own, frozenset({fence}))
