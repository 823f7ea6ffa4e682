"""Rows 3 and 4: boundaries that are replaced or removed."""

from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY
from support.people import keys_of, make_role, name_in
from support.policies import ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS

from ..outcomes import Bounded, Free, Refused
from ..play import Play, Root, scenario


def put_on_role(play: Play, role: str, caller=None) -> None:
    caller = caller or play.dev
    with play.step("iam:PutRolePermissionsBoundary", role, caller):
        caller.iam.put_role_permissions_boundary(
            RoleName=name_in(role), PermissionsBoundary=ADMINISTRATOR_ACCESS
        )


def put_on_user(play: Play, user: str, caller=None) -> None:
    caller = caller or play.dev
    with play.step("iam:PutUserPermissionsBoundary", play.user_arn(user), caller):
        caller.iam.put_user_permissions_boundary(
            UserName=user, PermissionsBoundary=ADMINISTRATOR_ACCESS
        )


def delete_from_role(play: Play, role: str, caller=None) -> None:
    caller = caller or play.dev
    with play.step("iam:DeleteRolePermissionsBoundary", role, caller):
        caller.iam.delete_role_permissions_boundary(RoleName=name_in(role))


def delete_from_user(play: Play, user: str, caller=None) -> None:
    caller = caller or play.dev
    with play.step("iam:DeleteUserPermissionsBoundary", play.user_arn(user), caller):
        caller.iam.delete_user_permissions_boundary(UserName=user)


@scenario(
    3,
    "Put a weaker boundary on a role of one's own making",
    rule="I stays",
    plain=Free(),
    by_hand=Refused("iam:PutRolePermissionsBoundary", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def weaken_a_child_role(play: Play) -> None:
    role = play.child_role()
    put_on_role(play, role)
    play.gains(play.dev.assume(role))


@scenario(
    3,
    "Put a weaker boundary on a user of one's own making",
    rule="I stays",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def weaken_a_child_user(play: Play) -> None:
    user = play.child_user()
    put_on_user(play, user)
    play.gains(keys_of(play.dev, user))


@scenario(
    3,
    "Have a role put a weaker boundary on itself",
    rule="I stays",
    plain=Free(),
    by_hand=Refused("iam:PutRolePermissionsBoundary", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def weaken_the_role_one_is(play: Play) -> None:
    role = play.child_role()
    session = play.dev.assume(role)
    put_on_role(play, role, session)
    play.gains(session)


@scenario(
    3,
    "Put a weaker boundary on oneself",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def weaken_oneself(play: Play) -> None:
    put_on_user(play, play.dev.name)
    play.gains(play.dev)


@scenario(
    3,
    "Have a child put a weaker boundary on its parent",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def weaken_the_parent(play: Play) -> None:
    put_on_user(play, play.dev.name, play.child_session())
    play.gains(play.dev)


@scenario(
    4,
    "Remove the boundary of a role of one's own making",
    rule="I stays",
    plain=Free(),
    by_hand=Refused("iam:DeleteRolePermissionsBoundary", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def unbind_a_child_role(play: Play) -> None:
    role = play.child_role()
    delete_from_role(play, role)
    play.gains(play.dev.assume(role))


@scenario(
    4,
    "Remove the boundary of a user of one's own making",
    rule="I stays",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def unbind_a_child_user(play: Play) -> None:
    user = play.child_user()
    delete_from_user(play, user)
    play.gains(keys_of(play.dev, user))


@scenario(
    4,
    "Remove one's own boundary",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DeleteUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def unbind_oneself(play: Play) -> None:
    delete_from_user(play, play.dev.name)
    play.gains(play.dev)


@scenario(
    4,
    "Have a child remove its parent's boundary",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DeleteUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def unbind_the_parent(play: Play) -> None:
    delete_from_user(play, play.dev.name, play.child_session())
    play.gains(play.dev)


@scenario(
    4,
    "Remove from a child role what the administrator has put there",
    rule="w4",
    plain=Free(),
    by_hand=Refused("iam:DeleteRolePermissionsBoundary", BOUNDARY_DENY),
    entail=Refused("iam:DeleteRolePermissionsBoundary", GATE),
)
def unbind_a_role_the_administrator_bound(play: Play) -> None:
    role = play.child_role()
    play.root.iam.put_role_permissions_boundary(
        RoleName=name_in(role), PermissionsBoundary=READ_ONLY_ACCESS
    )
    delete_from_role(play, role)
    play.gains(play.dev.assume(role))


@scenario(
    4,
    "Remove from a child user what the administrator has put there",
    rule="w4",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DeleteUserPermissionsBoundary", GATE),
)
def unbind_a_user_the_administrator_bound(play: Play) -> None:
    user = play.child_user()
    play.root.iam.put_user_permissions_boundary(UserName=user, PermissionsBoundary=READ_ONLY_ACCESS)
    delete_from_user(play, user)
    play.gains(keys_of(play.dev, user))


@scenario(
    4,
    "Replace on a child role what the administrator has put there",
    rule="w4",
    plain=Free(),
    by_hand=Refused("iam:PutRolePermissionsBoundary", BOUNDARY_DENY),
    entail=Refused("iam:PutRolePermissionsBoundary", GATE),
)
def rebind_a_role_the_administrator_bound(play: Play) -> None:
    role = play.child_role()
    play.root.iam.put_role_permissions_boundary(
        RoleName=name_in(role), PermissionsBoundary=READ_ONLY_ACCESS
    )
    put_on_role(play, role)
    play.gains(play.dev.assume(role))


@scenario(
    4,
    "Delete the role that the administrator has bound and make it anew",
    rule="w4; F7",
    plain=Free(),
    by_hand=Refused("iam:CreateRole", BOUNDARY_DENY),
    entail=Refused("iam:DeleteRole", GATE),
)
def remake_a_role_the_administrator_bound(play: Play) -> None:
    role = play.child_role(policies=[])
    play.root.iam.put_role_permissions_boundary(
        RoleName=name_in(role), PermissionsBoundary=READ_ONLY_ACCESS
    )
    with play.step("iam:DeleteRole", role):
        play.dev.iam.delete_role(RoleName=name_in(role))
    with play.step("iam:CreateRole", role):
        make_role(play.dev, name_in(role))
    play.gains(play.dev.assume(role))
