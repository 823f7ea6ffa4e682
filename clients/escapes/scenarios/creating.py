"""Rows 1, 2, 29 and 30: principals that are created to be freer than their creator."""

from support import lineage
from support.expect import BOUNDARY_DENY, INHERITED_DENY
from support.people import fresh, keys_of, make_policy, make_role, make_user
from support.policies import (
    ADMINISTRATOR_ACCESS,
    TRANSITIVE_PATH,
    allow,
    document,
    role_arn,
)

from ..outcomes import Bounded, Free, Refused
from ..play import Line, Play, scenario

TAG = "entail:transitive-boundary"


def create_role(play: Play, **extra) -> None:
    name = fresh("escaped")
    with play.step("iam:CreateRole", role_arn(play.root.account, name)):
        made = make_role(play.dev, name, **extra)
    if play.line is Line.TRANSITIVE:
        assert lineage.of_role(play.root, made) == lineage.Lineage(
            extra.get("PermissionsBoundary"), None, frozenset({play.boundary})
        )
    play.gains(play.dev.assume(made))


def create_user(play: Play, **extra) -> None:
    name = fresh("escaped")
    with play.step("iam:CreateUser", play.user_arn(name)):
        make_user(play.dev, name, **extra)
    if play.line is Line.TRANSITIVE:
        assert lineage.of_user(play.root, name) == lineage.Lineage(
            extra.get("PermissionsBoundary"), None, frozenset({play.boundary})
        )
    play.gains(keys_of(play.dev, name))


@scenario(
    1,
    "Create a role and name no boundary",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateRole", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def role_without_a_boundary(play: Play) -> None:
    create_role(play)


@scenario(
    1,
    "Create a user and name no boundary",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateUser", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def user_without_a_boundary(play: Play) -> None:
    create_user(play)


@scenario(
    1,
    "Have a bounded role create the next one, and that one the next",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateRole", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def grandchild(play: Play) -> None:
    child = play.child_session()
    name = fresh("grandchild")
    with play.step("iam:CreateRole", role_arn(play.root.account, name), child):
        make_role(child, name)
    session = child.assume(role_arn(play.root.account, name))
    play.gains(session.assume(make_role(session)))


@scenario(
    2,
    "Create a role with a weaker boundary",
    rule="explicit adds",
    plain=Free(),
    by_hand=Refused("iam:CreateRole", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def role_with_a_weaker_boundary(play: Play) -> None:
    create_role(play, PermissionsBoundary=ADMINISTRATOR_ACCESS)


@scenario(
    2,
    "Create a user with a weaker boundary",
    rule="explicit adds",
    plain=Free(),
    by_hand=Refused("iam:CreateUser", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def user_with_a_weaker_boundary(play: Play) -> None:
    create_user(play, PermissionsBoundary=ADMINISTRATOR_ACCESS)


@scenario(
    29,
    "Copy an unbounded administrator: a user with its policies and groups",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateUser", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def copy_of_an_administrator(play: Play) -> None:
    """As a console does it: it reads one user and calls for the other."""
    group = fresh("administrators")
    play.root.iam.create_group(GroupName=group)
    play.root.iam.attach_group_policy(GroupName=group, PolicyArn=ADMINISTRATOR_ACCESS)
    play.root.iam.add_user_to_group(GroupName=group, UserName=play.outsider)
    iam, name = play.dev.iam, fresh("copy")
    with play.step("iam:CreateUser", play.user_arn(name)):
        iam.create_user(UserName=name)
    for policy in iam.list_attached_user_policies(UserName=play.outsider)["AttachedPolicies"]:
        iam.attach_user_policy(UserName=name, PolicyArn=policy["PolicyArn"])
    for copied in iam.list_groups_for_user(UserName=play.outsider)["Groups"]:
        iam.add_user_to_group(UserName=name, GroupName=copied["GroupName"])
    play.gains(keys_of(play.dev, name))


@scenario(
    30,
    "Give a child a weak transitive boundary of its own, by the reserved tag",
    rule="explicit adds",
    entail=Bounded(INHERITED_DENY),
)
def weak_transitive_boundary_by_tag(play: Play) -> None:
    session = play.child_session()
    tags = [{"Key": TAG, "Value": ADMINISTRATOR_ACCESS}]
    weak_line(play, session, ADMINISTRATOR_ACCESS, Tags=tags)


@scenario(
    30,
    "Give a child a weak transitive boundary of its own, by a marked policy",
    rule="explicit adds",
    entail=Bounded(INHERITED_DENY),
)
def weak_transitive_boundary_by_mark(play: Play) -> None:
    session = play.child_session()
    weak = make_policy(session, document(allow("*")), fresh("weak"), TRANSITIVE_PATH)
    weak_line(play, session, weak, PermissionsBoundary=weak)


def weak_line(play: Play, session, weak: str, **extra) -> None:
    child = make_role(session, **extra)
    assert lineage.of_role(play.root, child).transitive_boundary == weak
    grandchild = make_role(session.assume(child))
    assert lineage.of_role(play.root, grandchild).inherited == {play.boundary, weak}
    play.gains(session.assume(grandchild))
