"""Rows 5, 6 and 7: the policy behind a boundary, and policies that others have."""

from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY
from support.people import (
    FENCED_ACTION,
    keys_of,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import READ_ONLY_ACCESS, TRANSITIVE_PATH, allow, deny, document

from ..outcomes import Bounded, Fails, Free, Refused, Written
from ..play import Line, Play, Root, scenario

EVERYTHING = document(allow("*"))
NARROW = document(allow("s3:GetObject"))


def add_version(play: Play, policy: str, caller=None) -> None:
    caller = caller or play.dev
    with play.step("iam:CreatePolicyVersion", policy, caller):
        caller.iam.create_policy_version(
            PolicyArn=policy, PolicyDocument=EVERYTHING, SetAsDefault=True
        )


@scenario(
    5,
    "Make a new default version of the boundary that allows everything",
    rule="G-write; w3",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_the_boundary(play: Play) -> None:
    add_version(play, play.boundary)
    play.gains(play.dev)


@scenario(
    5,
    "Have a child make that version",
    rule="G-write; w3",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_the_boundary_as_a_child(play: Play) -> None:
    session = play.child_session()
    add_version(play, play.boundary, session)
    play.gains(session)


@scenario(
    5,
    "Switch the boundary back to an old, wider version",
    rule="G-write; w3",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:SetDefaultPolicyVersion", GATE),
)
def switch_the_version(play: Play) -> None:
    play.root.iam.create_policy_version(PolicyArn=play.boundary, PolicyDocument=EVERYTHING)
    with play.step("iam:SetDefaultPolicyVersion", play.boundary):
        play.dev.iam.set_default_policy_version(PolicyArn=play.boundary, VersionId="v2")
    play.gains(play.dev)


@scenario(
    5,
    "Delete a version of the boundary that its administrator keeps",
    rule="G-write; w3",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:DeletePolicyVersion", GATE),
)
def delete_a_version(play: Play) -> None:
    play.root.iam.create_policy_version(PolicyArn=play.boundary, PolicyDocument=NARROW)
    with play.step("iam:DeletePolicyVersion", play.boundary):
        play.dev.iam.delete_policy_version(PolicyArn=play.boundary, VersionId="v2")
    play.wrote()


@scenario(
    5,
    "Take the mark from a boundary that is transitive by its tag",
    rule="w3",
    entail=Refused("iam:UntagPolicy", GATE),
    only_as=Root.USER,
)
def unmark_the_boundary(play: Play) -> None:
    mark = {"Key": "entail:transitive", "Value": "true"}
    marked = make_policy(play.root, EVERYTHING, Tags=[mark])
    play.root.iam.put_user_permissions_boundary(
        UserName=play.dev.name, PermissionsBoundary=marked
    )
    assert lineage.of_user(play.root, play.dev.name).transitive_boundary == marked
    with play.step("iam:UntagPolicy", marked):
        play.dev.iam.untag_policy(PolicyArn=marked, TagKeys=["ENTAIL:transitive"])


@scenario(
    5,
    "Outlast the administrator's own edit in a session that lives already",
    rule="I6",
    boundary=(allow("*"),),
    plain=Bounded(BOUNDARY_DENY),
    by_hand=Bounded(BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def outlast_an_edit(play: Play) -> None:
    session = play.child_session()
    assert session.iam.list_user_tags(UserName=play.outsider)["Tags"] == []
    play.root.iam.create_policy_version(
        PolicyArn=play.boundary,
        PolicyDocument=document(allow("*"), deny(FENCED_ACTION)),
        SetAsDefault=True,
    )
    play.gains(session)


@scenario(
    6,
    "Delete the boundary policy while it is in use",
    rule="G-write; w3",
    plain=Fails("DeleteConflict"),
    by_hand=Fails("DeleteConflict"),
    entail=Refused("iam:DeletePolicy", GATE),
)
def delete_the_boundary(play: Play) -> None:
    with play.step("iam:DeletePolicy", play.boundary):
        play.dev.iam.delete_policy(PolicyArn=play.boundary)


@scenario(
    6,
    "Step out of the boundary, delete its policy, make it anew under its ARN and step back in",
    rule="G-write; unique ids",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DeleteUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def remake_the_boundary(play: Play) -> None:
    dev = play.dev
    with play.step("iam:DeleteUserPermissionsBoundary", dev.arn):
        dev.iam.delete_user_permissions_boundary(UserName=dev.name)
    dev.iam.delete_policy(PolicyArn=play.boundary)
    assert make_policy(dev, EVERYTHING, name_in(play.boundary)) == play.boundary
    dev.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=play.boundary)
    play.gains(dev)


@scenario(
    6,
    "Delete a boundary policy that nobody has any more, but that is inherited",
    rule="unique ids",
    entail=Fails("DeleteConflict"),
    only_as=Root.USER,
)
def delete_an_inherited_boundary(play: Play) -> None:
    made = make_role(play.dev)
    play.root.iam.delete_user_permissions_boundary(UserName=play.dev.name)
    assert lineage.of_user(play.root, play.dev.name) == lineage.Lineage()
    assert lineage.of_role(play.root, made).inherited == {play.boundary}
    with play.step("iam:DeletePolicy", play.boundary):
        play.root.iam.delete_policy(PolicyArn=play.boundary)


@scenario(
    6,
    "Make a policy under the boundary's name while that one is there",
    rule="unique ids",
    plain=Fails("EntityAlreadyExists"),
    by_hand=Fails("EntityAlreadyExists"),
    entail=Fails("EntityAlreadyExists"),
)
def take_the_boundarys_name(play: Play) -> None:
    path = TRANSITIVE_PATH if play.line is Line.TRANSITIVE else "/"
    with play.step("iam:CreatePolicy", play.boundary):
        make_policy(play.dev, EVERYTHING, name_in(play.boundary).upper(), path)


@scenario(
    7,
    "Rewrite a policy that an outside role has, and assume the role",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_an_outside_policy(play: Play) -> None:
    policy = make_policy(play.root, NARROW)
    role = make_role(play.root, policies=[policy])
    add_version(play, policy)
    play.gains(play.dev.assume(role))


@scenario(
    7,
    "Rewrite a policy of one's own that the administrator has attached to an outside role",
    rule="w1",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_an_own_policy_in_use_outside(play: Play) -> None:
    policy = make_policy(play.dev, NARROW)
    role = make_role(play.root, policies=[policy])
    add_version(play, policy)
    play.gains(play.dev.assume(role))


@scenario(
    7,
    "Switch the version of a policy of one's own that an outside role has",
    rule="w1",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:SetDefaultPolicyVersion", GATE),
)
def switch_an_own_policy_in_use_outside(play: Play) -> None:
    policy = make_policy(play.dev, EVERYTHING)
    play.dev.iam.create_policy_version(PolicyArn=policy, PolicyDocument=NARROW, SetAsDefault=True)
    role = make_role(play.root, policies=[policy])
    with play.step("iam:SetDefaultPolicyVersion", policy):
        play.dev.iam.set_default_policy_version(PolicyArn=policy, VersionId="v1")
    play.gains(play.dev.assume(role))


@scenario(
    7,
    "Rewrite a policy of one's own that is an outside user's boundary",
    rule="w1; F5",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_an_own_policy_that_bounds_an_outsider(play: Play) -> None:
    policy = make_policy(play.dev, NARROW)
    accomplice = keys_of(play.root, make_user(play.root, PermissionsBoundary=policy))
    add_version(play, policy)
    play.gains(accomplice)


@scenario(
    7,
    "Rewrite a policy of one's own that narrows an outsider's live session",
    rule="w1; F5",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreatePolicyVersion", GATE),
)
def rewrite_an_own_policy_that_narrows_a_session(play: Play) -> None:
    policy = make_policy(play.dev, NARROW)
    accomplice = keys_of(play.root, play.outsider)
    session = accomplice.assume(play.outside_role, PolicyArns=[{"arn": policy}])
    add_version(play, policy)
    play.gains(session)


@scenario(
    7,
    "Rewrite a policy of one's own that only one's own role has",
    rule="w1",
    plain=Bounded(BOUNDARY_DENY),
    by_hand=Bounded(BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def rewrite_an_own_policy(play: Play) -> None:
    policy = make_policy(play.dev, NARROW)
    role = play.child_role(policies=[policy])
    add_version(play, policy)
    play.dev.iam.attach_role_policy(RoleName=name_in(role), PolicyArn=READ_ONLY_ACCESS)
    play.gains(play.dev.assume(role))
