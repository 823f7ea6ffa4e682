"""How a scenario is declared, and how it is played.

A scenario is one attempt to escape. The same steps are taken by three developers, who differ only
in how they are bounded (`Line`), and what comes of it is declared for each. The boundary of all
three forbids one harmless reading action (`FENCED_ACTION`) and nothing else, but for what the
self-referencing one adds: whatever else stops a developer is lineage, and whoever does the
forbidden action has escaped.

Without a transitive boundary Entail decides as AWS does. So the first two lines show on a real
server what the escape is worth on AWS.
"""

import inspect
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from support.awscli import Aws
from support.callers import Caller
from support.expect import denied, refused
from support.people import (
    FENCED_ACTION,
    fresh,
    keys_of,
    make_developer,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import (
    TRANSITIVE_PATH,
    allow,
    deny,
    document,
    self_referencing,
    user_arn,
)

from .outcomes import Bounded, Fails, Free, Outcome, Refused, Written

# What the boundary says, if a scenario does not want another one.
FENCE = (allow("*"), deny(FENCED_ACTION))


class Line(Enum):
    """How a developer and what it makes are bounded."""

    PLAIN = "a permissions boundary"
    BY_HAND = "a self-referencing permissions boundary"
    TRANSITIVE = "a transitive permissions boundary"


class Root(Enum):
    """Who the boundary is put on: a user with keys, or a role whose session the developer has."""

    USER = "a user"
    ROLE = "a role"


@dataclass(frozen=True)
class Scenario:
    """One attempt, with what comes of it in each line; a line it makes no sense in has none."""

    row: int
    title: str
    rule: str
    outcomes: dict[Line, Outcome]
    attempt: Callable[["Play"], None]
    boundary: tuple[dict, ...] = FENCE
    # Who may take the part of the developer.
    roots: tuple[Root, ...] = (Root.USER, Root.ROLE)

    @property
    def name(self) -> str:
        return self.attempt.__name__

    @property
    def place(self) -> str:
        return f"{inspect.getmodule(self.attempt).__name__.rsplit('.', 1)[-1]}.{self.name}"


SCENARIOS: list[Scenario] = []


def scenario(
    row: int,
    title: str,
    *,
    rule: str,
    entail: Outcome,
    plain: Outcome | None = None,
    by_hand: Outcome | None = None,
    boundary: tuple[dict, ...] = FENCE,
    only_as: Root | None = None,
):
    """Declares the function below as a scenario of the catalogue."""
    given = {Line.PLAIN: plain, Line.BY_HAND: by_hand, Line.TRANSITIVE: entail}
    outcomes = {line: outcome for line, outcome in given.items() if outcome is not None}

    def declare(attempt: Callable[["Play"], None]) -> Callable[["Play"], None]:
        roots = (only_as,) if only_as else tuple(Root)
        SCENARIOS.append(Scenario(row, title, rule, outcomes, attempt, boundary, roots))
        return attempt

    return declare


class Concluded(Exception):
    """The attempt has come to what was declared; the rest of its steps is not taken."""


class Play:
    """One scenario in one line: who takes part, and words for what must come of it."""

    def __init__(
        self,
        scenario: Scenario,
        line: Line,
        root: Caller,
        aws: Callable[[Caller], Aws],
        kind: Root = Root.USER,
    ):
        self.scenario = scenario
        self.line = line
        self.kind = kind
        self.root = root
        self.aws = aws
        self.expected = scenario.outcomes[line]

    def run(self) -> None:
        try:
            self.scenario.attempt(self)
        except Concluded:
            return
        raise AssertionError(f"nothing came of it, declared was: {self.expected}")

    # Who takes part.

    @cached_property
    def boundary(self) -> str:
        return self.make_boundary(*self.scenario.boundary)

    @cached_property
    def dev(self) -> Caller:
        """Has AdministratorAccess, and on it the boundary that the administrator has put there."""
        if self.kind is Root.USER:
            return make_developer(self.root, self.boundary)
        role = make_role(self.root, fresh("dev-role"))
        self.root.iam.put_role_permissions_boundary(
            RoleName=name_in(role), PermissionsBoundary=self.boundary
        )
        return make_developer(self.root, None).assume(role)

    @cached_property
    def outsider(self) -> str:
        """The name of an administrator's user that no boundary binds."""
        return make_user(self.root, fresh("outsider"))

    @cached_property
    def outside_role(self) -> str:
        """The ARN of an administrator's role that no boundary binds; it trusts the account."""
        return make_role(self.root, fresh("outside-role"))

    def make_boundary(self, *statements: dict, name: str | None = None) -> str:
        """A boundary of this line's kind, made by the administrator."""
        name = name or fresh("boundary")
        path = TRANSITIVE_PATH if self.line is Line.TRANSITIVE else "/"
        more = []
        if self.line is Line.BY_HAND:
            more = self_referencing(f"arn:aws:iam::{self.root.account}:policy{path}{name}")
        return make_policy(self.root, document(*statements, *more), name, path)

    def child_role(self, name: str | None = None, **extra) -> str:
        """A role that the developer makes as a self-referencing boundary demands it."""
        return make_role(self.dev, name, PermissionsBoundary=self.boundary, **extra)

    def child_user(self, name: str | None = None, **extra) -> str:
        """A user likewise; its name."""
        return make_user(self.dev, name, PermissionsBoundary=self.boundary, **extra)

    def child_session(self) -> Caller:
        return self.dev.assume(self.child_role())

    def child_keys(self) -> Caller:
        return keys_of(self.dev, self.child_user())

    def user_arn(self, name: str) -> str:
        return user_arn(self.root.account, name)

    # What comes of it.

    @contextmanager
    def step(self, action: str, resource: str, caller: Caller | None = None):
        """A step that is refused in some line: the call inside, its action and its resource."""
        match self.expected:
            case Refused(expected, reason) if expected == action:
                with denied(caller or self.dev, action, resource, reason):
                    yield
                raise Concluded
            case Fails(code):
                with refused(code):
                    yield
                raise Concluded
            case _:
                yield

    def command(self, action: str, resource: str, *arguments: str) -> dict:
        """A step on the stock command line."""
        match self.expected:
            case Refused(expected, reason) if expected == action:
                self.aws(self.dev).denied(
                    *arguments, action=action, resource=resource, reason=reason
                )
                raise Concluded
            case _:
                return self.aws(self.dev)(*arguments)

    def gains(self, caller: Caller) -> None:
        """Ends the attempt: does `caller` do what the boundary forbids?"""
        forbidden = self.user_arn(self.outsider)
        match self.expected:
            case Free():
                assert caller.iam.list_user_tags(UserName=self.outsider)["Tags"] == []
            case Bounded(reason):
                with denied(caller, FENCED_ACTION, forbidden, reason):
                    caller.iam.list_user_tags(UserName=self.outsider)
            case _:
                raise AssertionError(f"came to its end, declared was: {self.expected}")
        raise Concluded

    def wrote(self) -> None:
        """Ends the attempt: the write has gone through."""
        assert isinstance(self.expected, Written), f"written, declared was: {self.expected}"
        raise Concluded
