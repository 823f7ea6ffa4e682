"""Instance profiles: every operation, its limits and its errors."""

import re

import pytest

from support.expect import GATE, IDENTITY, denied, refused
from support.people import fresh, keys_of, make_developer, make_fence, make_role, make_user, name_in
from support.policies import allow, document, role_arn

PROFILE_ID = re.compile(r"^AIPA[A-Z2-7]{17}$")
TAGS = [{"Key": "team", "Value": "red"}]
MEMBERS = {"Path", "InstanceProfileName", "InstanceProfileId", "Arn", "CreateDate", "Roles"}
LEFT = "Cannot delete entity, must remove roles from instance profile first."


def profile_arn(account, name, path="/"):
    return f"arn:aws:iam::{account}:instance-profile{path}{name}"


def make_profile(caller, name=None, **extra):
    name = name or fresh("profile")
    caller.iam.create_instance_profile(InstanceProfileName=name, **extra)
    return name


def put(caller, profile, role):
    caller.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=role)


def take(caller, profile, role):
    caller.iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role)


@pytest.fixture
def profile(root):
    return make_profile(root)


@pytest.fixture
def role(root):
    return name_in(make_role(root, policies=[]))


def test_an_instance_profile_is_created_as_aws_creates_it(root):
    name = fresh("web")
    created = root.iam.create_instance_profile(InstanceProfileName=name, Path="/team/")
    created = created["InstanceProfile"]
    assert set(created) == MEMBERS
    assert created["Arn"] == profile_arn(root.account, name, "/team/")
    assert PROFILE_ID.match(created["InstanceProfileId"])
    assert (created["Path"], created["Roles"]) == ("/team/", [])
    tagged = root.iam.create_instance_profile(InstanceProfileName=fresh("web"), Tags=TAGS)
    assert tagged["InstanceProfile"]["Tags"] == TAGS
    shown = root.iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert shown == created


def test_names_are_unique_whatever_the_case(root, profile):
    for name in (profile, profile.upper()):
        with refused("EntityAlreadyExists", f"Instance Profile {name} already exists."):
            make_profile(root, name)
    assert root.iam.get_instance_profile(InstanceProfileName=profile.upper())


def test_a_profile_shows_its_role_by_name_and_trust(root, profile, role):
    put(root, profile, role)
    shown = root.iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]
    (shown,) = shown["Roles"]
    whole = root.iam.get_role(RoleName=role)["Role"]
    names = ("Path", "RoleName", "RoleId", "Arn", "CreateDate", "AssumeRolePolicyDocument")
    assert shown == {name: whole[name] for name in names}
    (listed,) = root.iam.list_instance_profiles_for_role(RoleName=role)["InstanceProfiles"]
    assert (listed["InstanceProfileName"], listed["Roles"]) == (profile, [shown])


def test_a_missing_profile_or_role_is_not_found(root, profile, role):
    missing = {"InstanceProfileName": "nonexistent-profile"}
    text = "Instance Profile nonexistent-profile cannot be found."
    calls = [
        lambda: root.iam.get_instance_profile(**missing),
        lambda: root.iam.delete_instance_profile(**missing),
        lambda: put(root, "nonexistent-profile", role),
        lambda: take(root, "nonexistent-profile", role),
        lambda: root.iam.tag_instance_profile(**missing, Tags=TAGS),
        lambda: root.iam.untag_instance_profile(**missing, TagKeys=["team"]),
        lambda: root.iam.list_instance_profile_tags(**missing),
    ]
    for call in calls:
        with refused("NoSuchEntity", text):
            call()
    no_role = "The role with name nonexistent-role cannot be found."
    for call in (put, take):
        with refused("NoSuchEntity", no_role):
            call(root, profile, "nonexistent-role")
    with refused("NoSuchEntity", no_role):
        root.iam.list_instance_profiles_for_role(RoleName="nonexistent-role")
    with refused("NoSuchEntity", f"Role {role} in Instance Profile {profile} cannot be found."):
        take(root, profile, role)


def test_a_profile_holds_one_role_and_a_role_is_in_many(root, role):
    profiles = [make_profile(root) for _ in range(5)]
    for profile in profiles:
        put(root, profile, role)
    quota = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    for other in (name_in(make_role(root, policies=[])), role):
        with refused("LimitExceeded", quota):
            put(root, profiles[0], other)
    pages = root.iam.get_paginator("list_instance_profiles_for_role").paginate(
        RoleName=role, PaginationConfig={"PageSize": 2}
    )
    listed = [it["InstanceProfileName"] for page in pages for it in page["InstanceProfiles"]]
    assert listed == sorted(profiles)


def test_neither_profile_nor_role_is_deleted_while_they_are_together(root, profile, role):
    put(root, profile, role)
    with refused("DeleteConflict", LEFT):
        root.iam.delete_instance_profile(InstanceProfileName=profile)
    with refused("DeleteConflict", LEFT):
        root.iam.delete_role(RoleName=role)
    take(root, profile, role)
    root.iam.delete_role(RoleName=role)
    root.iam.delete_instance_profile(InstanceProfileName=profile)
    with refused("NoSuchEntity"):
        root.iam.get_instance_profile(InstanceProfileName=profile)


def test_listing_is_by_path_and_in_pages(root):
    path = f"/{fresh('pages')}/"
    names = [make_profile(root, Path=path, Tags=TAGS) for _ in range(5)]
    pages = root.iam.get_paginator("list_instance_profiles").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    listed = [it for page in pages for it in page["InstanceProfiles"]]
    assert [it["InstanceProfileName"] for it in listed] == sorted(names)
    assert all(set(it) == MEMBERS for it in listed), "lists show no tags"


def test_tags_come_and_go(root, profile):
    name = {"InstanceProfileName": profile}
    root.iam.tag_instance_profile(**name, Tags=[*TAGS, {"Key": "stage", "Value": "test"}])
    root.iam.untag_instance_profile(**name, TagKeys=["TEAM"])
    left = [{"Key": "stage", "Value": "test"}]
    assert root.iam.list_instance_profile_tags(**name)["Tags"] == left
    assert root.iam.get_instance_profile(**name)["InstanceProfile"]["Tags"] == left


def test_the_summary_counts_profiles(root, profile):
    def count():
        return root.iam.get_account_summary()["SummaryMap"]["InstanceProfiles"]

    before = count()
    root.iam.delete_instance_profile(InstanceProfileName=profile)
    assert count() == before - 1


def test_the_details_of_the_account_show_the_profiles_of_roles(root, profile, role):
    put(root, profile, role)
    pages = root.iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"])
    details = [it for page in pages for it in page["RoleDetailList"] if it["RoleName"] == role]
    ((shown,),) = [it["InstanceProfileList"] for it in details]
    assert shown["InstanceProfileName"] == profile


def test_putting_a_role_in_needs_pass_role_to_ec2(root, profile, role):
    user = make_user(root, policies=[])
    caller = keys_of(root, user)

    def allowed(*statements):
        text = document(allow("iam:AddRoleToInstanceProfile"), *statements)
        root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=text)

    arn = role_arn(root.account, role)

    def to(service):
        return {"StringEquals": {"iam:PassedToService": service}}

    passing = {"Effect": "Allow", "Action": "iam:PassRole", "Resource": arn}
    for statements in ([], [{**passing, "Condition": to("lambda.amazonaws.com")}]):
        allowed(*statements)
        with denied(caller, "iam:PassRole", arn, IDENTITY):
            put(caller, profile, role)
    allowed({**passing, "Condition": to("ec2.amazonaws.com")})
    put(caller, profile, role)


def test_the_command_line_puts_a_role_into_a_profile(root, aws, role):
    run = aws(root)
    name = ("--instance-profile-name", fresh("cli"))
    run("iam", "create-instance-profile", *name)
    run("iam", "add-role-to-instance-profile", *name, "--role-name", role)
    shown = run("iam", "get-instance-profile", *name)["InstanceProfile"]
    assert [it["RoleName"] for it in shown["Roles"]] == [role]
    assert LEFT in run.refused("iam", "delete-role", "--role-name", role)
    run("iam", "remove-role-from-instance-profile", *name, "--role-name", role)
    run("iam", "delete-instance-profile", *name)


def test_row_15_an_outside_role_gets_into_no_profile_and_an_outside_profile_gets_no_role(root):
    """EC2 hands the role's credentials to whoever starts an instance with the profile."""
    dev = make_developer(root, make_fence(root))
    child_role = name_in(make_role(dev))
    child = dev.assume(role_arn(root.account, child_role))
    outside_role, outside = name_in(make_role(root)), make_profile(root)
    own = make_profile(dev)
    for caller in (dev, child):
        with denied(caller, "iam:PassRole", role_arn(root.account, outside_role), GATE):
            put(caller, own, outside_role)
        arn = profile_arn(root.account, outside)
        with denied(caller, "iam:AddRoleToInstanceProfile", arn, GATE):
            put(caller, outside, child_role)
    put(root, outside, outside_role)
    for caller in (dev, child):
        with denied(caller, "iam:RemoveRoleFromInstanceProfile", arn, GATE):
            take(caller, outside, outside_role)
        with denied(caller, "iam:DeleteInstanceProfile", arn, GATE):
            caller.iam.delete_instance_profile(InstanceProfileName=outside)
        with denied(caller, "iam:TagInstanceProfile", arn, GATE):
            caller.iam.tag_instance_profile(InstanceProfileName=outside, Tags=TAGS)
    # Its own roles are the lineage's to pass.
    put(child, own, child_role)
    take(dev, own, child_role)
