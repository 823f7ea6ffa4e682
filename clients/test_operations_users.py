"""Users, their policies, tags and access keys: every operation, its limits and its errors."""

import re
import time
from datetime import datetime, timedelta, timezone

import pytest

from support.callers import REGION
from support.expect import refused
from support.people import fresh, keys_of, make_policy, make_user
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    allow,
    document,
    policy_arn,
    user_arn,
)

USER_ID = re.compile(r"^AIDA[A-Z2-7]{17}$")
ACCESS_KEY_ID = re.compile(r"^AKIA[A-Z2-7]{16}$")
POLICY = document(allow("s3:GetObject"))


@pytest.fixture
def user(root):
    return make_user(root, policies=[])


def no_such_user(name: str):
    return refused("NoSuchEntity", f"The user with name {name} cannot be found.")


def test_a_user_is_created_as_aws_creates_it(root):
    name = fresh("made")
    created = root.iam.create_user(
        UserName=name, Path="/team/red/", Tags=[{"Key": "Team", "Value": "red"}]
    )["User"]
    assert created["Arn"] == user_arn(root.account, name, "/team/red/")
    assert (created["UserName"], created["Path"]) == (name, "/team/red/")
    assert created["Tags"] == [{"Key": "Team", "Value": "red"}]
    assert USER_ID.match(created["UserId"])
    assert abs(datetime.now(timezone.utc) - created["CreateDate"]) < timedelta(minutes=1)
    assert root.iam.get_user(UserName=name)["User"] == created


def test_names_are_unique_without_regard_to_case(root, user):
    with refused("EntityAlreadyExists", f"User with name {user.upper()} already exists."):
        root.iam.create_user(UserName=user.upper())


def test_get_user_without_a_name_is_the_caller(root):
    dev = keys_of(root, make_user(root))
    assert dev.iam.get_user()["User"]["Arn"] == dev.arn


def test_a_missing_user_is_not_found(root):
    iam, missing = root.iam, "missing"
    for call in (
        lambda: iam.get_user(UserName=missing),
        lambda: iam.delete_user(UserName=missing),
        lambda: iam.update_user(UserName=missing, NewUserName="other"),
        lambda: iam.tag_user(UserName=missing, Tags=[{"Key": "a", "Value": "b"}]),
        lambda: iam.untag_user(UserName=missing, TagKeys=["a"]),
        lambda: iam.list_user_tags(UserName=missing),
        lambda: iam.create_access_key(UserName=missing),
        lambda: iam.list_access_keys(UserName=missing),
        lambda: iam.put_user_policy(UserName=missing, PolicyName="p", PolicyDocument=POLICY),
        lambda: iam.list_user_policies(UserName=missing),
        lambda: iam.list_attached_user_policies(UserName=missing),
        lambda: iam.attach_user_policy(UserName=missing, PolicyArn=READ_ONLY_ACCESS),
        lambda: iam.delete_user_permissions_boundary(UserName=missing),
    ):
        with no_such_user(missing):
            call()


def test_listing_is_by_path_and_in_pages(root):
    path = f"/{fresh('pages')}/"
    names = [make_user(root, policies=[], Path=path) for _ in range(5)]
    first = root.iam.list_users(PathPrefix=path, MaxItems=2)
    assert first["IsTruncated"] and len(first["Users"]) == 2 and first["Marker"]
    pages = root.iam.get_paginator("list_users").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    listed = [user["UserName"] for page in pages for user in page["Users"]]
    assert sorted(listed) == sorted(names) and len(listed) == len(set(listed))
    assert root.iam.list_users(PathPrefix="/nothing-here/")["Users"] == []


def test_update_renames_and_moves_a_user_and_keeps_its_id(root, user):
    before, renamed = root.iam.get_user(UserName=user)["User"], fresh("renamed")
    root.iam.put_user_policy(UserName=user, PolicyName="inline", PolicyDocument=POLICY)
    root.iam.update_user(UserName=user, NewUserName=renamed, NewPath="/moved/")
    after = root.iam.get_user(UserName=renamed)["User"]
    assert after["UserId"] == before["UserId"]
    assert after["Arn"] == user_arn(root.account, renamed, "/moved/")
    assert root.iam.list_user_policies(UserName=renamed)["PolicyNames"] == ["inline"]
    with no_such_user(user):
        root.iam.get_user(UserName=user)
    other = make_user(root, policies=[])
    with refused("EntityAlreadyExists", f"User with name {other} already exists."):
        root.iam.update_user(UserName=renamed, NewUserName=other)


def test_a_user_is_deleted_only_when_nothing_hangs_on_it(root, user):
    root.iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY_ACCESS)
    with refused("DeleteConflict", "Cannot delete entity, must detach all policies first."):
        root.iam.delete_user(UserName=user)
    root.iam.detach_user_policy(UserName=user, PolicyArn=READ_ONLY_ACCESS)
    root.iam.put_user_policy(UserName=user, PolicyName="inline", PolicyDocument=POLICY)
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first."):
        root.iam.delete_user(UserName=user)
    root.iam.delete_user_policy(UserName=user, PolicyName="inline")
    key = root.iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    with refused("DeleteConflict", "Cannot delete entity, must delete access keys first."):
        root.iam.delete_user(UserName=user)
    root.iam.delete_access_key(UserName=user, AccessKeyId=key)
    root.iam.delete_user(UserName=user)
    with no_such_user(user):
        root.iam.get_user(UserName=user)


# --- policies ------------------------------------------------------------------------------------


def test_inline_policies_are_put_read_listed_replaced_and_deleted(root, user):
    for name in ("one", "two", "three"):
        root.iam.put_user_policy(UserName=user, PolicyName=name, PolicyDocument=POLICY)
    other = document(allow("s3:PutObject"))
    root.iam.put_user_policy(UserName=user, PolicyName="two", PolicyDocument=other)
    shown = root.iam.get_user_policy(UserName=user, PolicyName="two")
    assert (shown["UserName"], shown["PolicyName"]) == (user, "two")
    assert shown["PolicyDocument"]["Statement"][0]["Action"] == "s3:PutObject"
    page = root.iam.list_user_policies(UserName=user, MaxItems=2)
    assert page["IsTruncated"] and len(page["PolicyNames"]) == 2
    assert sorted(root.iam.list_user_policies(UserName=user)["PolicyNames"]) == [
        "one",
        "three",
        "two",
    ]
    root.iam.delete_user_policy(UserName=user, PolicyName="two")
    with refused("NoSuchEntity", "The user policy with name two cannot be found."):
        root.iam.get_user_policy(UserName=user, PolicyName="two")


def test_managed_policies_are_attached_listed_and_detached(root, user):
    own = make_policy(root, POLICY)
    root.iam.attach_user_policy(UserName=user, PolicyArn=own)
    root.iam.attach_user_policy(UserName=user, PolicyArn=own)  # The second time changes nothing.
    root.iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY_ACCESS)
    attached = root.iam.list_attached_user_policies(UserName=user)["AttachedPolicies"]
    assert {policy["PolicyArn"] for policy in attached} == {own, READ_ONLY_ACCESS}
    assert root.iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 1
    root.iam.detach_user_policy(UserName=user, PolicyArn=own)
    with refused("NoSuchEntity", f"Policy {own} was not found."):
        root.iam.detach_user_policy(UserName=user, PolicyArn=own)
    assert root.iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 0


def test_what_is_attached_must_be_the_arn_of_a_policy_that_exists(root, user):
    with refused("ValidationError", "ARN longpolicynamebutnoarn is not valid."):
        root.iam.attach_user_policy(UserName=user, PolicyArn="longpolicynamebutnoarn")
    missing = policy_arn(root.account, "nonexistent")
    with refused("NoSuchEntity", f"Policy {missing} does not exist or is not attachable."):
        root.iam.attach_user_policy(UserName=user, PolicyArn=missing)


def test_ten_policies_can_be_attached_and_no_eleventh(root, user):
    for _ in range(10):
        root.iam.attach_user_policy(UserName=user, PolicyArn=make_policy(root, POLICY))
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerUser: 10"):
        root.iam.attach_user_policy(UserName=user, PolicyArn=READ_ONLY_ACCESS)


# --- tags ----------------------------------------------------------------------------------------


def test_tags_are_added_replaced_listed_and_removed(root, user):
    root.iam.tag_user(UserName=user, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": ""}])
    root.iam.tag_user(UserName=user, Tags=[{"Key": "a", "Value": "2"}])
    tags = {tag["Key"]: tag["Value"] for tag in root.iam.list_user_tags(UserName=user)["Tags"]}
    assert tags == {"a": "2", "b": ""}
    assert len(root.iam.list_user_tags(UserName=user, MaxItems=1)["Tags"]) == 1
    root.iam.untag_user(UserName=user, TagKeys=["a", "never-there"])
    assert root.iam.list_user_tags(UserName=user)["Tags"] == [{"Key": "b", "Value": ""}]


def test_fifty_tags_can_be_set_and_no_more(root, user):
    fifty = [{"Key": f"key-{number}", "Value": "v"} for number in range(50)]
    root.iam.tag_user(UserName=user, Tags=fifty)
    with refused("LimitExceeded"):
        root.iam.tag_user(UserName=user, Tags=[{"Key": "one-more", "Value": "v"}])
    assert len(root.iam.list_user_tags(UserName=user, MaxItems=100)["Tags"]) == 50
    with refused("ValidationError") as seen:
        root.iam.tag_user(UserName=user, Tags=[*fifty, {"Key": "one-more", "Value": "v"}])
    assert "at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50" in (
        seen.message
    )


def test_tag_keys_are_unique_without_regard_to_case(root, user):
    twice = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    with refused("InvalidInput", text):
        root.iam.tag_user(UserName=user, Tags=twice)


# --- access keys ---------------------------------------------------------------------------------


def test_access_keys_are_made_listed_switched_off_and_deleted(root, user):
    root.iam.attach_user_policy(UserName=user, PolicyArn=ADMINISTRATOR_ACCESS)
    made = root.iam.create_access_key(UserName=user)["AccessKey"]
    assert ACCESS_KEY_ID.match(made["AccessKeyId"]) and len(made["SecretAccessKey"]) == 40
    assert (made["UserName"], made["Status"]) == (user, "Active")
    caller = root.with_credentials(type(root.credentials).from_answer(made))
    assert caller.arn == user_arn(root.account, user)

    listed = root.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
    assert [set(entry) for entry in listed] == [
        {"UserName", "AccessKeyId", "Status", "CreateDate"}
    ]
    root.iam.update_access_key(UserName=user, AccessKeyId=made["AccessKeyId"], Status="Inactive")
    with refused("InvalidClientTokenId"):
        caller.sts.get_caller_identity()
    root.iam.update_access_key(UserName=user, AccessKeyId=made["AccessKeyId"], Status="Active")
    assert caller.sts.get_caller_identity()["Arn"] == caller.arn
    root.iam.delete_access_key(UserName=user, AccessKeyId=made["AccessKeyId"])
    with refused("InvalidClientTokenId"):
        caller.sts.get_caller_identity()


def test_two_access_keys_can_be_made_and_no_third(root, user):
    for _ in range(2):
        root.iam.create_access_key(UserName=user)
    with refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"):
        root.iam.create_access_key(UserName=user)


def test_a_missing_access_key_is_not_found(root, user):
    key = "AKIAIOSFODNN7EXAMPLE"
    text = f"The Access Key with id {key} cannot be found."
    with refused("NoSuchEntity", text):
        root.iam.update_access_key(UserName=user, AccessKeyId=key, Status="Inactive")
    with refused("NoSuchEntity", text):
        root.iam.delete_access_key(UserName=user, AccessKeyId=key)


def test_the_last_use_of_a_key_is_known(root):
    name = make_user(root)
    caller = keys_of(root, name)
    key = caller.credentials.access_key_id
    unused = root.iam.get_access_key_last_used(AccessKeyId=key)
    assert unused["UserName"] == name
    assert unused["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    assert unused["AccessKeyLastUsed"]["Region"] == "N/A"
    caller.iam.list_users()
    used = eventually(
        lambda: root.iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"],
        lambda last_used: last_used["ServiceName"] == "iam",
    )
    assert used["Region"] == REGION
    assert abs(datetime.now(timezone.utc) - used["LastUsedDate"]) < timedelta(hours=1)


def eventually(read, holds, seconds: int = 30):
    """Reads until what was read holds: AWS writes the last use of a key with a delay."""
    deadline = time.monotonic() + seconds
    while not holds(value := read()):
        assert time.monotonic() < deadline, value
        time.sleep(0.5)
    return value


# --- boundary ------------------------------------------------------------------------------------


def test_a_boundary_is_put_shown_replaced_and_deleted(root, user):
    own = make_policy(root, POLICY)
    for boundary in (READ_ONLY_ACCESS, own):
        root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=boundary)
        assert root.iam.get_user(UserName=user)["User"]["PermissionsBoundary"] == {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": boundary,
        }
    usage = root.iam.get_policy(PolicyArn=own)["Policy"]["PermissionsBoundaryUsageCount"]
    assert usage == 1
    root.iam.delete_user_permissions_boundary(UserName=user)
    assert "PermissionsBoundary" not in root.iam.get_user(UserName=user)["User"]
