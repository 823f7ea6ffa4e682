"""Attempts with what a boundary's text reads: variables that the line fills in itself (F4), and
writes that the line words so that a boundary does not recognise them.
"""

import json

import pytest
from support import raw
from support.expect import INHERITED, INHERITED_DENY, denied, refused
from support.people import FENCED_ACTION, fresh, keys_of, make_developer, make_policy, make_role
from support.people import make_user
from support.policies import TRANSITIVE_PATH, allow, deny, document, user_arn

VARIABLES = ["${aws:PrincipalTag/owns}", "${aws:username}", "${aws:PrincipalTag/owns, 'nobody'}"]


def child(dev, variable: str, owned: str):
    """A user of the line that fills the variable with the name of somebody else."""
    if "username" in variable:
        return keys_of(dev, make_user(dev, f"{owned}-x"))
    return keys_of(dev, make_user(dev, Tags=[{"Key": "owns", "Value": owned}]))


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_that_the_line_fills_opens_no_resource(root, outside_user, variable):
    owned = user_arn(root.account, variable + ("*" if "username" in variable else ""))
    text = document(
        {"Effect": "Allow", "NotAction": FENCED_ACTION, "Resource": "*"},
        allow(FENCED_ACTION, [owned, user_arn(root.account, variable)]),
    )
    dev = make_developer(root, make_policy(root, text, path=TRANSITIVE_PATH))
    target = outside_user if "username" not in variable else make_user(root, f"{outside_user}-x-y")
    caller = child(dev, variable, outside_user)
    with denied(caller, FENCED_ACTION, user_arn(root.account, target), INHERITED):
        caller.iam.list_user_tags(UserName=target)


def test_a_variable_that_the_line_fills_closes_no_denial(root, outside_user):
    """A Deny of all but what one owns applies to all, where the line says what it owns."""
    owned = user_arn(root.account, "${aws:PrincipalTag/owns}")
    text = document(
        allow("*"), {"Effect": "Deny", "Action": FENCED_ACTION, "NotResource": owned}
    )
    dev = make_developer(root, make_policy(root, text, path=TRANSITIVE_PATH))
    for caller in (
        child(dev, "${aws:PrincipalTag/owns}", outside_user),
        dev.assume(make_role(dev), Tags=[{"Key": "owns", "Value": outside_user}]),
    ):
        with denied(caller, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
            caller.iam.list_user_tags(UserName=outside_user)


def test_a_tag_of_the_administrators_fills_a_variable(root, outside_user):
    """The other side: what the administrator has written is believed, also of the line's."""
    owned = user_arn(root.account, "${aws:PrincipalTag/owns}")
    text = document(
        {"Effect": "Allow", "NotAction": FENCED_ACTION, "Resource": "*"},
        allow(FENCED_ACTION, owned),
    )
    dev = make_developer(root, make_policy(root, text, path=TRANSITIVE_PATH))
    user = make_user(dev)
    root.iam.tag_user(UserName=user, Tags=[{"Key": "owns", "Value": outside_user}])
    assert keys_of(dev, user).iam.list_user_tags(UserName=outside_user)["Tags"] == []


@pytest.mark.parametrize(
    "action",
    ["iam:listusertags", "IAM:ListUserTags", "iam:ListUser*", "iam:?istUserTags", "*:ListUserTags"],
)
def test_a_denial_holds_in_whatever_case_and_form_its_action_is_written(
    root, outside_user, action
):
    text = document(allow("*"), deny(action))
    try:
        boundary = make_policy(root, text, path=TRANSITIVE_PATH)
    except root.iam.exceptions.MalformedPolicyDocumentException:
        assert action.startswith("*")  # AWS stores no vendor that is a wildcard.
        return
    session = make_developer(root, boundary)
    session = session.assume(make_role(session))
    with denied(session, FENCED_ACTION, user_arn(root.account, outside_user), INHERITED_DENY):
        session.iam.list_user_tags(UserName=outside_user)


WHOLE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
UNREADABLE = {
    "a byte order mark": "\ufeff" + document(allow("*")),
    "a duplicate key": '{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}',
    "two documents": document(allow("*")) * 2,
    "a comment": "/* */" + document(allow("*")),
    "a trailing comma": WHOLE.replace("}]", "},]"),
    "no statement": '{"Version":"2012-10-17","Statement":[]}',
    "a statement of another kind": '{"Version":"2012-10-17","Statement":"Allow"}',
    "an effect in lower case": WHOLE.replace("Allow", "allow"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_boundary_that_is_stored_can_be_read(root, what):
    """What AWS refuses is refused, so that no boundary is there which allows by being misread."""
    code = "ValidationError" if what == "a byte order mark" else "MalformedPolicyDocument"
    with refused(code):
        make_policy(root, UNREADABLE[what], fresh("unreadable"), TRANSITIVE_PATH)


@pytest.mark.parametrize("levels", [50, 5_000])
def test_a_policy_nested_without_end_is_refused_and_breaks_nothing(server, root, levels):
    text = '{"Version":"2012-10-17","Statement":' + "[" * levels + "]" * levels + "}"
    answer = raw.call(
        root, {"Action": "CreatePolicy", "PolicyName": fresh("deep"), "PolicyDocument": text}
    )
    assert answer.status == 400, answer.body
    assert server.is_running()


def test_a_boundary_of_many_conditions_is_decided_in_time(root, outside_user):
    """Wildcards that match in very many ways take no longer than others."""
    hard = {"StringLike": {"aws:PrincipalTag/team": ["*a" * 120 + "b"] * 2}}
    text = json.dumps(
        {"Version": "2012-10-17", "Statement": [allow("*"), deny(FENCED_ACTION, Condition=hard)]}
    )
    boundary = make_policy(root, text, path=TRANSITIVE_PATH)
    dev = make_developer(root, boundary)
    root.iam.tag_user(UserName=dev.name, Tags=[{"Key": "team", "Value": "a" * 256}])
    for _ in range(20):
        assert dev.iam.list_user_tags(UserName=outside_user)["Tags"] == []
