"""Rows 27 and 31: names that are taken, and limits that are filled."""

import pytest
from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY, TRUST
from support.people import fresh, keys_of, make_policy, make_role, make_user, name_in
from support.policies import (
    TRANSITIVE_PATH,
    account_root,
    allow,
    allow_all_except,
    document,
    role_arn,
    trust,
)

from ..outcomes import Bounded, Fails, Free, Refused, Written
from ..play import Play, scenario

INHERITED_BOUNDARIES_MAX = 8
TAG = "entail:transitive-boundary"


@scenario(
    27,
    "Take the name of a deleted user whom an unbounded role trusts",
    rule="unique ids",
    plain=Refused("sts:AssumeRole", TRUST),
    by_hand=Refused("sts:AssumeRole", TRUST),
    entail=Refused("sts:AssumeRole", TRUST),
)
def namesake_of_a_trusted_user(play: Play) -> None:
    ghost = make_user(play.root, fresh("ghost"), policies=[])
    trusting = make_role(play.root, AssumeRolePolicyDocument=trust(play.user_arn(ghost)))
    play.root.iam.delete_user(UserName=ghost)
    namesake = keys_of(play.dev, play.child_user(name=ghost))
    with play.step("sts:AssumeRole", trusting, namesake):
        namesake.assume(trusting)


@scenario(
    27,
    "Make the user whose ARN an unbounded role's condition names",
    rule="I1; carried",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def user_of_a_dangling_arn(play: Play) -> None:
    ghost = fresh("ghost")
    by_arn = {"ArnEquals": {"aws:PrincipalArn": play.user_arn(ghost)}}
    account = account_root(play.root.account)
    trusting = make_role(
        play.root, AssumeRolePolicyDocument=trust(account, condition=by_arn)
    )
    play.gains(keys_of(play.dev, play.child_user(name=ghost)).assume(trusting))


@scenario(
    27,
    "Make the role whose session an unbounded role trusts by its ARN",
    rule="I1; carried",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def session_of_a_dangling_arn(play: Play) -> None:
    ghost, account = fresh("ghost"), play.root.account
    named = f"arn:aws:sts::{account}:assumed-role/{ghost}/session"
    trusting = make_role(play.root, AssumeRolePolicyDocument=trust(named))
    play.gains(play.dev.assume(play.child_role(name=ghost)).assume(trusting))


@scenario(
    27,
    "Delete an unbounded role to take its name",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:DeleteRole", GATE),
)
def delete_an_outside_role(play: Play) -> None:
    role = make_role(play.root, policies=[])
    with play.step("iam:DeleteRole", role):
        play.dev.iam.delete_role(RoleName=name_in(role))
    play.wrote()


@scenario(
    27,
    "Delete an unbounded user to take its name",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:DeleteUser", GATE),
)
def delete_an_outside_user(play: Play) -> None:
    user = make_user(play.root, policies=[])
    with play.step("iam:DeleteUser", play.user_arn(user)):
        play.dev.iam.delete_user(UserName=user)
    play.wrote()


@scenario(
    27,
    "Rename an unbounded user, and make one of its old name",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateUser", GATE),
)
def rename_an_outside_user(play: Play) -> None:
    with play.step("iam:UpdateUser", play.user_arn(play.outsider)):
        play.dev.iam.update_user(UserName=play.outsider, NewUserName=fresh("renamed"))
    play.child_user(name=play.outsider)
    play.wrote()


@scenario(
    27,
    "Delete a bounded role of one's own and make it anew without a boundary",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateRole", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def remake_an_own_role(play: Play) -> None:
    role = play.child_role(policies=[])
    first = play.root.iam.get_role(RoleName=name_in(role))["Role"]["RoleId"]
    play.dev.iam.delete_role(RoleName=name_in(role))
    with play.step("iam:CreateRole", role):
        make_role(play.dev, name_in(role))
    assert play.root.iam.get_role(RoleName=name_in(role))["Role"]["RoleId"] != first
    play.gains(play.dev.assume(role))


@scenario(
    31,
    "Let one boundary more meet in a role than a label holds",
    rule="F17",
    entail=Fails("LimitExceeded"),
)
def ninth_boundary(play: Play) -> None:
    creator, expected = play.dev, {play.boundary}
    for number in range(1, INHERITED_BOUNDARIES_MAX + 1):
        extra = make_policy(play.root, allow_all_except(f"iam:Nothing{number}"))
        role = make_role(creator, Tags=[{"Key": TAG, "Value": extra}])
        assert lineage.of_role(play.root, role).inherited == expected
        creator, expected = creator.assume(role), expected | {extra}
    name = fresh("ninth")
    try:
        with play.step("iam:CreateRole", role_arn(play.root.account, name), creator):
            make_role(creator, name)
    finally:
        with pytest.raises(play.root.iam.exceptions.NoSuchEntityException):
            play.root.iam.get_role(RoleName=name)


@scenario(
    31,
    "Fill the versions of a policy of one's own and use it as the next boundary",
    rule="F17",
    plain=Fails("LimitExceeded"),
    by_hand=Fails("LimitExceeded"),
    entail=Fails("LimitExceeded"),
)
def sixth_version(play: Play) -> None:
    own = make_policy(play.dev, allow_all_except("iam:DeleteUser"), path=TRANSITIVE_PATH)
    for _ in range(4):
        play.dev.iam.create_policy_version(PolicyArn=own, PolicyDocument=document(allow("*")))
    with play.step("iam:CreatePolicyVersion", own):
        play.dev.iam.create_policy_version(PolicyArn=own, PolicyDocument=document(allow("*")))
