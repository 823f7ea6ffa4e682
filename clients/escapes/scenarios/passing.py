"""Rows 13 and 15: roles that are handed to services. Instance profiles are what hands them here."""

from support.expect import GATE
from support.people import fresh, make_role, name_in

from ..outcomes import Refused, Written
from ..play import Play, scenario


def profile_arn(play: Play, name: str) -> str:
    return f"arn:aws:iam::{play.root.account}:instance-profile/{name}"


def make_profile(caller, role: str | None = None) -> str:
    name = fresh("profile")
    caller.iam.create_instance_profile(InstanceProfileName=name)
    if role:
        add(caller, name, role)
    return name


def add(caller, profile: str, role: str) -> None:
    caller.iam.add_role_to_instance_profile(
        InstanceProfileName=profile, RoleName=name_in(role)
    )


@scenario(
    13,
    "Pass an unbounded role to EC2, in an instance profile of one's own",
    rule="G-pass",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:PassRole", GATE),
)
def pass_an_outside_role(play: Play) -> None:
    profile = make_profile(play.dev)
    with play.step("iam:PassRole", play.outside_role):
        add(play.dev, profile, play.outside_role)
    play.wrote()


@scenario(
    13,
    "Pass it as a session of an unbounded role that one may assume",
    rule="G-pass; carried",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:PassRole", GATE),
)
def pass_as_an_outside_role(play: Play) -> None:
    session = play.dev.assume(play.outside_role)
    profile = make_profile(session)
    with play.step("iam:PassRole", play.outside_role, session):
        add(session, profile, play.outside_role)
    play.wrote()


@scenario(
    13,
    "Pass a bounded role of one's own",
    rule="G-pass",
    plain=Written(harmless=True),
    by_hand=Written(harmless=True),
    entail=Written(harmless=True),
)
def pass_an_own_role(play: Play) -> None:
    make_profile(play.dev, play.child_role())
    play.wrote()


@scenario(
    15,
    "Put a role of one's own into an instance profile that others' machines have",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:AddRoleToInstanceProfile", GATE),
)
def fill_an_outside_profile(play: Play) -> None:
    profile = make_profile(play.root)
    role = play.child_role()
    with play.step("iam:AddRoleToInstanceProfile", profile_arn(play, profile)):
        add(play.dev, profile, role)
    play.wrote()


@scenario(
    15,
    "Take the role out of an instance profile that others' machines have",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:RemoveRoleFromInstanceProfile", GATE),
)
def empty_an_outside_profile(play: Play) -> None:
    profile = make_profile(play.root, play.outside_role)
    with play.step("iam:RemoveRoleFromInstanceProfile", profile_arn(play, profile)):
        play.dev.iam.remove_role_from_instance_profile(
            InstanceProfileName=profile, RoleName=name_in(play.outside_role)
        )
    play.wrote()


@scenario(
    15,
    "Swap the role in an instance profile of one's own for an unbounded one",
    rule="G-pass",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:PassRole", GATE),
)
def swap_the_role(play: Play) -> None:
    own = play.child_role()
    profile = make_profile(play.dev, own)
    play.dev.iam.remove_role_from_instance_profile(
        InstanceProfileName=profile, RoleName=name_in(own)
    )
    with play.step("iam:PassRole", play.outside_role):
        add(play.dev, profile, play.outside_role)
    play.wrote()


@scenario(
    15,
    "Delete a role that an instance profile has, and make one of its name",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:RemoveRoleFromInstanceProfile", GATE),
)
def remake_the_role_of_a_profile(play: Play) -> None:
    role = make_role(play.root, policies=[])
    profile = make_profile(play.root, role)
    with play.step("iam:RemoveRoleFromInstanceProfile", profile_arn(play, profile)):
        play.dev.iam.remove_role_from_instance_profile(
            InstanceProfileName=profile, RoleName=name_in(role)
        )
    play.dev.iam.delete_role(RoleName=name_in(role))
    add(play.dev, profile, play.child_role(name=name_in(role)))
    play.wrote()
