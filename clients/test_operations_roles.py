"""Roles, their trust, policies, tags and boundary: every operation, its limits and its errors."""

import json
import re

import pytest

from support import raw
from support.expect import refused
from support.people import fresh, make_policy, make_role, make_user, name_in
from support.policies import (
    READ_ONLY_ACCESS,
    account_root,
    allow,
    document,
    policy_arn,
    role_arn,
    trust,
    user_arn,
)

ROLE_ID = re.compile(r"^AROA[A-Z2-7]{17}$")
POLICY = document(allow("s3:GetObject"))
SERVICE_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


@pytest.fixture
def role(root):
    return name_in(make_role(root, policies=[]))


def no_such_role(name: str):
    return refused("NoSuchEntity", f"The role with name {name} cannot be found.")


def test_a_role_is_created_as_aws_creates_it(root):
    name = fresh("made")
    created = root.iam.create_role(
        RoleName=name,
        Path="/team/",
        Description="what it is for",
        MaxSessionDuration=7200,
        AssumeRolePolicyDocument=SERVICE_TRUST,
        PermissionsBoundary=READ_ONLY_ACCESS,
        Tags=[{"Key": "team", "Value": "red"}],
    )["Role"]
    assert created["Arn"] == role_arn(root.account, name, "/team/")
    assert ROLE_ID.match(created["RoleId"])
    assert created["AssumeRolePolicyDocument"] == json.loads(SERVICE_TRUST)
    shown = root.iam.get_role(RoleName=name)["Role"]
    assert shown["Description"] == "what it is for"
    assert shown["MaxSessionDuration"] == 7200
    assert shown["Tags"] == [{"Key": "team", "Value": "red"}]
    assert shown["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY_ACCESS
    assert shown["RoleId"] == created["RoleId"]
    assert shown["AssumeRolePolicyDocument"] == created["AssumeRolePolicyDocument"]


def test_a_role_without_extras_has_awss_defaults(root, role):
    shown = root.iam.get_role(RoleName=role)["Role"]
    assert (shown["Path"], shown["MaxSessionDuration"]) == ("/", 3600)
    assert "PermissionsBoundary" not in shown and "Tags" not in shown
    assert not shown.get("Description")


def test_names_are_unique_without_regard_to_case(root, role):
    with refused("EntityAlreadyExists", f"Role with name {role.upper()} already exists."):
        make_role(root, role.upper())


def test_a_missing_role_is_not_found(root):
    iam, missing = root.iam, "test-nonexistent-role"
    for call in (
        lambda: iam.get_role(RoleName=missing),
        lambda: iam.delete_role(RoleName=missing),
        lambda: iam.update_role(RoleName=missing, Description="x"),
        lambda: iam.update_assume_role_policy(RoleName=missing, PolicyDocument=SERVICE_TRUST),
        lambda: iam.tag_role(RoleName=missing, Tags=[{"Key": "a", "Value": "b"}]),
        lambda: iam.untag_role(RoleName=missing, TagKeys=["a"]),
        lambda: iam.list_role_tags(RoleName=missing),
        lambda: iam.put_role_policy(RoleName=missing, PolicyName="p", PolicyDocument=POLICY),
        lambda: iam.delete_role_policy(RoleName=missing, PolicyName="p"),
        lambda: iam.list_role_policies(RoleName=missing),
        lambda: iam.list_attached_role_policies(RoleName=missing),
        lambda: iam.list_instance_profiles_for_role(RoleName=missing),
        lambda: iam.delete_role_permissions_boundary(RoleName=missing),
    ):
        with no_such_role(missing):
            call()


def test_listing_is_by_path_and_in_pages(root):
    path = f"/{fresh('pages')}/"
    names = [name_in(make_role(root, policies=[], Path=path)) for _ in range(5)]
    first = root.iam.list_roles(PathPrefix=path, MaxItems=2)
    assert first["IsTruncated"] and len(first["Roles"]) == 2
    pages = root.iam.get_paginator("list_roles").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    listed = [role["RoleName"] for page in pages for role in page["Roles"]]
    assert sorted(listed) == sorted(names) and len(listed) == len(set(listed))


def test_update_changes_description_and_duration_in_place(root, role):
    before = root.iam.get_role(RoleName=role)["Role"]
    root.iam.update_role(RoleName=role, Description="new", MaxSessionDuration=43200)
    after = root.iam.get_role(RoleName=role)["Role"]
    assert (after["Description"], after["MaxSessionDuration"]) == ("new", 43200)
    assert after["RoleId"] == before["RoleId"]


@pytest.mark.parametrize("seconds", [0, 3599, 43201])
def test_a_session_duration_out_of_its_range_is_refused(root, role, seconds):
    # Below the SDK, which refuses too small a number itself.
    answer = raw.call(
        root, {"Action": "UpdateRole", "RoleName": role, "MaxSessionDuration": seconds}
    )
    assert (answer.code, answer.status) == ("ValidationError", 400)
    assert "'maxSessionDuration' failed to satisfy constraint: Member must have" in answer.message


def test_the_trust_policy_is_replaced(root, role):
    root.iam.update_assume_role_policy(RoleName=role, PolicyDocument=SERVICE_TRUST)
    shown = root.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    assert shown == json.loads(SERVICE_TRUST)


def test_a_trust_policy_is_checked_when_it_is_saved(root, role):
    missing = user_arn(root.account, "nobody-of-this-name")
    text = f'Invalid principal in policy: "AWS":"{missing}"'
    with refused("MalformedPolicyDocument", text):
        root.iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust(missing))
    with refused("MalformedPolicyDocument", "This policy contains invalid Json"):
        root.iam.update_assume_role_policy(RoleName=role, PolicyDocument="not json")
    with_resource = json.loads(SERVICE_TRUST)
    with_resource["Statement"][0]["Resource"] = "*"
    with refused("MalformedPolicyDocument", "Has prohibited field Resource"):
        root.iam.update_assume_role_policy(
            RoleName=role, PolicyDocument=json.dumps(with_resource)
        )
    before = root.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    assert before == json.loads(trust(account_root(root.account)))


def test_a_deleted_user_shows_in_a_trust_policy_as_its_unique_id(root, role):
    user = make_user(root, policies=[])
    user_id = root.iam.get_user(UserName=user)["User"]["UserId"]
    arn = user_arn(root.account, user)
    root.iam.update_assume_role_policy(RoleName=role, PolicyDocument=trust(arn))
    assert trusted(root, role) in (arn, [arn])
    root.iam.delete_user(UserName=user)
    assert trusted(root, role) in (user_id, [user_id])


def trusted(root, role: str):
    shown = root.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    return shown["Statement"][0]["Principal"]["AWS"]


def test_a_role_is_deleted_only_when_nothing_hangs_on_it(root, role):
    root.iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY_ACCESS)
    with refused("DeleteConflict", "Cannot delete entity, must detach all policies first."):
        root.iam.delete_role(RoleName=role)
    root.iam.detach_role_policy(RoleName=role, PolicyArn=READ_ONLY_ACCESS)
    root.iam.put_role_policy(RoleName=role, PolicyName="inline", PolicyDocument=POLICY)
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first."):
        root.iam.delete_role(RoleName=role)
    root.iam.delete_role_policy(RoleName=role, PolicyName="inline")
    root.iam.delete_role(RoleName=role)
    with no_such_role(role):
        root.iam.get_role(RoleName=role)


def test_inline_policies_are_put_read_listed_and_deleted(root, role):
    for name in ("one", "two"):
        root.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=POLICY)
    shown = root.iam.get_role_policy(RoleName=role, PolicyName="one")
    assert (shown["RoleName"], shown["PolicyName"]) == (role, "one")
    assert shown["PolicyDocument"] == json.loads(POLICY)
    assert sorted(root.iam.list_role_policies(RoleName=role)["PolicyNames"]) == ["one", "two"]
    assert len(root.iam.list_role_policies(RoleName=role, MaxItems=1)["PolicyNames"]) == 1
    root.iam.delete_role_policy(RoleName=role, PolicyName="one")
    with refused("NoSuchEntity", "The role policy with name one cannot be found."):
        root.iam.get_role_policy(RoleName=role, PolicyName="one")
    with refused("NoSuchEntity", "The role policy with name one cannot be found."):
        root.iam.delete_role_policy(RoleName=role, PolicyName="one")


def test_inline_policies_together_have_a_limit(root, role):
    large = document(allow("s3:GetObject", [f"arn:aws:s3:::{'a' * 90}{n}" for n in range(90)]))
    root.iam.put_role_policy(RoleName=role, PolicyName="one", PolicyDocument=large)
    with refused("LimitExceeded", f"Maximum policy size of 10240 bytes exceeded for role {role}"):
        root.iam.put_role_policy(RoleName=role, PolicyName="two", PolicyDocument=large)


def test_managed_policies_are_attached_listed_and_detached(root, role):
    own = make_policy(root, POLICY, path="/team/")
    for arn in (own, READ_ONLY_ACCESS):
        root.iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    attached = root.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert {(p["PolicyName"], p["PolicyArn"]) for p in attached} == {
        (name_in(own), own),
        ("ReadOnlyAccess", READ_ONLY_ACCESS),
    }
    by_path = root.iam.list_attached_role_policies(RoleName=role, PathPrefix="/team/")
    assert [policy["PolicyArn"] for policy in by_path["AttachedPolicies"]] == [own]
    root.iam.detach_role_policy(RoleName=role, PolicyArn=own)
    with refused("NoSuchEntity", f"Policy {own} was not found."):
        root.iam.detach_role_policy(RoleName=role, PolicyArn=own)


def test_ten_policies_can_be_attached_and_no_eleventh(root, role):
    for _ in range(10):
        root.iam.attach_role_policy(RoleName=role, PolicyArn=make_policy(root, POLICY))
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10"):
        root.iam.attach_role_policy(RoleName=role, PolicyArn=READ_ONLY_ACCESS)


def test_tags_are_added_replaced_listed_and_removed(root, role):
    root.iam.tag_role(RoleName=role, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    root.iam.tag_role(RoleName=role, Tags=[{"Key": "a", "Value": "3"}])
    tags = {tag["Key"]: tag["Value"] for tag in root.iam.list_role_tags(RoleName=role)["Tags"]}
    assert tags == {"a": "3", "b": "2"}
    root.iam.untag_role(RoleName=role, TagKeys=["a"])
    assert root.iam.get_role(RoleName=role)["Role"]["Tags"] == [{"Key": "b", "Value": "2"}]


TAG_CONSTRAINTS = [
    ([{"Key": f"k{n}", "Value": "v"} for n in range(51)], "'tags'", "less than or equal to 50"),
    ([{"Key": "k" * 129, "Value": "v"}], "'tags.1.member.key'", "less than or equal to 128"),
    ([{"Key": "k", "Value": "v" * 257}], "'tags.1.member.value'", "less than or equal to 256"),
    ([{"Key": "k?", "Value": "v"}], "'tags.1.member.key'", r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"),
]


@pytest.mark.parametrize(("tags", "field", "constraint"), TAG_CONSTRAINTS)
def test_tags_that_break_a_constraint_are_refused_on_create(root, tags, field, constraint):
    with refused("ValidationError") as seen:
        make_role(root, "never", Tags=tags)
    assert seen.message.startswith("1 validation error detected: Value ")
    assert f"at {field} failed to satisfy constraint: Member must" in seen.message
    assert seen.message.endswith(constraint)
    with no_such_role("never"):
        root.iam.get_role(RoleName="never")


def test_duplicate_tag_keys_are_refused_without_regard_to_case(root):
    text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    with refused("InvalidInput", text):
        make_role(root, "never", Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])


def test_a_boundary_must_be_a_managed_policy_that_exists(root):
    wrong = f"arn:aws:iam::{root.account}:not_a_policy/invalid"
    with refused("InvalidInput", f"ARN {wrong} is not valid."):
        make_role(root, "never", PermissionsBoundary=wrong)
    missing = policy_arn(root.account, "nonexistent-policy")
    text = f"Scope ARN: {missing} does not exist or is not attachable."
    with refused("NoSuchEntity", text):
        make_role(root, "never", PermissionsBoundary=missing)


def test_a_boundary_is_put_and_deleted(root, role):
    root.iam.put_role_permissions_boundary(RoleName=role, PermissionsBoundary=READ_ONLY_ACCESS)
    shown = root.iam.get_role(RoleName=role)["Role"]["PermissionsBoundary"]
    assert shown == {
        "PermissionsBoundaryType": "Policy",
        "PermissionsBoundaryArn": READ_ONLY_ACCESS,
    }
    root.iam.delete_role_permissions_boundary(RoleName=role)
    assert "PermissionsBoundary" not in root.iam.get_role(RoleName=role)["Role"]


def test_a_role_is_in_no_instance_profile(root, role):
    assert root.iam.list_instance_profiles_for_role(RoleName=role)["InstanceProfiles"] == []
