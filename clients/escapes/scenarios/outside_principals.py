"""Rows 8, 9, 11 and 26: principals outside the line that are changed, entered or tagged."""

from support.expect import GATE, INHERITED_DENY
from support.people import FENCED_ACTION, keys_of, make_policy, make_role, make_user, name_in
from support.policies import (
    ADMINISTRATOR_ACCESS,
    account_root,
    allow,
    deny,
    document,
    trust,
)

from ..outcomes import Bounded, Free, Refused, Written
from ..play import Play, Root, scenario

EVERYTHING = document(allow("*"))
ELSEWHERE = account_root("999988887777")
TEAM = [{"Key": "team", "Value": "admins"}]
FOR_ADMINS = {"StringEquals": {"aws:PrincipalTag/team": "admins"}}


@scenario(
    8,
    "Attach AdministratorAccess to an unbounded role and assume it",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:AttachRolePolicy", GATE),
)
def attach_to_a_role(play: Play) -> None:
    role = make_role(play.root, policies=[])
    with play.step("iam:AttachRolePolicy", role):
        play.dev.iam.attach_role_policy(
            RoleName=name_in(role), PolicyArn=ADMINISTRATOR_ACCESS
        )
    play.gains(play.dev.assume(role))


@scenario(
    8,
    "Write an inline policy into an unbounded role and assume it",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutRolePolicy", GATE),
)
def write_into_a_role(play: Play) -> None:
    role = make_role(play.root, policies=[])
    with play.step("iam:PutRolePolicy", role):
        play.dev.iam.put_role_policy(
            RoleName=name_in(role), PolicyName="more", PolicyDocument=EVERYTHING
        )
    play.gains(play.dev.assume(role))


@scenario(
    8,
    "Have an unbounded role that one may assume write a policy into itself",
    rule="G-write; carried",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutRolePolicy", GATE),
)
def write_into_the_role_one_is(play: Play) -> None:
    role = make_role(play.root, policies=[make_policy(play.root, document(allow("iam:Put*")))])
    session = play.dev.assume(role)
    with play.step("iam:PutRolePolicy", role, session):
        session.iam.put_role_policy(
            RoleName=name_in(role), PolicyName="more", PolicyDocument=EVERYTHING
        )
    play.gains(session)


@scenario(
    8,
    "Attach AdministratorAccess to an unbounded user whose keys one has",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:AttachUserPolicy", GATE),
)
def attach_to_a_user(play: Play) -> None:
    user = make_user(play.root, policies=[])
    accomplice = keys_of(play.root, user)
    with play.step("iam:AttachUserPolicy", play.user_arn(user)):
        play.dev.iam.attach_user_policy(UserName=user, PolicyArn=ADMINISTRATOR_ACCESS)
    play.gains(accomplice)


@scenario(
    8,
    "Write an inline policy into an unbounded user whose keys one has",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:PutUserPolicy", GATE),
)
def write_into_a_user(play: Play) -> None:
    user = make_user(play.root, policies=[])
    accomplice = keys_of(play.root, user)
    with play.step("iam:PutUserPolicy", play.user_arn(user)):
        play.dev.iam.put_user_policy(
            UserName=user, PolicyName="more", PolicyDocument=EVERYTHING
        )
    play.gains(accomplice)


@scenario(
    8,
    "Detach from an unbounded role the policy that denies it something",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DetachRolePolicy", GATE),
)
def detach_a_denial(play: Play) -> None:
    denial = make_policy(play.root, document(deny(FENCED_ACTION)))
    role = make_role(play.root, policies=[ADMINISTRATOR_ACCESS, denial])
    with play.step("iam:DetachRolePolicy", role):
        play.dev.iam.detach_role_policy(RoleName=name_in(role), PolicyArn=denial)
    play.gains(play.dev.assume(role))


@scenario(
    9,
    "Rewrite the trust policy of an unbounded role to trust oneself",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:UpdateAssumeRolePolicy", GATE),
)
def trust_oneself(play: Play) -> None:
    role = make_role(play.root, AssumeRolePolicyDocument=trust(ELSEWHERE))
    with play.step("iam:UpdateAssumeRolePolicy", role):
        play.dev.iam.update_assume_role_policy(
            RoleName=name_in(role), PolicyDocument=trust(play.dev.arn)
        )
    play.gains(play.dev.assume(role))


@scenario(
    9,
    "Rewrite the trust policy of an unbounded role to trust a foreign account",
    rule="G-write; I4",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateAssumeRolePolicy", GATE),
)
def trust_elsewhere(play: Play) -> None:
    with play.step("iam:UpdateAssumeRolePolicy", play.outside_role):
        play.dev.iam.update_assume_role_policy(
            RoleName=name_in(play.outside_role), PolicyDocument=trust(ELSEWHERE)
        )
    play.wrote()


@scenario(
    9,
    "The same on the stock command line",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:UpdateAssumeRolePolicy", GATE),
)
def trust_oneself_on_the_command_line(play: Play) -> None:
    role = make_role(play.root, AssumeRolePolicyDocument=trust(ELSEWHERE))
    play.command(
        "iam:UpdateAssumeRolePolicy", role,
        "iam", "update-assume-role-policy", "--role-name", name_in(role),
        "--policy-document", trust(play.dev.arn),
    )  # fmt: skip
    play.gains(play.dev.assume(role))


@scenario(
    11,
    "Make access keys for an unbounded user",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreateAccessKey", GATE),
)
def make_keys(play: Play) -> None:
    with play.step("iam:CreateAccessKey", play.user_arn(play.outsider)):
        made = keys_of(play.dev, play.outsider)
    play.gains(made)


@scenario(
    11,
    "The same on the stock command line",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:CreateAccessKey", GATE),
)
def make_keys_on_the_command_line(play: Play) -> None:
    answer = play.command(
        "iam:CreateAccessKey", play.user_arn(play.outsider),
        "iam", "create-access-key", "--user-name", play.outsider,
    )  # fmt: skip
    credentials = type(play.dev.credentials).from_answer(answer["AccessKey"])
    play.gains(play.dev.with_credentials(credentials))


@scenario(
    11,
    "Reactivate an old key of an unbounded user that one still has",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:UpdateAccessKey", GATE),
)
def reactivate_a_key(play: Play) -> None:
    old = keys_of(play.root, play.outsider)
    key = {"UserName": play.outsider, "AccessKeyId": old.credentials.access_key_id}
    play.root.iam.update_access_key(Status="Inactive", **key)
    with play.step("iam:UpdateAccessKey", play.user_arn(play.outsider)):
        play.dev.iam.update_access_key(Status="Active", **key)
    play.gains(old)


@scenario(
    11,
    "Delete a key of an unbounded user",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:DeleteAccessKey", GATE),
)
def delete_a_key(play: Play) -> None:
    key = keys_of(play.root, play.outsider).credentials.access_key_id
    with play.step("iam:DeleteAccessKey", play.user_arn(play.outsider)):
        play.dev.iam.delete_access_key(UserName=play.outsider, AccessKeyId=key)
    play.wrote()


@scenario(
    11,
    "Make and remove keys of oneself",
    rule="self-service",
    plain=Written(harmless=True),
    by_hand=Written(harmless=True),
    entail=Written(harmless=True),
    only_as=Root.USER,
)
def own_keys(play: Play) -> None:
    key = play.dev.iam.create_access_key()["AccessKey"]["AccessKeyId"]
    play.dev.iam.update_access_key(AccessKeyId=key, Status="Inactive")
    play.dev.iam.delete_access_key(AccessKeyId=key)
    play.wrote()


@scenario(
    26,
    "Tag oneself so that the trust policy of an unbounded role matches",
    rule="G-write",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:TagUser", GATE),
    only_as=Root.USER,
)
def tag_oneself(play: Play) -> None:
    account = account_root(play.root.account)
    role = make_role(
        play.root, AssumeRolePolicyDocument=trust(account, condition=FOR_ADMINS)
    )
    with play.step("iam:TagUser", play.dev.arn):
        play.dev.iam.tag_user(UserName=play.dev.name, Tags=TEAM)
    play.gains(play.dev.assume(role))


@scenario(
    26,
    "Enter an unbounded role with a session tag that its policy grants everything for",
    rule="hard ceilings",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def tag_a_session(play: Play) -> None:
    grant = make_policy(play.root, document(allow("*", Condition=FOR_ADMINS)))
    session = play.dev.assume(make_role(play.root, policies=[grant]), Tags=TEAM)
    session.iam.list_users()
    play.gains(session)


@scenario(
    26,
    "Tag a role of one's own so that the boundary, which reads the tag, lets it pass",
    rule="F4",
    boundary=(
        allow("*"),
        deny(FENCED_ACTION, Condition={"StringNotEquals": {"aws:PrincipalTag/team": "admins"}}),
    ),
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def tag_what_the_boundary_reads(play: Play) -> None:
    role = play.child_role(Tags=TEAM)
    play.gains(play.dev.assume(role))


@scenario(
    26,
    "Tag an unbounded role",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:TagRole", GATE),
)
def tag_an_outside_role(play: Play) -> None:
    with play.step("iam:TagRole", play.outside_role):
        play.dev.iam.tag_role(RoleName=name_in(play.outside_role), Tags=TEAM)
    play.wrote()


@scenario(
    26,
    "Tag an unbounded user",
    rule="G-write",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:TagUser", GATE),
)
def tag_an_outside_user(play: Play) -> None:
    with play.step("iam:TagUser", play.user_arn(play.outsider)):
        play.dev.iam.tag_user(UserName=play.outsider, Tags=TEAM)
    play.wrote()
