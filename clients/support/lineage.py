"""What Entail adds to GetRole and GetUser, read from the raw XML as no stock client reads it."""

from dataclasses import dataclass, field

from . import raw
from .callers import Caller


@dataclass(frozen=True)
class Lineage:
    """ARNs: the permissions boundary, the transitive boundary, and the inherited boundaries."""

    permissions_boundary: str | None = None
    transitive_boundary: str | None = None
    inherited: frozenset = field(default_factory=frozenset)


def of_role(caller: Caller, name: str) -> Lineage:
    answer = raw.call(caller, {"Action": "GetRole", "RoleName": name.rsplit("/", 1)[-1]})
    return _read(answer, "GetRoleResult/Role")


def of_user(caller: Caller, name: str) -> Lineage:
    answer = raw.call(caller, {"Action": "GetUser", "UserName": name.rsplit("/", 1)[-1]})
    return _read(answer, "GetUserResult/User")


def _read(answer: raw.Answer, path: str) -> Lineage:
    assert answer.status == 200, answer.body
    principal = answer.find(path)
    inherited = answer.find_all("InheritedPermissionsBoundaries/member", principal)
    return Lineage(
        permissions_boundary=answer.text("PermissionsBoundary/PermissionsBoundaryArn", principal),
        transitive_boundary=answer.text(
            "TransitivePermissionsBoundary/PermissionsBoundaryArn", principal
        ),
        inherited=frozenset(answer.text("PermissionsBoundaryArn", member) for member in inherited),
    )
