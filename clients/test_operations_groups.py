"""Groups, their members and policies: every operation, its limits and its errors, and what the
transitive boundary makes of them."""

import json
import re
import time
from datetime import datetime, timedelta, timezone

import pytest

from support.expect import GATE, IDENTITY, INHERITED_DENY, denied, refused
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
    allow,
    deny,
    document,
    group_arn,
    user_arn,
)

GROUP_ID = re.compile(r"^AGPA[A-Z2-7]{17}$")
POLICY = document(allow("s3:GetObject"))
EVERYTHING = document(allow("*"))
IN_GROUP = "Cannot delete entity, must remove users from group first."


@pytest.fixture
def group(root):
    return make_group(root)


@pytest.fixture
def user(root):
    return make_user(root, policies=[])


def make_group(caller, name: str | None = None, **extra) -> str:
    name = name or fresh("group")
    caller.iam.create_group(GroupName=name, **extra)
    return name


def add(caller, user: str, group: str) -> None:
    caller.iam.add_user_to_group(UserName=user, GroupName=group)


def groups_of(caller, user: str) -> list[str]:
    groups = caller.iam.list_groups_for_user(UserName=user)["Groups"]
    return [group["GroupName"] for group in groups]


def members_of(caller, group: str) -> list[str]:
    return [user["UserName"] for user in caller.iam.get_group(GroupName=group)["Users"]]


def no_such_group(name: str):
    return refused("NoSuchEntity", f"The group with name {name} cannot be found.")


# --- the group itself ----------------------------------------------------------------------------


def test_a_group_is_created_as_aws_creates_it(root):
    name = fresh("made")
    created = root.iam.create_group(GroupName=name, Path="/team/red/")["Group"]
    assert created["Arn"] == group_arn(root.account, name, "/team/red/")
    assert (created["GroupName"], created["Path"]) == (name, "/team/red/")
    assert GROUP_ID.match(created["GroupId"])
    assert abs(datetime.now(timezone.utc) - created["CreateDate"]) < timedelta(minutes=1)
    shown = root.iam.get_group(GroupName=name)
    assert (shown["Group"], shown["Users"], shown["IsTruncated"]) == (created, [], False)


def test_names_are_unique_without_regard_to_case(root, group):
    with refused("EntityAlreadyExists", f"Group with name {group.upper()} already exists."):
        root.iam.create_group(GroupName=group.upper())
    assert root.iam.get_group(GroupName=group.upper())["Group"]["GroupName"] == group


def test_a_name_has_128_characters_at_most_and_no_others_than_aws_allows(root):
    make_group(root, fresh("g").ljust(128, "x"))
    with refused("ValidationError") as seen:
        root.iam.create_group(GroupName="x" * 129)
    assert seen.message.endswith("Member must have length less than or equal to 128")
    text = (
        "The specified value for groupName is invalid. It must contain only alphanumeric "
        "characters and/or the following: +=,.@_-"
    )
    with refused("ValidationError", text):
        root.iam.create_group(GroupName="a/b")


def test_a_missing_group_is_not_found(root, user):
    iam, missing = root.iam, "missing"
    inline = {"GroupName": missing, "PolicyName": "p"}
    attached = {"GroupName": missing, "PolicyArn": READ_ONLY_ACCESS}
    for call in (
        lambda: iam.get_group(GroupName=missing),
        lambda: iam.update_group(GroupName=missing, NewGroupName="other"),
        lambda: iam.delete_group(GroupName=missing),
        lambda: iam.add_user_to_group(GroupName=missing, UserName=user),
        lambda: iam.remove_user_from_group(GroupName=missing, UserName=user),
        lambda: iam.put_group_policy(**inline, PolicyDocument=POLICY),
        lambda: iam.get_group_policy(**inline),
        lambda: iam.delete_group_policy(**inline),
        lambda: iam.list_group_policies(GroupName=missing),
        lambda: iam.attach_group_policy(**attached),
        lambda: iam.detach_group_policy(**attached),
        lambda: iam.list_attached_group_policies(GroupName=missing),
    ):
        with no_such_group(missing):
            call()


def test_listing_is_by_path_and_in_pages(root):
    path = f"/{fresh('pages')}/"
    names = [make_group(root, Path=path) for _ in range(5)]
    first = root.iam.list_groups(PathPrefix=path, MaxItems=2)
    assert first["IsTruncated"] and len(first["Groups"]) == 2 and first["Marker"]
    pages = root.iam.get_paginator("list_groups").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}
    )
    listed = [group["GroupName"] for page in pages for group in page["Groups"]]
    assert sorted(listed) == sorted(names) and len(listed) == len(set(listed))
    assert root.iam.list_groups(PathPrefix="/nothing-here/")["Groups"] == []


def test_update_renames_and_moves_a_group_and_keeps_id_members_and_policies(root, group, user):
    before, renamed = root.iam.get_group(GroupName=group)["Group"], fresh("renamed")
    add(root, user, group)
    root.iam.put_group_policy(GroupName=group, PolicyName="inline", PolicyDocument=POLICY)
    root.iam.attach_group_policy(GroupName=group, PolicyArn=READ_ONLY_ACCESS)
    root.iam.update_group(GroupName=group, NewGroupName=renamed, NewPath="/moved/")
    after = root.iam.get_group(GroupName=renamed)["Group"]
    assert after["GroupId"] == before["GroupId"]
    assert after["Arn"] == group_arn(root.account, renamed, "/moved/")
    assert (members_of(root, renamed), groups_of(root, user)) == ([user], [renamed])
    assert root.iam.list_group_policies(GroupName=renamed)["PolicyNames"] == ["inline"]
    attached = root.iam.list_attached_group_policies(GroupName=renamed)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [READ_ONLY_ACCESS]
    with no_such_group(group):
        root.iam.get_group(GroupName=group)
    other = make_group(root)
    with refused("EntityAlreadyExists", f"Group with name {other} already exists."):
        root.iam.update_group(GroupName=renamed, NewGroupName=other)


def test_old_and_new_arn_of_a_renamed_group_must_be_permitted(root, group):
    old, new = group_arn(root.account, group), group_arn(root.account, "zz-new")
    dev = keys_of(root, make_user(root, policies=[]))
    root.iam.put_user_policy(
        UserName=dev.name, PolicyName="old", PolicyDocument=document(allow("iam:*", old))
    )
    with denied(dev, "iam:UpdateGroup", new, IDENTITY):
        dev.iam.update_group(GroupName=group, NewGroupName="zz-new")


def test_a_group_is_deleted_only_when_nothing_hangs_on_it(root, group, user):
    add(root, user, group)
    with refused("DeleteConflict", IN_GROUP):
        root.iam.delete_group(GroupName=group)
    root.iam.remove_user_from_group(UserName=user, GroupName=group)
    root.iam.attach_group_policy(GroupName=group, PolicyArn=READ_ONLY_ACCESS)
    with refused("DeleteConflict", "Cannot delete entity, must detach all policies first."):
        root.iam.delete_group(GroupName=group)
    root.iam.detach_group_policy(GroupName=group, PolicyArn=READ_ONLY_ACCESS)
    root.iam.put_group_policy(GroupName=group, PolicyName="inline", PolicyDocument=POLICY)
    with refused("DeleteConflict", "Cannot delete entity, must delete policies first."):
        root.iam.delete_group(GroupName=group)
    root.iam.delete_group_policy(GroupName=group, PolicyName="inline")
    root.iam.delete_group(GroupName=group)
    with no_such_group(group):
        root.iam.get_group(GroupName=group)


# --- members -------------------------------------------------------------------------------------


def test_users_are_added_listed_from_both_ends_and_removed(root, group, user):
    other = make_group(root)
    for name in (group, other):
        add(root, user, name)
        add(root, user, name)  # The second time changes nothing.
    assert groups_of(root, user) == sorted([group, other])
    assert members_of(root, group) == [user]
    shown = root.iam.get_group(GroupName=group)["Users"][0]
    assert shown["Arn"] == user_arn(root.account, user)
    root.iam.remove_user_from_group(UserName=user, GroupName=group)
    root.iam.remove_user_from_group(UserName=user, GroupName=group)  # No error, as on AWS.
    assert (groups_of(root, user), members_of(root, group)) == ([other], [])


def test_a_missing_user_is_not_found(root, group):
    for call in (root.iam.add_user_to_group, root.iam.remove_user_from_group):
        with refused("NoSuchEntity", "The user with name missing cannot be found."):
            call(UserName="missing", GroupName=group)
    with refused("NoSuchEntity", "The user with name missing cannot be found."):
        root.iam.list_groups_for_user(UserName="missing")


def test_members_and_groups_come_in_pages(root, group):
    names = [make_user(root, policies=[]) for _ in range(5)]
    for name in names:
        add(root, name, group)
    pages = root.iam.get_paginator("get_group").paginate(
        GroupName=group, PaginationConfig={"PageSize": 2}
    )
    pages = list(pages)
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]
    assert all(page["Group"]["GroupName"] == group for page in pages)
    assert sorted(user["UserName"] for page in pages for user in page["Users"]) == sorted(names)

    groups = [group, *(make_group(root) for _ in range(2))]
    for name in groups[1:]:
        add(root, names[0], name)
    pages = root.iam.get_paginator("list_groups_for_user").paginate(
        UserName=names[0], PaginationConfig={"PageSize": 1}
    )
    listed = [group["GroupName"] for page in pages for group in page["Groups"]]
    assert sorted(listed) == sorted(groups)


def test_a_user_is_in_ten_groups_and_in_no_eleventh(root, user):
    for _ in range(10):
        add(root, user, make_group(root))
    with refused("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10"):
        add(root, user, make_group(root))
    add(root, user, groups_of(root, user)[0])
    assert len(groups_of(root, user)) == 10


def test_a_user_is_not_deleted_while_it_is_in_a_group(root, group, user):
    add(root, user, group)
    with refused("DeleteConflict", IN_GROUP):
        root.iam.delete_user(UserName=user)
    root.iam.remove_user_from_group(UserName=user, GroupName=group)
    root.iam.delete_user(UserName=user)


def test_a_renamed_user_stays_and_a_namesake_is_nobody(root, group, user):
    add(root, user, group)
    renamed = fresh("renamed")
    root.iam.update_user(UserName=user, NewUserName=renamed)
    assert members_of(root, group) == [renamed]
    make_user(root, user, policies=[])
    assert (groups_of(root, user), members_of(root, group)) == ([], [renamed])


# --- policies ------------------------------------------------------------------------------------


def test_inline_policies_are_put_read_listed_replaced_and_deleted(root, group):
    for name in ("one", "two", "three"):
        root.iam.put_group_policy(GroupName=group, PolicyName=name, PolicyDocument=POLICY)
    other = document(allow("s3:PutObject"))
    root.iam.put_group_policy(GroupName=group, PolicyName="two", PolicyDocument=other)
    shown = root.iam.get_group_policy(GroupName=group, PolicyName="two")
    assert (shown["GroupName"], shown["PolicyName"]) == (group, "two")
    assert shown["PolicyDocument"]["Statement"][0]["Action"] == "s3:PutObject"
    page = root.iam.list_group_policies(GroupName=group, MaxItems=2)
    assert page["IsTruncated"] and len(page["PolicyNames"]) == 2
    names = root.iam.list_group_policies(GroupName=group)["PolicyNames"]
    assert sorted(names) == ["one", "three", "two"]
    root.iam.delete_group_policy(GroupName=group, PolicyName="two")
    for call in (root.iam.get_group_policy, root.iam.delete_group_policy):
        with refused("NoSuchEntity", "The group policy with name two cannot be found."):
            call(GroupName=group, PolicyName="two")


def test_inline_policies_of_a_group_have_5120_characters_together(root, group):
    shortest = document(allow("s3:GetObject", "arn:aws:s3:::"))
    counted = len("".join(shortest.split()))  # White space does not count.

    def put(name: str, characters: int) -> None:
        text = shortest.replace("s3:::", "s3:::" + "x" * (characters - counted))
        root.iam.put_group_policy(GroupName=group, PolicyName=name, PolicyDocument=text)

    put("first", 5_000)
    put("second", 120)
    text = f"Maximum policy size of 5120 bytes exceeded for group {group}"
    with refused("LimitExceeded", text):
        put("second", 121)
    with refused("LimitExceeded", text):
        put("third", 120)


def test_a_document_that_is_no_policy_is_refused(root, group):
    with refused("MalformedPolicyDocument", "Syntax errors in policy."):
        root.iam.put_group_policy(GroupName=group, PolicyName="p", PolicyDocument="{")


def test_managed_policies_are_attached_listed_and_detached(root, group, user):
    own = make_policy(root, POLICY)
    for arn in (own, own, READ_ONLY_ACCESS):
        root.iam.attach_group_policy(GroupName=group, PolicyArn=arn)
    attached = root.iam.list_attached_group_policies(GroupName=group)["AttachedPolicies"]
    assert {policy["PolicyArn"] for policy in attached} == {own, READ_ONLY_ACCESS}
    page = root.iam.list_attached_group_policies(GroupName=group, MaxItems=1)
    assert page["IsTruncated"] and len(page["AttachedPolicies"]) == 1

    root.iam.attach_user_policy(UserName=user, PolicyArn=own)
    assert root.iam.get_policy(PolicyArn=own)["Policy"]["AttachmentCount"] == 2
    entities = root.iam.list_entities_for_policy(PolicyArn=own)
    group_id = root.iam.get_group(GroupName=group)["Group"]["GroupId"]
    assert entities["PolicyGroups"] == [{"GroupName": group, "GroupId": group_id}]
    assert [entity["UserName"] for entity in entities["PolicyUsers"]] == [user]
    filtered = root.iam.list_entities_for_policy(PolicyArn=own, EntityFilter="Group")
    assert len(filtered["PolicyGroups"]) == 1 and filtered["PolicyUsers"] == []

    root.iam.detach_user_policy(UserName=user, PolicyArn=own)
    with refused("DeleteConflict", "Cannot delete a policy attached to entities."):
        root.iam.delete_policy(PolicyArn=own)
    root.iam.detach_group_policy(GroupName=group, PolicyArn=own)
    with refused("NoSuchEntity", f"Policy {own} was not found."):
        root.iam.detach_group_policy(GroupName=group, PolicyArn=own)
    root.iam.delete_policy(PolicyArn=own)


def test_ten_policies_can_be_attached_and_no_eleventh(root, group):
    for _ in range(10):
        root.iam.attach_group_policy(GroupName=group, PolicyArn=make_policy(root, POLICY))
    with refused("LimitExceeded", "Cannot exceed quota for PoliciesPerGroup: 10"):
        root.iam.attach_group_policy(GroupName=group, PolicyArn=READ_ONLY_ACCESS)


def test_members_have_the_policies_of_all_their_groups(root):
    dev = keys_of(root, make_user(root, policies=[]))
    listing, denying = make_group(root), make_group(root)
    root.iam.put_group_policy(
        GroupName=listing, PolicyName="p", PolicyDocument=document(allow("iam:ListGroups"))
    )
    denial = make_policy(root, document(deny("iam:ListGroups")))
    root.iam.attach_group_policy(GroupName=denying, PolicyArn=denial)
    resource = group_arn(root.account, "")
    with denied(dev, "iam:ListGroups", resource, IDENTITY):
        dev.iam.list_groups()
    add(root, dev.name, listing)
    dev.iam.list_groups()
    add(root, dev.name, denying)
    with denied(
        dev, "iam:ListGroups", resource, "with an explicit deny in an identity-based policy"
    ):
        dev.iam.list_groups()
    root.iam.remove_user_from_group(UserName=dev.name, GroupName=denying)
    dev.iam.list_groups()


def test_the_log_names_the_groups_policy_that_denies(root, server):
    dev = keys_of(root, make_user(root))
    group = make_group(root)
    denial = document(deny("iam:ListGroups"))
    root.iam.put_group_policy(GroupName=group, PolicyName="denial", PolicyDocument=denial)
    add(root, dev.name, group)
    with refused("AccessDenied"):
        dev.iam.list_groups()
    deadline = time.monotonic() + 10
    while f"group/{group}/denial#/Statement/0" not in server.output():
        assert time.monotonic() < deadline, server.output()
        time.sleep(0.1)


def test_the_command_line_goes_through_a_groups_life(root, aws):
    name, user = fresh("cli"), make_user(root, policies=[])
    group = ("--group-name", name)

    def iam(*arguments: str) -> dict:
        return aws(root)("iam", *arguments)

    iam("create-group", *group, "--path", "/cli/")
    iam("add-user-to-group", *group, "--user-name", user)
    iam("attach-group-policy", *group, "--policy-arn", READ_ONLY_ACCESS)
    iam("put-group-policy", *group, "--policy-name", "p", "--policy-document", POLICY)
    assert [it["UserName"] for it in iam("get-group", *group)["Users"]] == [user]
    listed = iam("list-groups-for-user", "--user-name", user)["Groups"]
    assert [it["Arn"] for it in listed] == [group_arn(root.account, name, "/cli/")]
    assert iam("list-group-policies", *group)["PolicyNames"] == ["p"]
    refusal = aws(root).refused("iam", "delete-group", *group)
    assert refusal.endswith(
        f"An error occurred (DeleteConflict) when calling the DeleteGroup operation: {IN_GROUP}"
    )
    iam("remove-user-from-group", *group, "--user-name", user)
    iam("detach-group-policy", *group, "--policy-arn", READ_ONLY_ACCESS)
    iam("delete-group-policy", *group, "--policy-name", "p")
    iam("delete-group", *group)


# --- the account ---------------------------------------------------------------------------------


def test_the_account_summary_counts_groups(root):
    before = root.iam.get_account_summary()["SummaryMap"]
    name = make_group(root)
    counted = root.iam.get_account_summary()["SummaryMap"]
    assert counted["Groups"] == before["Groups"] + 1
    quotas = ("GroupsQuota", "GroupsPerUserQuota", "AttachedPoliciesPerGroupQuota")
    assert [counted[quota] for quota in quotas] == [300, 10, 10]
    root.iam.delete_group(GroupName=name)
    assert root.iam.get_account_summary()["SummaryMap"]["Groups"] == before["Groups"]


def test_the_details_of_the_account_show_how_everything_belongs_together(root, group, user):
    own = make_policy(root, POLICY)
    add(root, user, group)
    root.iam.put_group_policy(GroupName=group, PolicyName="p", PolicyDocument=POLICY)
    root.iam.attach_group_policy(GroupName=group, PolicyArn=own)
    root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=READ_ONLY_ACCESS)
    role = name_in(make_role(root))
    paginator = root.iam.get_paginator("get_account_authorization_details")
    details = paginator.paginate(PaginationConfig={"PageSize": 3}).build_full_result()

    def named(kind: str, member: str, name: str) -> dict:
        return next(it for it in details[kind] if it[member] == name)

    shown = named("UserDetailList", "UserName", user)
    assert shown["GroupList"] == [group]
    assert shown["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY_ACCESS
    assert (shown["UserPolicyList"], shown["AttachedManagedPolicies"]) == ([], [])
    shown = named("GroupDetailList", "GroupName", group)
    assert shown["GroupPolicyList"] == [{"PolicyName": "p", "PolicyDocument": json.loads(POLICY)}]
    assert [it["PolicyArn"] for it in shown["AttachedManagedPolicies"]] == [own]
    shown = named("RoleDetailList", "RoleName", role)
    assert [it["PolicyArn"] for it in shown["AttachedManagedPolicies"]] == [ADMINISTRATOR_ACCESS]
    assert shown["AssumeRolePolicyDocument"]["Statement"]
    shown = named("Policies", "Arn", own)
    assert shown["AttachmentCount"] == 1
    assert shown["PolicyVersionList"][0]["Document"] == json.loads(POLICY)
    # Of AWS's own policies those in use.
    of_aws = [it for it in details["Policies"] if it["Arn"].startswith("arn:aws:iam::aws:")]
    assert {ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS} <= {it["Arn"] for it in of_aws}
    assert all(it["AttachmentCount"] + it["PermissionsBoundaryUsageCount"] for it in of_aws)


def test_the_details_of_the_account_can_be_filtered(root, group):
    lists = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
    for kind, filled in (
        ("Group", "GroupDetailList"),
        ("LocalManagedPolicy", "Policies"),
        ("AWSManagedPolicy", "Policies"),
    ):
        make_policy(root, POLICY)
        answer = root.iam.get_account_authorization_details(Filter=[kind], MaxItems=1000)
        assert [name for name in lists if answer[name]] == [filled], kind
    both = root.iam.get_account_authorization_details(Filter=["Group", "User"])
    assert both["GroupDetailList"] and both["UserDetailList"] and not both["Policies"]
    with refused("ValidationError"):
        root.iam.get_account_authorization_details(Filter=["Car"])


# --- groups and the transitive boundary ----------------------------------------------------------


@pytest.fixture(scope="module")
def fence(root):
    return make_fence(root)


@pytest.fixture(scope="module")
def dev(root, fence):
    return make_developer(root, fence)


@pytest.fixture(scope="module")
def outsider(root):
    return make_user(root, fresh("outsider"))


def writes(caller, group: str) -> dict:
    """Every way to change what the members of a group may do, or the group itself."""
    iam, name = caller.iam, {"GroupName": group}
    inline = {**name, "PolicyName": "p"}
    return {
        "iam:PutGroupPolicy": lambda: iam.put_group_policy(**inline, PolicyDocument=EVERYTHING),
        "iam:DeleteGroupPolicy": lambda: iam.delete_group_policy(**inline),
        "iam:AttachGroupPolicy": lambda: iam.attach_group_policy(
            **name, PolicyArn=ADMINISTRATOR_ACCESS
        ),
        "iam:DetachGroupPolicy": lambda: iam.detach_group_policy(
            **name, PolicyArn=ADMINISTRATOR_ACCESS
        ),
        "iam:UpdateGroup": lambda: iam.update_group(**name, NewPath="/"),
        "iam:DeleteGroup": lambda: iam.delete_group(**name),
    }


def test_an_outside_group_is_not_the_lineages_to_change(root, dev, group):
    for action, write in writes(dev, group).items():
        with denied(dev, action, group_arn(root.account, group), GATE):
            write()


def test_w2_an_own_group_is_not_the_lineages_to_change_while_an_outsider_is_in_it(
    root, dev, outsider
):
    group = make_group(dev)
    arn = group_arn(root.account, group)
    add(root, outsider, group)
    for action, write in writes(dev, group).items():
        with denied(dev, action, arn, GATE):
            write()
    with denied(dev, "iam:RemoveUserFromGroup", arn, GATE):
        dev.iam.remove_user_from_group(UserName=outsider, GroupName=group)
    root.iam.remove_user_from_group(UserName=outsider, GroupName=group)
    for write in writes(dev, group).values():
        write()


def test_f6_an_own_policy_is_not_the_lineages_to_edit_while_it_reaches_an_outsider_through_a_group(
    root, dev, outsider, aws
):
    group, own = make_group(dev), make_policy(dev, POLICY)
    dev.iam.attach_group_policy(GroupName=group, PolicyArn=own)
    add(root, outsider, group)
    with denied(dev, "iam:CreatePolicyVersion", own, GATE):
        dev.iam.create_policy_version(
            PolicyArn=own, PolicyDocument=EVERYTHING, SetAsDefault=True
        )
    aws(dev).denied(
        "iam", "create-policy-version", "--policy-arn", own,
        "--policy-document", EVERYTHING, "--set-as-default",
        action="iam:CreatePolicyVersion", resource=own, reason=GATE,
    )
    root.iam.remove_user_from_group(UserName=outsider, GroupName=group)
    dev.iam.create_policy_version(PolicyArn=own, PolicyDocument=EVERYTHING, SetAsDefault=True)


def test_w5_one_lineage_cannot_freeze_the_group_or_the_policy_of_another(root, dev, aws):
    other = make_developer(root, make_fence(root))
    group, theirs = make_group(other), make_policy(other, POLICY)
    kid, own_group = make_user(dev, policies=[]), make_group(dev)
    arn = group_arn(root.account, group)
    # A member without the other's seal would close the group to its own makers (w2) ...
    with denied(dev, "iam:AddUserToGroup", arn, GATE):
        add(dev, kid, group)
    aws(dev).denied(
        "iam", "add-user-to-group", "--group-name", group, "--user-name", kid,
        action="iam:AddUserToGroup", resource=arn, reason=GATE,
    )
    # ... and an attachment to a group without it would close the policy (w1).
    with denied(dev, "iam:AttachGroupPolicy", group_arn(root.account, own_group), GATE):
        dev.iam.attach_group_policy(GroupName=own_group, PolicyArn=theirs)
    for write in writes(other, group).values():
        write()
    other.iam.create_policy_version(PolicyArn=theirs, PolicyDocument=EVERYTHING)


def test_an_outsider_comes_into_no_group_by_the_lineages_hand(root, dev, outsider):
    group = make_group(dev)
    with denied(dev, "iam:AddUserToGroup", group_arn(root.account, group), GATE):
        add(dev, outsider, group)
    assert groups_of(root, outsider) == []


def test_a_bounded_user_stays_bounded_in_an_administrators_group(root, dev, group):
    root.iam.attach_group_policy(GroupName=group, PolicyArn=ADMINISTRATOR_ACCESS)
    kid = keys_of(dev, make_user(dev, policies=[]))
    add(dev, kid.name, group)
    kid.iam.list_users()
    with denied(kid, FENCED_ACTION, user_arn(root.account, kid.name), INHERITED_DENY):
        kid.iam.list_user_tags(UserName=kid.name)
