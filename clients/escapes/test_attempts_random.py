"""An attacker without a plan: everybody in a line does anything to anything, many times over.

Nobody gets to do what the boundary forbids, and what is not the line's is the same afterwards:
every outside user, role, group and policy as GetAccountAuthorizationDetails tells of it. A failure
names its seed; the calls that worked are printed. ENTAIL_ATTEMPT_SEEDS asks for more walks than
three.
"""

import os
import random

import pytest
from botocore.exceptions import ClientError
from support.expect import INHERITED_DENY, denied
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
from support.server import Server

STEPS = 350
SEEDS = int(os.environ.get("ENTAIL_ATTEMPT_SEEDS", "3"))
CALLERS_MAX = 25
TAG = "entail:transitive-boundary"
EVERYTHING = document(allow("*"))
DOCUMENTS = (EVERYTHING, document(allow("s3:*")), allow_all_except("iam:Nothing"))


class World:
    """All names that anybody knows, and all callers of the line so far."""

    def __init__(self, root, seed: int):
        self.root = root
        self.random = random.Random(seed)
        self.fence = make_fence(root)
        self.dev = make_developer(root, self.fence)
        other = self.innocent = make_developer(root, make_fence(root))
        self.users = [make_user(root), make_user(other), other.name, self.dev.name]
        self.roles = [name_in(make_role(root)), name_in(make_role(other))]
        own = make_policy(root, EVERYTHING), make_policy(other, EVERYTHING)
        self.policies = [*own, self.fence, ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS]
        self.groups = [
            self._group(root, self.users[0], own[0]),
            self._group(other, self.users[1], own[1]),
        ]
        self.outside = {*self.users, *self.roles, *self.groups, *map(name_in, self.policies)}
        self.callers = [self.dev]
        self.worked = []

    @staticmethod
    def _group(caller, user: str, policy: str) -> str:
        name = fresh("group")
        caller.iam.create_group(GroupName=name)
        caller.iam.attach_group_policy(GroupName=name, PolicyArn=policy)
        caller.iam.add_user_to_group(GroupName=name, UserName=user)
        return name

    def pick(self, things):
        return self.random.choice(things)

    def is_bounded(self, caller) -> None:
        # Asked for anew: it may have been renamed.
        caller = caller.with_credentials(caller.credentials)
        outsider = self.users[0]
        forbidden = user_arn(self.root.account, outsider)
        with denied(caller, FENCED_ACTION, forbidden, INHERITED_DENY):
            caller.iam.list_user_tags(UserName=outsider)

    def obtained(self, caller) -> None:
        """Somebody new in the line: bounded, whoever it is."""
        self.is_bounded(caller)
        self.callers.append(caller)
        if len(self.callers) > CALLERS_MAX:
            self.callers.pop(self.random.randrange(1, CALLERS_MAX))

    def role_arn(self, name: str) -> str:
        return f"arn:aws:iam::{self.root.account}:role/{name}"


def trusted(world: World) -> str:
    somebody = [account_root(world.root.account), "*", world.pick(world.callers).arn]
    return trust(world.pick(somebody))


def a_boundary(world: World) -> dict:
    return world.pick([{}, {}, {"PermissionsBoundary": world.pick(world.policies)}])


def some_tags(world: World) -> list[dict]:
    key, value = world.pick([("team", "admins"), (TAG, world.pick(world.policies))])
    return [{"Key": world.pick([key, key.upper()]), "Value": value}]


def create_user(world: World, caller) -> None:
    name = fresh("walk-user")
    make_user(caller, name, **a_boundary(world))
    world.users.append(name)
    world.obtained(keys_of(caller, name))


def create_role(world: World, caller) -> None:
    name = fresh("walk-role")
    make_role(caller, name, AssumeRolePolicyDocument=trusted(world), **a_boundary(world))
    world.roles.append(name)


def create_policy(world: World, caller) -> None:
    path = world.pick(["/", TRANSITIVE_PATH])
    world.policies.append(make_policy(caller, world.pick(DOCUMENTS), fresh("walk-policy"), path))


def create_group(world: World, caller) -> None:
    name = fresh("walk-group")
    caller.iam.create_group(GroupName=name)
    world.groups.append(name)


def assume(world: World, caller) -> None:
    world.obtained(caller.assume(world.role_arn(world.pick(world.roles))))


def assume_narrowed(world: World, caller) -> None:
    policies = [{"arn": world.pick(world.policies)}]
    caller.assume(world.role_arn(world.pick(world.roles)), PolicyArns=policies)


def make_keys(world: World, caller) -> None:
    user = world.pick(world.users)
    made = keys_of(caller, user)
    if user != world.dev.name:
        world.obtained(made)


def edit_policy(world: World, caller) -> None:
    policy = world.pick(world.policies)
    caller.iam.create_policy_version(
        PolicyArn=policy, PolicyDocument=world.pick(DOCUMENTS), SetAsDefault=True
    )
    for version in caller.iam.list_policy_versions(PolicyArn=policy)["Versions"]:
        if not version["IsDefaultVersion"]:
            caller.iam.delete_policy_version(PolicyArn=policy, VersionId=version["VersionId"])


def rename_user(world: World, caller) -> None:
    old, new = world.pick(world.users), fresh("walk-renamed")
    caller.iam.update_user(UserName=old, NewUserName=new)
    world.users[world.users.index(old)] = new


STEPS_OF = {
    "create_user": create_user,
    "create_role": create_role,
    "create_policy": create_policy,
    "create_group": create_group,
    "assume": assume,
    "assume_narrowed": assume_narrowed,
    "make_keys": make_keys,
    "edit_policy": edit_policy,
    "rename_user": rename_user,
    "attach_role_policy": lambda world, caller: caller.iam.attach_role_policy(
        RoleName=world.pick(world.roles), PolicyArn=world.pick(world.policies)
    ),
    "attach_user_policy": lambda world, caller: caller.iam.attach_user_policy(
        UserName=world.pick(world.users), PolicyArn=world.pick(world.policies)
    ),
    "attach_group_policy": lambda world, caller: caller.iam.attach_group_policy(
        GroupName=world.pick(world.groups), PolicyArn=world.pick(world.policies)
    ),
    "detach_role_policy": lambda world, caller: caller.iam.detach_role_policy(
        RoleName=world.pick(world.roles), PolicyArn=ADMINISTRATOR_ACCESS
    ),
    "put_role_policy": lambda world, caller: caller.iam.put_role_policy(
        RoleName=world.pick(world.roles), PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "put_user_policy": lambda world, caller: caller.iam.put_user_policy(
        UserName=world.pick(world.users), PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "put_group_policy": lambda world, caller: caller.iam.put_group_policy(
        GroupName=world.pick(world.groups), PolicyName="p", PolicyDocument=EVERYTHING
    ),
    "update_trust": lambda world, caller: caller.iam.update_assume_role_policy(
        RoleName=world.pick(world.roles), PolicyDocument=trusted(world)
    ),
    "put_role_boundary": lambda world, caller: caller.iam.put_role_permissions_boundary(
        RoleName=world.pick(world.roles), PermissionsBoundary=world.pick(world.policies)
    ),
    "put_user_boundary": lambda world, caller: caller.iam.put_user_permissions_boundary(
        UserName=world.pick(world.users), PermissionsBoundary=world.pick(world.policies)
    ),
    "delete_role_boundary": lambda world, caller: caller.iam.delete_role_permissions_boundary(
        RoleName=world.pick(world.roles)
    ),
    "delete_user_boundary": lambda world, caller: caller.iam.delete_user_permissions_boundary(
        UserName=world.pick(world.users)
    ),
    "tag_role": lambda world, caller: caller.iam.tag_role(
        RoleName=world.pick(world.roles), Tags=some_tags(world)
    ),
    "tag_user": lambda world, caller: caller.iam.tag_user(
        UserName=world.pick(world.users), Tags=some_tags(world)
    ),
    "untag_role": lambda world, caller: caller.iam.untag_role(
        RoleName=world.pick(world.roles), TagKeys=[TAG]
    ),
    "add_to_group": lambda world, caller: caller.iam.add_user_to_group(
        GroupName=world.pick(world.groups), UserName=world.pick(world.users)
    ),
    "remove_from_group": lambda world, caller: caller.iam.remove_user_from_group(
        GroupName=world.pick(world.groups), UserName=world.pick(world.users)
    ),
    "delete_role": lambda world, caller: caller.iam.delete_role(
        RoleName=world.pick(world.roles)
    ),
    "delete_policy": lambda world, caller: caller.iam.delete_policy(
        PolicyArn=world.pick(world.policies)
    ),
}
# What the account tells of an entity that others may change without changing it.
PASSING = ("RoleLastUsed", "AttachmentCount", "PermissionsBoundaryUsageCount", "GroupList")


def outside_of(world: World) -> dict:
    """What there is of the entities that are not the line's, and who is in their groups."""
    pages = world.root.iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User", "Role", "Group", "LocalManagedPolicy"]
    )
    seen = {}
    for page in pages:
        for kind, word in (
            ("UserDetailList", "UserName"), ("RoleDetailList", "RoleName"),
            ("GroupDetailList", "GroupName"), ("Policies", "PolicyName"),
        ):  # fmt: skip
            for entity in page[kind]:
                if entity[word] in world.outside:
                    kept = {key: value for key, value in entity.items() if key not in PASSING}
                    seen[kind, entity[word]] = kept
    for group in world.groups[:2]:
        users = world.root.iam.get_group(GroupName=group)["Users"]
        members = sorted(user["UserName"] for user in users)
        seen["members", group] = [name for name in members if name in world.outside]
    for user in world.users[:4]:
        keys = world.root.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
        own = user == world.dev.name
        seen["keys", user] = [] if own else sorted(key["AccessKeyId"] for key in keys)
    return seen


def innocents_go_on(world: World) -> None:
    """The developer of the other line still changes what is that line's, in every way."""
    iam = world.innocent.iam
    user, role, policy, group = world.users[1], world.roles[1], world.policies[1], world.groups[1]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True)
    iam.attach_role_policy(RoleName=role, PolicyArn=policy)
    iam.put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=EVERYTHING)
    iam.update_assume_role_policy(
        RoleName=role, PolicyDocument=trust(account_root(world.root.account))
    )
    iam.put_group_policy(GroupName=group, PolicyName="p", PolicyDocument=EVERYTHING)
    iam.remove_user_from_group(GroupName=group, UserName=user)
    iam.detach_group_policy(GroupName=group, PolicyArn=policy)
    iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=policy)
    iam.delete_user_permissions_boundary(UserName=user)
    iam.delete_access_key(
        UserName=user, AccessKeyId=iam.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    )
    iam.update_user(UserName=user, NewUserName=fresh("innocent-renamed"))
    world.innocent.assume(world.role_arn(role))


@pytest.fixture
def root(tmp_path):
    """A server for each walk: a long one would meet the quotas of another's account."""
    server = Server(tmp_path).start()
    yield server.root()
    server.stop()


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_a_line_that_does_anything_at_random_changes_nothing_outside(root, seed):
    world = World(root, seed)
    before = outside_of(world)
    for _ in range(STEPS):
        name, caller = world.pick(list(STEPS_OF)), world.pick(world.callers)
        try:
            STEPS_OF[name](world, caller)
            world.worked.append(name)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            assert status < 500, (name, error)
    print(world.worked)
    assert outside_of(world) == before
    # It was no walk on the spot.
    assert len(world.worked) > STEPS // 8 and len(set(world.worked)) > len(STEPS_OF) // 2
    for caller in world.callers[1:]:
        try:
            caller.sts.get_caller_identity()
        except ClientError:
            continue  # Its principal has been deleted.
        world.is_bounded(caller)
    innocents_go_on(world)
