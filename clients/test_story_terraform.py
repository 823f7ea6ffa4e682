"""The stories with Terraform: stock configuration, inherited boundaries, and no drift."""

import pytest

from support import lineage
from support.expect import INHERITED_DENY, denied
from support.people import fresh, keys_of, make_baseline, make_developer, make_policy, make_user
from support.policies import READ_ONLY_ACCESS, account_root, allow_all_except, role_arn, user_arn

# Each terraform command loads the provider anew, several seconds each: no more of them than needed.
pytestmark = [pytest.mark.terraform, pytest.mark.timeout(600)]

ADMINISTRATION = """
data "aws_caller_identity" "here" {{}}

locals {{
  baseline_arn = "arn:aws:iam::${{data.aws_caller_identity.here.account_id}}:policy/entail/transitive/{name}"
}}

resource "aws_iam_policy" "baseline" {{
  name = "{name}"
  path = "/entail/transitive/"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [
      {{ Effect = "Allow", Action = "*", Resource = "*" }},
      {{
        Effect   = "Deny"
        Action   = ["iam:CreateUser", "iam:CreateRole"]
        Resource = "*"
        Condition = {{ StringNotEquals = {{ "iam:PermissionsBoundary" = local.baseline_arn }} }}
      }},
      {{
        Effect   = "Deny"
        Action   = ["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"]
        Resource = "*"
      }},
      {{ Effect = "Deny", Action = "iam:CreateAccessKey", Resource = "*" }},
    ]
  }})
}}

resource "aws_iam_user" "dev" {{
  name                 = "{name}-dev"
  permissions_boundary = aws_iam_policy.baseline.arn
}}

resource "aws_iam_user_policy_attachment" "dev" {{
  user       = aws_iam_user.dev.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}}
"""

ROLE = """
resource "aws_iam_role" "this" {{
  name               = "{name}"
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ AWS = "{trusted}" }} }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "administrator" {{
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}}
"""

EVERYTHING = """
resource "aws_iam_policy" "work" {{
  name        = "{name}-work"
  path        = "/team/"
  description = "what the worker may do"
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
  tags = {{ team = "{team}" }}
}}

resource "aws_iam_role" "worker" {{
  name                 = "{name}-worker"
  path                 = "/team/"
  description          = "{description}"
  max_session_duration = {duration}
  {boundary}
  assume_role_policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = "{service}" }} }}]
  }})
  tags = {{ team = "{team}", stage = "test" }}
}}

resource "aws_iam_role_policy" "inline" {{
  name = "inline"
  role = aws_iam_role.worker.id
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
}}

resource "aws_iam_role_policy_attachment" "work" {{
  role       = aws_iam_role.worker.name
  policy_arn = aws_iam_policy.work.arn
}}

resource "aws_iam_role_policy_attachment" "managed" {{
  role       = aws_iam_role.worker.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}}

resource "aws_iam_user" "robot" {{
  name = "{name}-robot"
  path = "/team/"
  tags = {{ team = "{team}" }}
}}

resource "aws_iam_user_policy" "inline" {{
  name = "inline"
  user = aws_iam_user.robot.name
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
}}

resource "aws_iam_user_policy_attachment" "work" {{
  user       = aws_iam_user.robot.name
  policy_arn = aws_iam_policy.work.arn
}}

resource "aws_iam_group" "robots" {{
  name = "{name}-robots"
  path = "/{team}/"
}}

resource "aws_iam_group_policy" "inline" {{
  name  = "inline"
  group = aws_iam_group.robots.name
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
}}

resource "aws_iam_group_policy_attachment" "work" {{
  group      = aws_iam_group.robots.name
  policy_arn = aws_iam_policy.work.arn
}}

resource "aws_iam_user_group_membership" "robot" {{
  user   = aws_iam_user.robot.name
  groups = [aws_iam_group.robots.name]
}}
"""

FIRST = {
    "description": "first",
    "duration": 3600,
    "service": "lambda.amazonaws.com",
    "team": "red",
    "actions": '["s3:GetObject"]',
    "boundary": "",
}
SECOND = {
    "description": "second",
    "duration": 7200,
    "service": "ec2.amazonaws.com",
    "team": "blue",
    "actions": '["s3:GetObject", "s3:PutObject"]',
    "boundary": "",
}


def test_the_story_from_the_administrator_to_the_grandchild(terraform, root):
    name = fresh("tf-baseline")
    administration = terraform(root)
    administration.apply(ADMINISTRATION.format(name=name))
    assert administration.plan_is_empty()
    dev_name = f"{name}-dev"
    baseline = lineage.of_user(root, dev_name).transitive_boundary
    assert baseline == f"arn:aws:iam::{root.account}:policy/entail/transitive/{name}"

    caller = keys_of(root, dev_name)
    for generation in ("parent", "child", "grandchild"):
        role = f"{name}-{generation}"
        workspace = terraform(caller)
        workspace.apply(ROLE.format(name=role, trusted=account_root(root.account)))
        assert workspace.plan_is_empty()
        assert lineage.of_role(root, role) == lineage.Lineage(None, None, frozenset({baseline}))
        caller = caller.assume(role_arn(root.account, role))
        with denied(
            caller, "iam:CreateAccessKey", user_arn(root.account, dev_name), INHERITED_DENY
        ):
            caller.iam.create_access_key(UserName=dev_name)

    workspace.destroy()
    remaining = {role["RoleName"] for role in root.iam.list_roles()["Roles"]}
    assert {f"{name}-parent", f"{name}-child"} <= remaining
    assert f"{name}-grandchild" not in remaining


def test_a_bounded_developer_creates_updates_in_place_and_destroys(terraform, root):
    baseline = make_baseline(root)
    dev = make_developer(root, baseline)
    name, workspace = fresh("tf"), terraform(dev)

    workspace.apply(EVERYTHING.format(name=name, **FIRST))
    assert workspace.plan_is_empty()
    before = root.iam.get_role(RoleName=f"{name}-worker")["Role"]
    group = root.iam.get_group(GroupName=f"{name}-robots")
    assert [user["UserName"] for user in group["Users"]] == [f"{name}-robot"]
    assert lineage.of_role(root, f"{name}-worker").inherited == {baseline}
    assert lineage.of_user(root, f"{name}-robot").inherited == {baseline}

    workspace.apply(EVERYTHING.format(name=name, **SECOND))
    assert workspace.plan_is_empty()
    after = root.iam.get_role(RoleName=f"{name}-worker")["Role"]
    assert after["RoleId"] == before["RoleId"], "updated in place, not replaced"
    assert (after["Description"], after["MaxSessionDuration"]) == ("second", 7200)
    assert {tag["Key"]: tag["Value"] for tag in after["Tags"]} == {"team": "blue", "stage": "test"}
    statement = after["AssumeRolePolicyDocument"]["Statement"][0]
    assert statement["Principal"] == {"Service": "ec2.amazonaws.com"}
    policy = root.iam.get_policy(PolicyArn=_work(root, name))["Policy"]
    assert policy["DefaultVersionId"] == "v2"
    moved = root.iam.get_group(GroupName=f"{name}-robots")
    assert moved["Group"]["GroupId"] == group["Group"]["GroupId"]
    assert (moved["Group"]["Path"], len(moved["Users"])) == ("/blue/", 1)
    assert lineage.of_role(root, f"{name}-worker").inherited == {baseline}

    workspace.destroy()
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_role(RoleName=f"{name}-worker")
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_user(UserName=f"{name}-robot")
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_group(GroupName=f"{name}-robots")
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_policy(PolicyArn=_work(root, name))


def test_an_explicit_boundary_in_the_configuration_adds_and_shows_no_drift(terraform, root):
    fence = make_policy(root, allow_all_except("iam:ListUserTags"), path="/entail/transitive/")
    dev = make_developer(root, fence)
    name, workspace = fresh("tf-explicit"), terraform(dev)
    explicit = {**FIRST, "boundary": f'permissions_boundary = "{READ_ONLY_ACCESS}"'}
    worker = f"{name}-worker"

    workspace.apply(EVERYTHING.format(name=name, **explicit))
    assert workspace.plan_is_empty()
    assert lineage.of_role(root, worker) == lineage.Lineage(
        READ_ONLY_ACCESS, None, frozenset({fence})
    )

    # Taken out of the configuration, it is taken off the role; what was inherited stays.
    workspace.apply(EVERYTHING.format(name=name, **FIRST))
    assert workspace.plan_is_empty()
    assert lineage.of_role(root, worker) == lineage.Lineage(None, None, frozenset({fence}))


def test_a_pipeline_without_a_transitive_boundary_sees_stock_aws(terraform, root):
    pipeline = keys_of(root, make_user(root, fresh("ci")))
    name, workspace = fresh("tf-ci"), terraform(pipeline)
    workspace.apply(EVERYTHING.format(name=name, **FIRST))
    assert workspace.plan_is_empty()
    assert lineage.of_role(root, f"{name}-worker") == lineage.Lineage()


def _work(root, name: str) -> str:
    return f"arn:aws:iam::{root.account}:policy/team/{name}-work"
