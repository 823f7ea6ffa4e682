"""Users, roles and policies that most tests begin with."""

import itertools
from collections import defaultdict

from .callers import Caller, Credentials
from .policies import (
    ADMINISTRATOR_ACCESS,
    TRANSITIVE_PATH,
    account_root,
    allow_all_except,
    policy_arn,
    self_referencing_baseline,
    trust,
)

_numbers = defaultdict(lambda: itertools.count(1))

# The action that the boundary called "fence" denies. Reading it changes nothing, and the resource
# in its denial is the user's ARN.
FENCED_ACTION = "iam:ListUserTags"


def fresh(word: str) -> str:
    """A name nobody has used in this run: `dev-1`, `dev-2`, ..."""
    return f"{word}-{next(_numbers[word])}"


def make_policy(caller: Caller, text: str, name: str | None = None, path: str = "/", **extra) -> str:
    answer = caller.iam.create_policy(
        PolicyName=name or fresh("policy"), Path=path, PolicyDocument=text, **extra
    )
    return answer["Policy"]["Arn"]


def make_baseline(administrator: Caller, name: str | None = None) -> str:
    """The self-referencing baseline under the marking path: as a boundary it is transitive."""
    name = name or fresh("baseline")
    own_arn = policy_arn(administrator.account, name, TRANSITIVE_PATH)
    arn = make_policy(
        administrator, self_referencing_baseline(own_arn), name=name, path=TRANSITIVE_PATH
    )
    assert arn == own_arn
    return arn


def make_fence(administrator: Caller, *more_denied: str, path: str = TRANSITIVE_PATH) -> str:
    """A marked boundary that forbids only FENCED_ACTION (and `more_denied`): everything else that
    stops its holder is lineage, not policy."""
    text = allow_all_except(FENCED_ACTION, *more_denied)
    return make_policy(administrator, text, name=fresh("fence"), path=path)


def make_user(caller: Caller, name: str | None = None, policies=(ADMINISTRATOR_ACCESS,), **extra):
    """Creates a user with `policies` attached and returns its name."""
    name = name or fresh("user")
    caller.iam.create_user(UserName=name, **extra)
    for policy in policies:
        caller.iam.attach_user_policy(UserName=name, PolicyArn=policy)
    return name


def keys_of(caller: Caller, user_name: str) -> Caller:
    """Makes access keys for a user and returns the user as a caller."""
    answer = caller.iam.create_access_key(UserName=user_name)
    return caller.with_credentials(Credentials.from_answer(answer["AccessKey"]))


def make_developer(administrator: Caller, boundary: str | None, name: str | None = None) -> Caller:
    """A user with AdministratorAccess and, if given, `boundary` put on it by the administrator."""
    name = make_user(administrator, name or fresh("dev"))
    if boundary:
        administrator.iam.put_user_permissions_boundary(
            UserName=name, PermissionsBoundary=boundary
        )
    return keys_of(administrator, name)


def make_role(caller: Caller, name: str | None = None, policies=(ADMINISTRATOR_ACCESS,), **extra):
    """Creates a role that trusts its account, with `policies` attached; returns its ARN."""
    name = name or fresh("role")
    extra.setdefault("AssumeRolePolicyDocument", trust(account_root(caller.account)))
    answer = caller.iam.create_role(RoleName=name, **extra)
    for policy in policies:
        caller.iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    return answer["Role"]["Arn"]


def name_in(arn: str) -> str:
    return arn.rsplit("/", 1)[-1]


def inventory(administrator: Caller) -> dict[str, list]:
    """All that an account holds: to show that a refused request has written nothing."""
    iam = administrator.iam
    users = iam.list_users(MaxItems=1000)["Users"]
    return {
        "users": users,
        "roles": iam.list_roles(MaxItems=1000)["Roles"],
        "policies": iam.list_policies(Scope="Local", MaxItems=1000)["Policies"],
        "keys": [
            iam.list_access_keys(UserName=user["UserName"])["AccessKeyMetadata"] for user in users
        ],
        "inline": [
            iam.list_user_policies(UserName=user["UserName"])["PolicyNames"] for user in users
        ],
    }
