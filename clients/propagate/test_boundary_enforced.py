"""A boundary that `entail boundary new` writes, in an account that acts as AWS.

It is a plain managed policy, and nothing in the account is transitive: the server decides as AWS
does. The developer has AdministratorAccess and this boundary. Every way out of the catalogue is
tried; whatever succeeds is in a row that `entail boundary check` lists, and every row that it lists
as open is.
"""

import json
import os

import pytest
from escapes.catalogue import ROWS, SCENARIOS, scenarios_of
from escapes.play import FENCE, Line, Root
from support.binary import REPOSITORY
from support.expect import BOUNDARY_DENY, denied
from support.people import fresh, make_developer, make_policy, make_role, make_user, name_in
from support.policies import (
    ADMINISTRATOR_ACCESS,
    READ_ONLY_ACCESS,
    account_root,
    allow,
    document,
    policy_arn,
    role_arn,
    trust,
    user_arn,
)

from propagate.support.boundary import DEFAULT, KINDS, NAMED, NAMES, Came, Try, install, states, write

PLAYED = [each for each in SCENARIOS if Line.BY_HAND in each.outcomes]

# Attempts of a closed row that begin with a step of an open one.
BY_ANOTHER_ROW = {"write_into_the_role_one_is": 10}

PAGE = REPOSITORY / "docs" / "boundary-policy.md"
BEGIN, END = "<!-- written by clients/propagate/test_boundary_enforced.py -->", "<!-- end -->"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("boundaries")


@pytest.fixture(scope="module")
def rows(root, folder):
    """What is said of each kind of boundary, row by row."""
    name = "Examined"
    return {
        kind: states(write(root.account, name, folder, kind, *FENCE), policy_arn(root.account, name))
        for kind in KINDS
    }


@pytest.fixture(scope="module")
def came(root, folder):
    """What came of each attempt, as far as it was made."""
    return {}


@pytest.fixture(scope="module")
def attempt(root, folder, came):
    def attempt(scenario, kind, aws) -> Came:
        if (scenario.place, kind) not in came:
            came[scenario.place, kind] = Try(scenario, root, aws, folder, kind).outcome()
        return came[scenario.place, kind]

    return attempt


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
@pytest.mark.parametrize(
    "scenario", PLAYED, ids=[f"row {each.row}, {each.name}" for each in PLAYED]
)
def test_what_succeeds_is_listed(scenario, kind, rows, attempt, aws):
    if attempt(scenario, kind, aws).is_open:
        row = BY_ANOTHER_ROW.get(scenario.name, scenario.row)
        assert rows[kind][row]["state"] in ("open", "beyond")


FROM_A_ROLE = [each for each in PLAYED if Root.ROLE in each.roots]


@pytest.mark.parametrize(
    "scenario", FROM_A_ROLE, ids=[f"row {each.row}, {each.name}" for each in FROM_A_ROLE]
)
def test_what_succeeds_is_listed_where_the_boundary_is_on_a_role(
    scenario, rows, root, folder, aws
):
    """As in Identity Center, where developers are sessions of a role and have no user."""
    if Try(scenario, root, aws, folder, DEFAULT, Root.ROLE).outcome().is_open:
        row = BY_ANOTHER_ROW.get(scenario.name, scenario.row)
        assert rows[DEFAULT][row]["state"] in ("open", "beyond")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_what_is_listed_as_open_is_open(kind, rows, attempt, aws):
    idle = []
    for row in ROWS:
        played = [each for each in scenarios_of(row) if each in PLAYED]
        if rows[kind][row.number]["state"] == "open" and played:
            if not any(attempt(each, kind, aws).is_open for each in played):
                idle.append(row.number)
    assert idle == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.word)
def test_the_rows_are_those_of_the_catalogue(kind, rows):
    titles = {number: row["title"] for number, row in rows[kind].items()}
    assert titles == {row.number: row.title for row in ROWS}


@pytest.mark.timeout(600)
def test_the_page_lists_what_came_of_it(rows, attempt, aws):
    """`UPDATE_EXPECT=1` writes the list anew."""
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    listed = f"\n\n{listing(rows, lambda *which: attempt(*which, aws))}\n"
    fresh_text = before + BEGIN + listed + END + rest.split(END)[1]
    if os.environ.get("UPDATE_EXPECT"):
        PAGE.write_text(fresh_text)
    assert PAGE.read_text() == fresh_text, "set UPDATE_EXPECT=1 and run this test"


def listing(rows, attempt) -> str:
    succeed = {kind: sum(attempt(each, kind).is_open for each in PLAYED) for kind in KINDS}
    default, names = (succeed[kind] for kind in KINDS)
    lines = [
        f"Of {len(PLAYED)} attempts, {default} succeed under the boundary as it is written by "
        f"default, {names} where names are kept. The one of row 8 begins with row 10: a session of a "
        "role outside is not bounded.\n",
        "| row | the attempt | by default | with names |",
        "|---|---|---|---|",
    ]
    for row in ROWS:
        played = [each for each in scenarios_of(row) if each in PLAYED]
        cells = [str(row.number), row.title]
        for kind in KINDS:
            open_ones = sum(attempt(each, kind).is_open for each in played)
            state = rows[kind][row.number]["state"]
            word = {"open": "**open**", "nothing": "-"}.get(state, state)
            cells.append(f"{word}, {open_ones} of {len(played)} succeed" if played else word)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


# Ordinary work.


@pytest.fixture(scope="module")
def boundary(root, folder):
    return install(root, folder, KINDS[0], allow("*"))


@pytest.fixture(scope="module")
def dev(root, boundary):
    return make_developer(root, boundary)


@pytest.mark.parametrize("named", [None, ADMINISTRATOR_ACCESS, READ_ONLY_ACCESS])
def test_nobody_is_created_with_another_boundary_or_none(dev, named):
    extra = {"PermissionsBoundary": named} if named else {}
    role, user = fresh("free-role"), fresh("free-user")
    with denied(dev, "iam:CreateRole", role_arn(dev.account, role), BOUNDARY_DENY):
        make_role(dev, role, **extra)
    with denied(dev, "iam:CreateUser", user_arn(dev.account, user), BOUNDARY_DENY):
        make_user(dev, user, **extra)


def test_a_role_lives_its_whole_life(dev, boundary):
    """As CloudFormation and Terraform do it: create, tag, attach, change, pass, read, delete."""
    iam, name, profile = dev.iam, fresh("function"), fresh("profile")
    own = make_policy(dev, document(allow("s3:GetObject")))
    service = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
    trusted = document({**service, "Action": "sts:AssumeRole"})
    tags = [{"Key": "team", "Value": "a"}]
    iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=trusted, PermissionsBoundary=boundary, Tags=tags
    )
    iam.attach_role_policy(RoleName=name, PolicyArn=own)
    iam.put_role_policy(RoleName=name, PolicyName="more", PolicyDocument=document(allow("s3:*")))
    iam.create_policy_version(
        PolicyArn=own, PolicyDocument=document(allow("s3:*")), SetAsDefault=True
    )
    iam.update_assume_role_policy(
        RoleName=name, PolicyDocument=trust(account_root(dev.account))
    )
    iam.update_role(RoleName=name, Description="changed", MaxSessionDuration=7200)
    iam.tag_role(RoleName=name, Tags=[{"Key": "team", "Value": "b"}])
    iam.create_instance_profile(InstanceProfileName=profile)
    iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=name)

    found = iam.get_role(RoleName=name)["Role"]
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert iam.list_role_tags(RoleName=name)["Tags"] == [{"Key": "team", "Value": "b"}]
    assert dev.assume(found["Arn"]).account == dev.account

    iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=name)
    iam.delete_instance_profile(InstanceProfileName=profile)
    iam.delete_role_policy(RoleName=name, PolicyName="more")
    iam.detach_role_policy(RoleName=name, PolicyArn=own)
    iam.delete_role(RoleName=name)
    iam.delete_policy_version(PolicyArn=own, VersionId="v1")
    iam.delete_policy(PolicyArn=own)


def test_a_user_lives_its_whole_life(dev, boundary):
    iam, name = dev.iam, fresh("mailer")
    iam.create_user(UserName=name, PermissionsBoundary=boundary)
    iam.attach_user_policy(UserName=name, PolicyArn=READ_ONLY_ACCESS)
    iam.put_user_policy(UserName=name, PolicyName="more", PolicyDocument=document(allow("ses:*")))
    iam.tag_user(UserName=name, Tags=[{"Key": "team", "Value": "a"}])
    found = iam.get_user(UserName=name)["User"]
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    iam.delete_user_policy(UserName=name, PolicyName="more")
    iam.detach_user_policy(UserName=name, PolicyArn=READ_ONLY_ACCESS)
    iam.delete_user(UserName=name)


def test_everything_is_read_that_plans_read(root, dev, boundary):
    role = make_role(root)
    user = make_user(root)
    iam = dev.iam
    assert iam.get_role(RoleName=name_in(role))["Role"]["Arn"] == role
    assert iam.get_user(UserName=user)["User"]["UserName"] == user
    assert iam.list_attached_role_policies(RoleName=name_in(role))["AttachedPolicies"]
    assert iam.list_role_policies(RoleName=name_in(role))["PolicyNames"] == []
    assert iam.list_user_tags(UserName=user)["Tags"] == []
    assert iam.list_groups_for_user(UserName=user)["Groups"] == []
    version = iam.get_policy(PolicyArn=boundary)["Policy"]["DefaultVersionId"]
    text = iam.get_policy_version(PolicyArn=boundary, VersionId=version)["PolicyVersion"]
    assert json.dumps(text["Document"]).count(boundary) == 3


def test_what_a_bounded_role_creates_is_bounded_again(dev, boundary):
    """The boundary is on the child too, and demands itself of the grandchild."""
    child = dev.assume(make_role(dev, PermissionsBoundary=boundary))
    name = fresh("grandchild")
    with denied(child, "iam:CreateRole", role_arn(dev.account, name), BOUNDARY_DENY):
        make_role(child, name)
    grandchild = child.assume(make_role(child, name, PermissionsBoundary=boundary))
    with denied(grandchild, "iam:CreateUser", user_arn(dev.account, "x"), BOUNDARY_DENY):
        make_user(grandchild, "x")


def test_where_names_are_kept_work_goes_on_below_the_path(root, folder):
    bounded = install(root, folder, NAMES, allow("*"))
    dev = make_developer(root, bounded)
    extra = {"PermissionsBoundary": bounded, "Path": NAMED}
    role = make_role(dev, **extra, Tags=[{"Key": "team", "Value": "a"}])
    profile = fresh("profile")
    dev.iam.create_instance_profile(InstanceProfileName=profile, Path=NAMED)
    dev.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=name_in(role))
    session = dev.assume(role)
    user = make_user(session, **extra)
    session.iam.create_access_key(UserName=user)
    policy = make_policy(session, document(allow("s3:*")), path=NAMED)
    session.iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(allow("sqs:*")))

    outside = make_role(dev, PermissionsBoundary=bounded)
    with denied(dev, "sts:AssumeRole", outside, BOUNDARY_DENY):
        dev.assume(outside)
    with denied(dev, "iam:PassRole", outside, BOUNDARY_DENY):
        dev.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=name_in(outside))
