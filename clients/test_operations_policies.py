"""Managed policies and their versions: every operation, its limits and its errors."""

import json
import re

import pytest

from support.expect import refused
from support.people import fresh, make_policy, make_role, make_user, name_in
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    allow,
    document,
    policy_arn,
)

POLICY_ID = re.compile(r"^ANPA[A-Z2-7]{17}$")
READ, WRITE = document(allow("s3:GetObject")), document(allow("s3:PutObject"))

DAILY_AWS_POLICIES = [
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "IAMFullAccess",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaVPCAccessExecutionRole",
]


@pytest.fixture
def policy(root):
    return make_policy(root, READ)


def test_a_policy_is_created_as_aws_creates_it(root):
    name = fresh("made")
    created = root.iam.create_policy(
        PolicyName=name,
        Path="/team/",
        Description="what it allows",
        PolicyDocument=READ,
        Tags=[{"Key": "team", "Value": "red"}],
    )["Policy"]
    assert created["Arn"] == policy_arn(root.account, name, "/team/")
    assert POLICY_ID.match(created["PolicyId"])
    assert (created["DefaultVersionId"], created["IsAttachable"]) == ("v1", True)
    assert (created["AttachmentCount"], created["PermissionsBoundaryUsageCount"]) == (0, 0)
    shown = root.iam.get_policy(PolicyArn=created["Arn"])["Policy"]
    assert shown["Description"] == "what it allows"
    assert shown["Tags"] == [{"Key": "team", "Value": "red"}]
    assert shown["PolicyId"] == created["PolicyId"]


def test_names_are_unique_whatever_the_path(root, policy):
    name = name_in(policy)
    text = f"A policy called {name} already exists. Duplicate names are not allowed."
    with refused("EntityAlreadyExists", text):
        make_policy(root, READ, name=name)
    with refused("EntityAlreadyExists"):
        make_policy(root, READ, name=name, path="/elsewhere/")


def test_a_missing_policy_is_not_found(root):
    missing = policy_arn(root.account, "non-existent-policy")
    with refused("NoSuchEntity", f"Policy {missing} was not found."):
        root.iam.delete_policy(PolicyArn=missing)
    with refused("NoSuchEntity", f"Policy {missing} was not found."):
        root.iam.tag_policy(PolicyArn=missing, Tags=[{"Key": "a", "Value": "b"}])
    with refused("NoSuchEntity", f"Policy {missing} version v1 does not exist or is not attachable."):
        root.iam.get_policy_version(PolicyArn=missing, VersionId="v1")
    with refused("NoSuchEntity", f"Policy {missing} does not exist or is not attachable."):
        root.iam.list_entities_for_policy(PolicyArn=missing)
    for call in (root.iam.get_policy, root.iam.list_policy_versions, root.iam.list_policy_tags):
        with refused("NoSuchEntity"):
            call(PolicyArn=missing)


def test_listing_is_by_scope_path_and_use_and_in_pages(root):
    path = f"/{fresh('pages')}/"
    arns = [make_policy(root, READ, path=path) for _ in range(5)]
    pages = root.iam.get_paginator("list_policies").paginate(
        Scope="Local", PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    listed = [policy["Arn"] for page in pages for policy in page["Policies"]]
    assert sorted(listed) == sorted(arns) and len(listed) == len(set(listed))

    make_role(root, policies=[arns[0]])
    make_user(root, policies=[], PermissionsBoundary=arns[1])
    attached = root.iam.list_policies(Scope="Local", PathPrefix=path, OnlyAttached=True)
    assert [policy["Arn"] for policy in attached["Policies"]] == [arns[0]]
    as_boundary = root.iam.list_policies(
        Scope="Local", PathPrefix=path, PolicyUsageFilter="PermissionsBoundary", OnlyAttached=True
    )
    assert [policy["Arn"] for policy in as_boundary["Policies"]] == [arns[1]]


def test_awss_own_policies_of_daily_life_exist(root):
    pages = root.iam.get_paginator("list_policies").paginate(Scope="AWS")
    listed = {policy["Arn"] for page in pages for policy in page["Policies"]}
    for name in DAILY_AWS_POLICIES:
        arn = f"arn:aws:iam::aws:policy/{name}"
        assert arn in listed
        version = root.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        shown = root.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        assert shown["IsDefaultVersion"] and shown["Document"]["Version"] == "2012-10-17"


def test_awss_own_policies_cannot_be_deleted(root):
    with refused("AccessDenied", "Cannot delete policies outside your own account."):
        root.iam.delete_policy(PolicyArn=ADMINISTRATOR_ACCESS)


def test_versions_are_made_read_listed_switched_and_deleted(root, policy):
    made = root.iam.create_policy_version(PolicyArn=policy, PolicyDocument=WRITE)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v2", False)
    shown = root.iam.get_policy_version(PolicyArn=policy, VersionId="v2")["PolicyVersion"]
    assert shown["Document"] == json.loads(WRITE)
    root.iam.set_default_policy_version(PolicyArn=policy, VersionId="v2")
    assert root.iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"] == "v2"
    versions = root.iam.list_policy_versions(PolicyArn=policy)["Versions"]
    assert {v["VersionId"]: v["IsDefaultVersion"] for v in versions} == {"v1": False, "v2": True}
    with refused("DeleteConflict", "Cannot delete the default version of a policy."):
        root.iam.delete_policy_version(PolicyArn=policy, VersionId="v2")
    root.iam.delete_policy_version(PolicyArn=policy, VersionId="v1")
    with refused("NoSuchEntity", f"Policy {policy} version v1 does not exist or is not attachable."):
        root.iam.get_policy_version(PolicyArn=policy, VersionId="v1")
    # A number is never used again.
    again = root.iam.create_policy_version(PolicyArn=policy, PolicyDocument=READ)["PolicyVersion"]
    assert again["VersionId"] == "v3"


def test_a_policy_has_five_versions_and_no_sixth(root, policy):
    for _ in range(4):
        root.iam.create_policy_version(PolicyArn=policy, PolicyDocument=WRITE)
    text = (
        "A managed policy can have up to 5 versions. Before you create a new version, "
        "you must delete an existing version."
    )
    with refused("LimitExceeded", text):
        root.iam.create_policy_version(PolicyArn=policy, PolicyDocument=WRITE)
    page = root.iam.list_policy_versions(PolicyArn=policy, MaxItems=3)
    assert page["IsTruncated"] and len(page["Versions"]) == 3


@pytest.mark.parametrize("version", ["1", "v0", "latest", "v1.2.3!"])
def test_a_version_id_of_another_form_is_refused(root, policy, version):
    with refused("ValidationError") as seen:
        root.iam.get_policy_version(PolicyArn=policy, VersionId=version)
    assert seen.message.endswith(
        "at 'versionId' failed to satisfy constraint: Member must satisfy regular expression "
        r"pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"
    )


def test_a_policy_in_use_cannot_be_deleted(root, policy):
    role = name_in(make_role(root, policies=[policy]))
    with refused("DeleteConflict", "Cannot delete a policy attached to entities."):
        root.iam.delete_policy(PolicyArn=policy)
    root.iam.detach_role_policy(RoleName=role, PolicyArn=policy)
    root.iam.create_policy_version(PolicyArn=policy, PolicyDocument=WRITE)
    with refused("DeleteConflict"):
        root.iam.delete_policy(PolicyArn=policy)
    root.iam.delete_policy_version(PolicyArn=policy, VersionId="v2")
    user = make_user(root, policies=[], PermissionsBoundary=policy)
    with refused("DeleteConflict"):
        root.iam.delete_policy(PolicyArn=policy)
    root.iam.delete_user(UserName=user)
    root.iam.delete_policy(PolicyArn=policy)
    with refused("NoSuchEntity"):
        root.iam.get_policy(PolicyArn=policy)


def test_the_entities_of_a_policy_are_listed_by_kind_and_use(root, policy):
    role = name_in(make_role(root, policies=[policy]))
    user = make_user(root, policies=[policy])
    bounded = make_user(root, policies=[], PermissionsBoundary=policy)
    everything = root.iam.list_entities_for_policy(PolicyArn=policy)
    assert [entry["RoleName"] for entry in everything["PolicyRoles"]] == [role]
    assert everything["PolicyGroups"] == []
    users = {entry["UserName"] for entry in everything["PolicyUsers"]}
    assert users >= {user}
    roles_only = root.iam.list_entities_for_policy(PolicyArn=policy, EntityFilter="Role")
    assert roles_only["PolicyUsers"] == []
    as_boundary = root.iam.list_entities_for_policy(
        PolicyArn=policy, PolicyUsageFilter="PermissionsBoundary"
    )
    assert [entry["UserName"] for entry in as_boundary["PolicyUsers"]] == [bounded]
    assert as_boundary["PolicyRoles"] == []


def test_tags_are_added_replaced_listed_and_removed(root, policy):
    root.iam.tag_policy(PolicyArn=policy, Tags=[{"Key": "a", "Value": "1"}])
    root.iam.tag_policy(PolicyArn=policy, Tags=[{"Key": "a", "Value": "2"}])
    assert root.iam.list_policy_tags(PolicyArn=policy)["Tags"] == [{"Key": "a", "Value": "2"}]
    root.iam.untag_policy(PolicyArn=policy, TagKeys=["a"])
    assert root.iam.list_policy_tags(PolicyArn=policy)["Tags"] == []
    with refused("InvalidInput", "Duplicate tag keys found."):
        root.iam.tag_policy(
            PolicyArn=policy, Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
        )


def test_the_document_of_a_version_comes_back_as_it_was_given(root):
    text = '{ "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": "s3:Get*",\t"Resource": "*" } }'
    arn = make_policy(root, text)
    shown = root.iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]
    assert shown["Document"] == json.loads(text)


def test_read_only_access_is_what_it_says(root):
    assert root.iam.get_policy(PolicyArn=READ_ONLY_ACCESS)["Policy"]["IsAttachable"]
