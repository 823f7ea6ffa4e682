"""Rows 10, 28, 32 and 33: credentials that are obtained, kept, or lent."""

from support import lineage
from support.expect import BOUNDARY_DENY, GATE, INHERITED_DENY
from support.people import fresh, keys_of, make_developer, make_role, make_user, name_in
from support.policies import allow, document, role_arn, trust

from ..outcomes import Bounded, Fails, Free, Refused, Written
from ..play import Line, Play, Root, scenario


@scenario(
    10,
    "Assume an unbounded role that trusts the account",
    rule="G-obtain",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def assume_an_outside_role(play: Play) -> None:
    session = play.dev.assume(play.outside_role)
    if play.line is Line.TRANSITIVE:
        made = make_role(session)
        assert lineage.of_role(play.root, made).inherited == {play.boundary}
    play.gains(session)


@scenario(
    10,
    "Walk through a chain of three unbounded roles",
    rule="G-obtain",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def assume_a_chain(play: Play) -> None:
    session = play.dev
    for _ in range(3):
        session = session.assume(make_role(play.root))
    play.gains(session)


@scenario(
    10,
    "Remove one's own boundary as an unbounded role",
    rule="G-write; carried",
    plain=Free(),
    by_hand=Free(),
    entail=Refused("iam:DeleteUserPermissionsBoundary", GATE),
    only_as=Root.USER,
)
def unbind_oneself_from_outside(play: Play) -> None:
    session = play.dev.assume(play.outside_role)
    with play.step("iam:DeleteUserPermissionsBoundary", play.dev.arn, session):
        session.iam.delete_user_permissions_boundary(UserName=play.dev.name)
    play.gains(play.dev)


@scenario(
    10,
    "Change the unbounded role that one stands in",
    rule="G-write; carried",
    plain=Written(),
    by_hand=Written(),
    entail=Refused("iam:UpdateRole", GATE),
)
def change_the_role_one_is(play: Play) -> None:
    session = play.dev.assume(play.outside_role)
    with play.step("iam:UpdateRole", play.outside_role, session):
        session.iam.update_role(RoleName=name_in(play.outside_role), MaxSessionDuration=7200)
    play.wrote()


@scenario(
    10,
    "Create a role as an unbounded role",
    rule="I1; carried",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def create_as_an_outside_role(play: Play) -> None:
    session = play.dev.assume(play.outside_role)
    play.gains(play.dev.assume(make_role(session)))


def session_token(play: Play):
    answer = play.dev.sts.get_session_token()["Credentials"]
    return play.dev.with_credentials(type(play.dev.credentials).from_answer(answer))


@scenario(
    28,
    "Call IAM with a session token",
    rule="as AWS",
    plain=Fails("InvalidClientTokenId"),
    by_hand=Fails("InvalidClientTokenId"),
    entail=Fails("InvalidClientTokenId"),
    only_as=Root.USER,
)
def create_by_a_session_token(play: Play) -> None:
    token, name = session_token(play), fresh("by-token")
    with play.step("iam:CreateRole", role_arn(play.root.account, name), token):
        make_role(token, name)


@scenario(
    28,
    "Call IAM with a federation token",
    rule="as AWS",
    plain=Fails("InvalidClientTokenId"),
    by_hand=Fails("InvalidClientTokenId"),
    entail=Fails("InvalidClientTokenId"),
    only_as=Root.USER,
)
def create_by_a_federation_token(play: Play) -> None:
    answer = play.dev.sts.get_federation_token(Name="fed", Policy=document(allow("*")))
    credentials = type(play.dev.credentials).from_answer(answer["Credentials"])
    token, name = play.dev.with_credentials(credentials), fresh("by-token")
    with play.step("iam:CreateRole", role_arn(play.root.account, name), token):
        make_role(token, name)


@scenario(
    28,
    "Assume an unbounded role with a session token",
    rule="same principal, same S",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
    only_as=Root.USER,
)
def assume_by_a_session_token(play: Play) -> None:
    play.gains(session_token(play).assume(play.outside_role))


def newly_bounded(play: Play, before):
    """A developer that is given the boundary after `before` was done with it."""
    dev = make_developer(play.root, None)
    done = before(dev)
    play.root.iam.put_user_permissions_boundary(
        UserName=dev.name, PermissionsBoundary=play.boundary
    )
    return dev, done


@scenario(
    32,
    "Go on with the keys that one had before the boundary was put",
    rule="I6",
    plain=Bounded(BOUNDARY_DENY),
    by_hand=Bounded(BOUNDARY_DENY),
    entail=Bounded(BOUNDARY_DENY),
)
def keys_from_before(play: Play) -> None:
    dev, _ = newly_bounded(play, lambda dev: None)
    play.gains(dev)


@scenario(
    32,
    "Go on with a session of an unbounded role, obtained before the boundary was put",
    rule="F3",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def session_from_before(play: Play) -> None:
    _, session = newly_bounded(play, lambda dev: dev.assume(play.outside_role))
    play.gains(session)


@scenario(
    32,
    "Go on with a chain of sessions, obtained before the boundary was put",
    rule="F3",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def chain_from_before(play: Play) -> None:
    _, session = newly_bounded(
        play, lambda dev: dev.assume(play.outside_role).assume(make_role(play.root))
    )
    play.gains(session.assume(make_role(play.root)))


@scenario(
    32,
    "Go on with a role that one created before the boundary was put",
    rule="carried",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def role_from_before(play: Play) -> None:
    dev, role = newly_bounded(play, make_role)
    play.gains(dev.assume(role))


def deployed_by(play: Play, pipeline) -> None:
    """The developer writes the template, the pipeline deploys it: a role for the developer."""
    name = fresh("from-a-template")
    with play.step("iam:CreateRole", role_arn(play.root.account, name), pipeline):
        make_role(pipeline, name, AssumeRolePolicyDocument=trust(play.dev.arn))
    play.gains(play.dev.assume(role_arn(play.root.account, name)))


@scenario(
    33,
    "Have an unbounded pipeline deploy one's template: a role that trusts the developer",
    rule="carried",
    plain=Free(),
    by_hand=Free(),
    entail=Bounded(INHERITED_DENY),
)
def template_by_an_unbounded_pipeline(play: Play) -> None:
    deployed_by(play, make_developer(play.root, None))


@scenario(
    33,
    "Have an unbounded pipeline make a user and hand over its keys",
    rule="an assumption",
    plain=Free(),
    by_hand=Free(),
    entail=Free(),
)
def keys_by_an_unbounded_pipeline(play: Play) -> None:
    pipeline = make_developer(play.root, None)
    play.gains(keys_of(pipeline, make_user(pipeline)))


@scenario(
    33,
    "The same where the pipeline has the developer's boundary",
    rule="I1",
    plain=Free(),
    by_hand=Refused("iam:CreateUser", BOUNDARY_DENY),
    entail=Bounded(INHERITED_DENY),
)
def keys_by_a_bounded_pipeline(play: Play) -> None:
    pipeline = make_developer(play.root, play.boundary)
    name = fresh("from-a-template")
    with play.step("iam:CreateUser", play.user_arn(name), pipeline):
        make_user(pipeline, name)
    play.gains(keys_of(pipeline, name))
