"""AWS as these tests have it: an account with a generated boundary policy, and a bounded developer.

Entail's server is AWS's IAM and STS. The boundary is a managed policy like any other: nothing in the
account is transitive, so that the server decides as AWS does.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from support.binary import run_entail
from support.callers import Caller
from support.people import fresh, make_developer
from support.server import Server

from .moto import Moto
from .player import Player
from .running import Runner

BOUNDARY_NAME = "Baseline"


@dataclass
class World:
    """One account."""

    server: Server
    moto: Moto
    root: Caller
    boundary: str
    developer: Caller
    player: Player

    @classmethod
    def make(cls, server: Server, moto: Moto) -> "World":
        root = server.root()
        boundary = install_boundary(root, BOUNDARY_NAME)
        developer = make_developer(root, boundary, fresh("dev"))
        return cls(server, moto, root, boundary, developer, Player(moto, root.account))

    def runner(self, folder: Path, caller: Caller | None = None) -> Runner:
        return Runner(self, caller or self.developer, folder)

    def boundary_of(self, word: str, name: str) -> str | None:
        """The boundary on a role or user, as its administrator sees it."""
        get = getattr(self.root.iam, f"get_{word}")
        found = get(**{f"{word.title()}Name": name})[word.title()]
        return found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")

    def boundaries(self, things) -> set[str | None]:
        """The boundaries on `role/NAME` and `user/NAME`."""
        return {self.boundary_of(*thing.split("/", 1)) for thing in things}

    def role_names(self) -> set[str]:
        pages = self.root.iam.get_paginator("list_roles").paginate()
        return {role["RoleName"] for page in pages for role in page["Roles"]}

    def as_service(self, role_name: str) -> Caller:
        """A session of a role that only an AWS service may assume: AWS's own part, which the
        administrator plays by widening its trust for a moment."""
        role = self.root.iam.get_role(RoleName=role_name)["Role"]
        trust = role["AssumeRolePolicyDocument"]
        opened = {**trust, "Statement": [*trust["Statement"], _trusts(self.root.account)]}
        self._set_trust(role_name, opened)
        try:
            administrator = make_developer(self.root, None, fresh("service"))
            return administrator.assume(role["Arn"])
        finally:
            self._set_trust(role_name, trust)

    def _set_trust(self, role_name: str, trust: dict) -> None:
        self.root.iam.update_assume_role_policy(
            RoleName=role_name, PolicyDocument=json.dumps(trust)
        )


def _trusts(account: str) -> dict:
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}


def install_boundary(root: Caller, name: str) -> str:
    """Puts the policy that `entail boundary new` writes into the account, as its administrator."""
    written = run_entail("boundary", "new", "--name", name, "--account", root.account)
    assert written.returncode == 0, written.stderr
    answer = root.iam.create_policy(PolicyName=name, PolicyDocument=written.stdout)
    return answer["Policy"]["Arn"]
