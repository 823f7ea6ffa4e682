"""Rows 17 and 18: policies on resources. The trust policies of roles are the ones served here."""

from support import lineage
from support.expect import BOUNDARY, INHERITED
from support.people import make_developer, make_role, name_in
from support.policies import account_root, trust

from ..outcomes import Free, Refused, Written
from ..play import Line, Play, scenario

ELSEWHERE = account_root("999988887777")
# It says nothing of assuming roles: an implicit deny, which AWS lets a resource policy pass by.
NO_ASSUMING = ({"Effect": "Allow", "NotAction": "sts:AssumeRole", "Resource": "*"},)


def enter(play: Play, caller, *trusted: str, condition: dict | None = None) -> None:
    text = trust(*trusted, condition=condition)
    role = make_role(play.root, AssumeRolePolicyDocument=text)
    with play.step("sts:AssumeRole", role, caller):
        session = caller.assume(role)
    play.gains(session)


@scenario(
    17,
    "Have the trust policy of an unbounded role name one's user, which may assume no role",
    rule="hard ceilings",
    boundary=NO_ASSUMING,
    plain=Free(),
    by_hand=Free(),
    entail=Refused("sts:AssumeRole", INHERITED),
)
def named_user(play: Play) -> None:
    child = play.child_keys()
    enter(play, child, child.arn)


@scenario(
    17,
    "Have it name the session of one's role",
    rule="hard ceilings",
    boundary=NO_ASSUMING,
    plain=Free(),
    by_hand=Free(),
    entail=Refused("sts:AssumeRole", INHERITED),
)
def named_session(play: Play) -> None:
    # The administrator enters the role for the developer, whose boundary lets it assume none.
    role = play.child_role()
    session = make_developer(play.root, None).assume(role)
    enter(play, session, session.arn)


@scenario(
    17,
    "Have it name everybody",
    rule="hard ceilings",
    boundary=NO_ASSUMING,
    plain=Free(),
    by_hand=Free(),
    entail=Refused("sts:AssumeRole", INHERITED),
)
def everybody(play: Play) -> None:
    enter(play, play.child_keys(), "*")


@scenario(
    17,
    "Have it name everybody whose `aws:PrincipalArn` is that of one's user",
    rule="hard ceilings",
    boundary=NO_ASSUMING,
    plain=Free(),
    by_hand=Free(),
    entail=Refused("sts:AssumeRole", INHERITED),
)
def everybody_of_an_arn(play: Play) -> None:
    child = play.child_keys()
    by_arn = {"ArnEquals": {"aws:PrincipalArn": child.arn}}
    enter(play, child, "*", condition=by_arn)


@scenario(
    17,
    "Have it name the account, which delegates to the caller's own policies",
    rule="hard ceilings",
    boundary=NO_ASSUMING,
    plain=Refused("sts:AssumeRole", BOUNDARY),
    by_hand=Refused("sts:AssumeRole", BOUNDARY),
    entail=Refused("sts:AssumeRole", INHERITED),
)
def named_account(play: Play) -> None:
    enter(play, play.child_keys(), account_root(play.root.account))


@scenario(
    18,
    "Make a role of one's own that a foreign account may assume",
    rule="I1",
    plain=Written(),
    by_hand=Written(harmless=True),
    entail=Written(harmless=True),
)
def let_a_foreign_account_in(play: Play) -> None:
    extra = {} if play.line is Line.PLAIN else {"PermissionsBoundary": play.boundary}
    role = make_role(play.dev, AssumeRolePolicyDocument=trust(ELSEWHERE), **extra)
    if play.line is Line.TRANSITIVE:
        assert lineage.of_role(play.root, name_in(role)).inherited == {play.boundary}
    play.wrote()
