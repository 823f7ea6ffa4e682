"""Answers member by member, as AWS was recorded to give them, and what round trips must keep.

What AWS answers is from recordings of February and March 2026 and from the API reference:
https://docs.aws.amazon.com/IAM/latest/APIReference/
"""

import json

import pytest

from support import raw
from support.expect import refused
from support.people import fresh, keys_of, make_policy, make_role, make_user
from support.policies import ADMINISTRATOR_ACCESS, account_root, trust

READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
LAMBDA = "AWSLambdaBasicExecutionRole"


def trust_in(principal: dict, **more) -> str:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def members(answer: dict) -> set[str]:
    """The members of an answer by path, as the recordings list them."""
    found = set()

    def walk(value, path: str):
        if isinstance(value, dict):
            for name, member in value.items():
                inner = f"{path}.{name}" if path else name
                found.add(inner)
                walk(member, inner)
        elif isinstance(value, list):
            for entry in value:
                walk(entry, f"{path}[]")

    walk({name: value for name, value in answer.items() if name != "ResponseMetadata"}, "")
    return {member for member in found if "Document." not in member and "Document[" not in member}


def under(head: str, *names: str) -> set[str]:
    return {head, *(f"{head}.{name}" for name in names)}


# --- members -------------------------------------------------------------------------------------

ROLE = ("Arn", "AssumeRolePolicyDocument", "CreateDate", "Path", "RoleId", "RoleName")
POLICY = (
    "Arn", "AttachmentCount", "CreateDate", "DefaultVersionId", "IsAttachable", "Path",
    "PermissionsBoundaryUsageCount", "PolicyId", "PolicyName", "UpdateDate",
)  # fmt: skip
VERSION = ("CreateDate", "IsDefaultVersion", "VersionId")


def test_a_plain_role_has_the_members_of_aws(root):
    name = fresh("plain")
    created = root.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=trust(account_root(root.account))
    )
    assert members(created) == under("Role", *ROLE)
    shown = root.iam.get_role(RoleName=name)
    assert members(shown) == under("Role", *ROLE, "MaxSessionDuration", "RoleLastUsed")
    listed = root.iam.list_roles()
    (own,) = [role for role in listed["Roles"] if role["RoleName"] == name]
    assert members(own) == {*ROLE, "MaxSessionDuration"}
    assert set(listed) - {"ResponseMetadata"} == {"IsTruncated", "Roles"}


def test_a_policy_and_its_versions_have_the_members_of_aws(root):
    created = root.iam.create_policy(PolicyName=fresh("plain"), PolicyDocument=json.dumps(READ))
    assert members(created) == under("Policy", *POLICY)
    arn = created["Policy"]["Arn"]
    version = root.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(READ))
    assert members(version) == under("PolicyVersion", *VERSION)
    shown = root.iam.get_policy_version(PolicyArn=arn, VersionId="v1")
    assert members(shown) == under("PolicyVersion", *VERSION, "Document")
    listed = root.iam.list_policy_versions(PolicyArn=arn)
    assert members(listed) == {"IsTruncated", "Versions", *(f"Versions[].{it}" for it in VERSION)}
    (own,) = [it for it in root.iam.list_policies(Scope="Local")["Policies"] if it["Arn"] == arn]
    assert members(own) == set(POLICY)


def test_a_user_has_the_members_of_aws(root):
    name = fresh("plain")
    user = ("Arn", "CreateDate", "Path", "UserId", "UserName")
    assert members(root.iam.create_user(UserName=name)) == under("User", *user)
    assert members(root.iam.get_user(UserName=name)) == under("User", *user)


def test_a_group_has_the_members_of_aws(root):
    name = fresh("plain")
    group = under("Group", "Arn", "CreateDate", "GroupId", "GroupName", "Path")
    assert members(root.iam.create_group(GroupName=name)) == group
    assert members(root.iam.get_group(GroupName=name)) == group | {"Users", "IsTruncated"}
    policy = {"GroupName": name, "PolicyName": "plain"}
    root.iam.put_group_policy(**policy, PolicyDocument=json.dumps(READ))
    assert members(root.iam.get_group_policy(**policy)) == {*policy, "PolicyDocument"}


def test_lists_that_are_empty_are_there(root):
    user, role = make_user(root, policies=()), make_role(root, policies=())
    name, group = role.rsplit("/", 1)[-1], fresh("empty")
    iam = root.iam
    iam.create_group(GroupName=group)
    for answer, member in [
        (iam.list_user_policies(UserName=user), "PolicyNames"),
        (iam.list_attached_user_policies(UserName=user), "AttachedPolicies"),
        (iam.list_user_tags(UserName=user), "Tags"),
        (iam.list_access_keys(UserName=user), "AccessKeyMetadata"),
        (iam.list_groups_for_user(UserName=user), "Groups"),
        (iam.get_group(GroupName=group), "Users"),
        (iam.list_group_policies(GroupName=group), "PolicyNames"),
        (iam.list_attached_group_policies(GroupName=group), "AttachedPolicies"),
        (iam.list_mfa_devices(UserName=user), "MFADevices"),
        (iam.list_signing_certificates(UserName=user), "Certificates"),
        (iam.list_ssh_public_keys(UserName=user), "SSHPublicKeys"),
        (iam.list_service_specific_credentials(UserName=user), "ServiceSpecificCredentials"),
        (iam.list_role_policies(RoleName=name), "PolicyNames"),
        (iam.list_instance_profiles_for_role(RoleName=name), "InstanceProfiles"),
    ]:
        assert answer[member] == [] and answer["IsTruncated"] is False, member


def test_the_account_summary_has_every_key_but_the_one_that_is_not_counted(root):
    documented = set(root.iam.meta.service_model.shape_for("summaryKeyType").enum)
    answered = set(root.iam.get_account_summary()["SummaryMap"])
    assert documented - answered <= {"PolicyVersionsInUse"}
    assert answered - documented <= {
        "AccountPasswordPresent", "AssumeRolePolicySizeQuota", "InstanceProfiles",
        "InstanceProfilesQuota", "Providers", "RolePolicySizeQuota", "Roles", "RolesQuota",
    }  # fmt: skip


def test_packed_size_is_told_only_where_something_was_packed(root):
    caller = keys_of(root, make_user(root))
    role = make_role(root)
    plain = caller.sts.assume_role(RoleArn=role, RoleSessionName="plain")
    assert set(plain) - {"ResponseMetadata"} == {"Credentials", "AssumedRoleUser"}
    tagged = [{"Key": "team", "Value": "red"}]
    packed = caller.sts.assume_role(RoleArn=role, RoleSessionName="packed", Tags=tagged)
    assert 1 <= packed["PackedPolicySize"] <= 100
    assert "PackedPolicySize" not in caller.sts.get_federation_token(Name="plain")
    packed = caller.sts.get_federation_token(Name="packed", Policy=json.dumps(READ))
    assert packed["PackedPolicySize"] >= 1


# --- documents come back as they were given ------------------------------------------------------

ODD_DOCUMENT = (
    '{\n\t"Statement" : {"Resource":["*"], "Action":"s3:Get*","Effect":"Allow",\r\n'
    '  "Condition": {"StringLike": {"aws:PrincipalTag/\\u0041": "50% + caf\u00e9 & <b>"}}},\n'
    '  "Version": "2012-10-17" }  '
)


def document_of(caller, path: str, **parameters) -> str:
    from urllib.parse import unquote

    return unquote(raw.call(caller, parameters).text(path))


def test_a_managed_policy_comes_back_byte_for_byte(root):
    arn = make_policy(root, ODD_DOCUMENT)
    path = "GetPolicyVersionResult/PolicyVersion/Document"
    assert document_of(root, path, Action="GetPolicyVersion", PolicyArn=arn, VersionId="v1") == ODD_DOCUMENT


def test_inline_policies_come_back_byte_for_byte(root):
    user, role = make_user(root, policies=()), make_role(root, policies=()).rsplit("/", 1)[-1]
    root.iam.put_user_policy(UserName=user, PolicyName="odd", PolicyDocument=ODD_DOCUMENT)
    root.iam.put_role_policy(RoleName=role, PolicyName="odd", PolicyDocument=ODD_DOCUMENT)
    path = "GetUserPolicyResult/PolicyDocument"
    assert document_of(root, path, Action="GetUserPolicy", UserName=user, PolicyName="odd") == ODD_DOCUMENT
    path = "GetRolePolicyResult/PolicyDocument"
    assert document_of(root, path, Action="GetRolePolicy", RoleName=role, PolicyName="odd") == ODD_DOCUMENT
    group = fresh("group")
    root.iam.create_group(GroupName=group)
    root.iam.put_group_policy(GroupName=group, PolicyName="odd", PolicyDocument=ODD_DOCUMENT)
    path = "GetGroupPolicyResult/PolicyDocument"
    assert document_of(root, path, Action="GetGroupPolicy", GroupName=group, PolicyName="odd") == ODD_DOCUMENT


def test_a_trust_policy_comes_back_as_it_was_given_with_principals_that_were_renamed(root):
    user = make_user(root, policies=())
    text = (
        '{ "Statement": [\n  {"Action":["sts:AssumeRole"], "Effect":"Allow",\n'
        '   "Principal": {"Service": "ec2.amazonaws.com",\n'
        f'     "AWS": ["arn:aws:iam::{root.account}:user/USER", "{root.account}"]}}}}\n'
        '], "Version":"2012-10-17" }'
    )
    role = fresh("odd")
    root.iam.create_role(RoleName=role, AssumeRolePolicyDocument=text.replace("USER", user))
    shown = lambda: document_of(
        root, "GetRoleResult/Role/AssumeRolePolicyDocument", Action="GetRole", RoleName=role
    )
    assert shown() == text.replace("USER", user)
    renamed = fresh("renamed")
    root.iam.update_user(UserName=user, NewUserName=renamed)
    assert shown() == text.replace("USER", renamed)
    identifier = root.iam.get_user(UserName=renamed)["User"]["UserId"]
    root.iam.delete_user(UserName=renamed)
    gone = f"arn:aws:iam::{root.account}:user/USER"
    assert shown() == text.replace(gone, identifier)


# --- principals of trust policies ----------------------------------------------------------------


@pytest.mark.parametrize(
    "principal",
    ["arn:aws:iam::111122223333:user/nobody", "arn:aws:iam::111122223333:role/nobody", "12345",
     "AIDAAAAAAAAAAAAAAAAAA", "arn:aws:iam::111122223333:user/*"],
)  # fmt: skip
def test_a_principal_that_does_not_exist_is_named(root, principal):
    message = f'Invalid principal in policy: "AWS":"{principal}"'
    with refused("MalformedPolicyDocument", message):
        root.iam.create_role(
            RoleName="never", AssumeRolePolicyDocument=trust_in({"AWS": principal})
        )


# --- roles that cannot be assumed ----------------------------------------------------------------


@pytest.mark.parametrize("resource", ["user/{user}", "role/nobody", "policy/nothing", "root"])
def test_what_is_no_role_cannot_be_assumed_and_is_no_failure_of_the_server(root, resource):
    user = make_user(root, policies=(ADMINISTRATOR_ACCESS,))
    caller = keys_of(root, user)
    arn = f"arn:aws:iam::{root.account}:{resource.format(user=user)}"
    body = {"Action": "AssumeRole", "RoleArn": arn, "RoleSessionName": "session"}
    answer = raw.call(caller, body, "sts")
    assert (answer.code, answer.status) in {("AccessDenied", 403), ("ValidationError", 400)}


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["AWS", "All"])
def test_pages_of_policies_join_to_the_whole(root, scope):
    make_policy(root, json.dumps(READ))
    pages = root.iam.get_paginator("list_policies").paginate(
        Scope=scope, PaginationConfig={"PageSize": 7}
    )
    arns = [policy["Arn"] for page in pages for policy in page["Policies"]]
    assert len(arns) == len(set(arns)) > 7
    whole = root.iam.list_policies(Scope=scope, MaxItems=1000)["Policies"]
    assert arns == [policy["Arn"] for policy in whole]


def test_policies_are_filtered_by_path_scope_and_use(root):
    own = make_policy(root, json.dumps(READ), path="/team/red/")
    role = make_role(root, policies=(own,))
    listed = lambda **by: {it["Arn"] for it in root.iam.list_policies(MaxItems=1000, **by)["Policies"]}
    assert listed(PathPrefix="/team/red/") == {own}
    assert own in listed(OnlyAttached=True, Scope="Local")
    assert own not in listed(PolicyUsageFilter="PermissionsBoundary")
    assert own not in listed(Scope="AWS")
    assert f"arn:aws:iam::aws:policy/service-role/{LAMBDA}" in listed(PathPrefix="/service-role/")
    root.iam.detach_role_policy(RoleName=role.rsplit("/", 1)[-1], PolicyArn=own)
    assert own not in listed(OnlyAttached=True)


# --- values with an edge -------------------------------------------------------------------------


def test_a_description_comes_back_with_every_character_it_may_have(root):
    role = make_role(root, policies=()).rsplit("/", 1)[-1]
    text = "tab\tline\nreturn\r <&> \" ' \u00a1\u00ff  two spaces "
    root.iam.update_role(RoleName=role, Description=text)
    assert root.iam.get_role(RoleName=role)["Role"]["Description"] == text


def test_an_empty_description_is_none_whoever_sets_it(root):
    role = fresh("bare")
    document = trust(account_root(root.account))
    root.iam.create_role(RoleName=role, AssumeRolePolicyDocument=document, Description="")
    assert "Description" not in root.iam.get_role(RoleName=role)["Role"]
    for change in (root.iam.update_role, root.iam.update_role_description):
        root.iam.update_role(RoleName=role, Description="something")
        change(RoleName=role, Description="")
        assert not root.iam.get_role(RoleName=role)["Role"].get("Description")


def test_what_update_role_does_not_name_stays(root):
    role = make_role(root, policies=(), MaxSessionDuration=7200, Description="kept")
    name = role.rsplit("/", 1)[-1]
    root.iam.update_role(RoleName=name, Description="new")
    assert root.iam.get_role(RoleName=name)["Role"]["MaxSessionDuration"] == 7200
    root.iam.update_role(RoleName=name, MaxSessionDuration=3600)
    assert root.iam.get_role(RoleName=name)["Role"]["Description"] == "new"


def test_tags_keep_their_letters_and_are_found_in_any_case(root):
    user = make_user(root, policies=())
    root.iam.tag_user(UserName=user, Tags=[{"Key": "Team", "Value": "caf\u00e9 \u4e2d"}])
    root.iam.tag_user(UserName=user, Tags=[{"Key": "TEAM", "Value": ""}])
    assert root.iam.list_user_tags(UserName=user)["Tags"] == [{"Key": "TEAM", "Value": ""}]
    root.iam.untag_user(UserName=user, TagKeys=["team", "never-there"])
    assert root.iam.list_user_tags(UserName=user)["Tags"] == []


def test_dates_are_to_the_second_in_utc(root):
    answer = raw.call(root, {"Action": "CreateUser", "UserName": fresh("dated")})
    date = answer.text("CreateUserResult/User/CreateDate")
    assert len(date) == len("2026-01-01T00:00:00Z") and date.endswith("Z") and date[10] == "T"
