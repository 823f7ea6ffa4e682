"""Row 12: groups."""

from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY
from support.people import FENCED_ACTION, fresh, keys_of, make_policy, make_user
from support.policies import ADMINISTRATOR_ACCESS, allow, deny, document

from ..outcomes import Bounded, Free, Refused, Written
from ..play import Play, Root, scenario

EVERYTHING = document(allow("*"))
NARROW = document(allow("s3:GetObject"))


def group_arn(play: Play, name: str) -> str:
    return f"arn:aws:iam::{play.root.account}:group/{name}"


def make_group(caller, *members: str, policies=()) -> str:
    name = fresh("group")
    caller.iam.create_group(GroupName=name)
    for policy in policies:
        caller.iam.attach_group_policy(GroupName=name, PolicyArn=policy)
    for user in members:
        caller.iam.add_user_to_group(GroupName=name, UserName=user)
    return name


def accomplice(play: Play):
    """An administrator's user without permissions, whose keys the developer has."""
    user = make_user(play.root, fresh("accomplice"), policies=[])
    return user, keys_of(play.root, user)


def join(play: Play, user: str, group: str) -> None:
    with play.step("iam:AddUserToGroup", group_arn(play, group)):
        play.dev.iam.add_user_to_group(GroupName=group, UserName=user)


@scenario(
    12,
    "Add a bounded user of one's own to a group of administrators",
    rule="hard ceilings",
    plain=Bounded(BOUNDARY_DENY),
    by_hand=Bounded(BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def child_joins_administrators(play: Play) -> None:
    user = play.child_user(policies=[])
    join(play, user, make_group(play.root, policies=[ADMINISTRATOR_ACCESS]))
    play.gains(keys_of(play.dev, user))


@scenario(
    12,
    "Add oneself to a group of administrators",
    rule="G-write",
    plain=Bounded(BOUNDARY_DENY),
    by_hand=Bounded(BOUNDARY_DENY),
    entail=Refused("iam:AddUserToGroup", GATE),
    only_as=Root.USER,
)
def join_administrators(play: Play) -> None:
    join(play, play.dev.name, make_group(play.root, policies=[ADMINISTRATOR_ACCESS]))
    play.gains(play.dev)


@scenario(
    12,
    "Add an unbounded user whose keys one has to a group of administrators",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:AddUserToGroup", GATE),
)
def outsider_joins_administrators(play: Play) -> None:
    user, caller = accomplice(play)
    join(play, user, make_group(play.root, policies=[ADMINISTRATOR_ACCESS]))
    play.gains(caller)


@scenario(
    12,
    "Add that user to a group of one's own",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:AddUserToGroup", GATE),
)
def outsider_joins_an_own_group(play: Play) -> None:
    user, caller = accomplice(play)
    join(play, user, make_group(play.dev, policies=[ADMINISTRATOR_ACCESS]))
    play.gains(caller)


@scenario(
    12,
    "Attach AdministratorAccess to a group that such a user is in",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:AttachGroupPolicy", GATE),
)
def attach_to_an_outside_group(play: Play) -> None:
    user, caller = accomplice(play)
    group = make_group(play.root, user)
    with play.step("iam:AttachGroupPolicy", group_arn(play, group)):
        play.dev.iam.attach_group_policy(GroupName=group, PolicyArn=ADMINISTRATOR_ACCESS)
    play.gains(caller)


@scenario(
    12,
    "Write an inline policy into a group that such a user is in",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutGroupPolicy", GATE),
)
def write_into_an_outside_group(play: Play) -> None:
    user, caller = accomplice(play)
    group = make_group(play.root, user)
    with play.step("iam:PutGroupPolicy", group_arn(play, group)):
        play.dev.iam.put_group_policy(
            GroupName=group, PolicyName="more", PolicyDocument=EVERYTHING
        )
    play.gains(caller)


@scenario(
    12,
    "Write a policy into a group of one's own that the administrator has put such a user in",
    rule="w2",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutGroupPolicy", GATE),
)
def write_into_an_own_group(play: Play) -> None:
    user, caller = accomplice(play)
    group = make_group(play.dev)
    play.root.iam.add_user_to_group(GroupName=group, UserName=user)
    with play.step("iam:PutGroupPolicy", group_arn(play, group)):
        play.dev.iam.put_group_policy(
            GroupName=group, PolicyName="more", PolicyDocument=EVERYTHING
        )
    play.gains(caller)


@scenario(
    12,
    "Rewrite a policy of one's own that reaches such a user through a group",
    rule="w1; F6",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_a_policy_of_an_own_group(play: Play) -> None:
    user, caller = accomplice(play)
    policy = make_policy(play.dev, NARROW)
    group = make_group(play.dev, policies=[policy])
    play.root.iam.add_user_to_group(GroupName=group, UserName=user)
    with play.step("iam:CreatePolicyVersion", policy):
        play.dev.iam.create_policy_version(
            PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True
        )
    play.gains(caller)


@scenario(
    12,
    "Take an unbounded user out of the group that denies it something",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:RemoveUserFromGroup", GATE),
)
def leave_a_denying_group(play: Play) -> None:
    user = make_user(play.root, fresh("accomplice"))
    denial = make_policy(play.root, document(deny(FENCED_ACTION)))
    group = make_group(play.root, user, policies=[denial])
    with play.step("iam:RemoveUserFromGroup", group_arn(play, group)):
        play.dev.iam.remove_user_from_group(GroupName=group, UserName=user)
    play.gains(keys_of(play.root, user))


@scenario(
    12,
    "Rename a group of the administrator's",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateGroup", GATE),
)
def rename_an_outside_group(play: Play) -> None:
    group = make_group(play.root)
    with play.step("iam:UpdateGroup", group_arn(play, group)):
        play.dev.iam.update_group(GroupName=group, NewGroupName=fresh("renamed-group"))
    play.wrote()
