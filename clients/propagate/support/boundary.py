"""Generated boundaries: written by `entail boundary new`, installed, and tried by the escape catalogue.

A scenario of the catalogue is played without a word on what should come of it; what came of it is
compared with what `entail boundary check` says of its row.
"""

import json
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from botocore.exceptions import ClientError
from escapes.outcomes import Fails, Refused, Written
from escapes.play import FENCED_ACTION, Concluded, Line, Play, Root, Scenario
from support.awscli import CommandFailed
from support.binary import run_entail
from support.callers import Caller
from support.expect import BOUNDARY_DENY
from support.people import fresh, make_policy
from support.policies import document, policy_arn

NAMED = "/bounded/"


@dataclass(frozen=True)
class Kind:
    """A way to have a boundary written."""

    word: str
    arguments: tuple[str, ...] = ()


DEFAULT = Kind("default")
NAMES = Kind("names", ("--bounded-path", NAMED))
KINDS = (DEFAULT, NAMES)


class Came(Enum):
    """What came of an attempt."""

    ESCAPED = "escaped"
    DONE = "done"
    HARMLESS = "harmless"
    NOTHING = "nothing gained"
    REFUSED = "refused"

    @property
    def is_open(self) -> bool:
        return self in (Came.ESCAPED, Came.DONE)


def write(account: str, name: str, folder: Path, kind: Kind, *statements: dict, path="/") -> str:
    """The text of a boundary whose own part has these statements, as an administrator writes it."""
    allow = folder / f"{name}.allow.json"
    allow.write_text(document(*statements))
    written = run_entail(
        "boundary", "new", "--name", name, "--account", account, "--path", path,
        "--allow", str(allow), *kind.arguments,
    )  # fmt: skip
    assert written.returncode == 0, written.stderr
    assert "no room" not in written.stderr, written.stderr
    return written.stdout


def install(root: Caller, folder: Path, kind: Kind, *statements: dict, name=None) -> str:
    """Puts such a boundary into an account; its ARN."""
    name = name or fresh("generated")
    made = make_policy(root, write(root.account, name, folder, kind, *statements), name)
    assert made == policy_arn(root.account, name)
    return made


def states(text: str, own_arn: str) -> dict[int, dict]:
    """What `entail boundary check` says of each row."""
    checked = run_entail(
        "boundary", "check", "--arn", own_arn, "--format", "json", "-", stdin=text
    )
    assert checked.stderr == "", checked.stderr
    found = json.loads(checked.stdout)
    assert found["remarks"] == [], found["remarks"]
    rows = {row["row"]: row for row in found["rows"]}
    is_open = any(row["state"] == "open" for row in rows.values())
    assert checked.returncode == (1 if is_open else 0)
    return rows


class Try(Play):
    """A scenario under a generated boundary: nothing is expected, everything is noted."""

    def __init__(
        self,
        scenario: Scenario,
        root: Caller,
        aws: Callable,
        folder: Path,
        kind: Kind,
        who: Root = Root.USER,
    ):
        super().__init__(scenario, Line.BY_HAND, root, aws, who)
        self.folder = folder
        self.way = kind
        self.came: Came | None = None

    def make_boundary(self, *statements: dict, name: str | None = None) -> str:
        return install(self.root, self.folder, self.way, *statements, name=name)

    @cached_property
    def bystander(self) -> str:
        """Made before the attempt, so that what is forbidden has somebody to be done to."""
        return self.outsider

    def outcome(self) -> Came:
        assert self.dev.arn and self.bystander
        try:
            self.scenario.attempt(self)
        except Concluded:
            return self.came
        except ClientError as error:
            return self._refused(error.response["Error"]["Code"], str(error))
        except CommandFailed as error:
            return self._refused("AccessDenied", str(error))
        raise AssertionError("nothing came of it")

    def _refused(self, code: str, text: str) -> Came:
        """The refusal is the boundary's, or else the very one that the catalogue declares."""
        match self.expected:
            case Fails(declared) if declared == code:
                return Came.REFUSED
            case Refused(_, reason) if reason.format(action=self.expected.action) in text:
                return Came.REFUSED
        assert code == "AccessDenied" and BOUNDARY_DENY in text, text
        return Came.REFUSED

    @contextmanager
    def step(self, action: str, resource: str, caller: Caller | None = None):
        yield

    def command(self, action: str, resource: str, *arguments: str) -> dict:
        return self.aws(self.dev)(*arguments)

    def gains(self, caller: Caller) -> None:
        try:
            caller.iam.list_user_tags(UserName=self.outsider)
        except ClientError as error:
            text = str(error)
            assert FENCED_ACTION in text and BOUNDARY_DENY in text, text
            self._ends(Came.NOTHING)
        self._ends(Came.ESCAPED)

    def wrote(self) -> None:
        harmless = isinstance(self.expected, Written) and self.expected.harmless
        self._ends(Came.HARMLESS if harmless else Came.DONE)

    def _ends(self, came: Came) -> None:
        self.came = came
        raise Concluded
