"""Policy documents of the tests, and the ARNs of what they name."""

import json

VERSION = "2012-10-17"
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY_ACCESS = "arn:aws:iam::aws:policy/ReadOnlyAccess"
TRANSITIVE_PATH = "/entail/transitive/"


def document(*statements: dict) -> str:
    return json.dumps({"Version": VERSION, "Statement": list(statements)})


def allow(action, resource="*", **more) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more) -> dict:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def allow_all_except(*actions: str) -> str:
    """Allow everything, with an explicit Deny of `actions`: the cap that a test can see."""
    return document(allow("*"), deny(list(actions)))


def trust(*principals: str, condition: dict | None = None, actions=None) -> str:
    """A trust policy that lets `principals` (ARNs) assume the role, tag and name the session."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": list(principals)},
        "Action": actions or ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    }
    if condition:
        statement["Condition"] = condition
    return document(statement)


def account_root(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


def role_arn(account: str, name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{account}:role{path}{name}"


def user_arn(account: str, name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{account}:user{path}{name}"


def group_arn(account: str, name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{account}:group{path}{name}"


def policy_arn(account: str, name: str, path: str = "/") -> str:
    return f"arn:aws:iam::{account}:policy{path}{name}"


def self_referencing(own_arn: str) -> list[dict]:
    """What the article on self-referencing boundaries denies: creating a principal without this
    boundary, and changing the boundary of a role."""
    return [
        deny(
            ["iam:CreateUser", "iam:CreateRole"],
            Condition={"StringNotEquals": {"iam:PermissionsBoundary": own_arn}},
        ),
        deny(["iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"]),
    ]


def self_referencing_baseline(own_arn: str) -> str:
    """The baseline of the article on self-referencing boundaries, and a Deny that shows the cap."""
    return document(allow("*"), *self_referencing(own_arn), deny("iam:CreateAccessKey"))
