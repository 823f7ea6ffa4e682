"""What can come of an attempt to escape. Declared beforehand, asserted when it is played."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Free:
    """The boundary is left: what it forbids is done."""

    def __str__(self) -> str:
        return "**escapes**"


@dataclass(frozen=True)
class Bounded:
    """Nothing is refused and nothing is gained: what the boundary forbids gets this reason."""

    reason: str

    def __str__(self) -> str:
        return f"gains nothing: `{_short(self.reason)}`"


@dataclass(frozen=True)
class Refused:
    """`action` is AccessDenied, with exactly the documented text for this reason."""

    action: str
    reason: str

    def __str__(self) -> str:
        return f"`{self.action}` refused: `{_short(self.reason)}`"


@dataclass(frozen=True)
class Fails:
    """Refused for another cause than lack of permission, with this error code."""

    code: str

    def __str__(self) -> str:
        return f"fails: `{self.code}`"


@dataclass(frozen=True)
class Written:
    """The write goes through. It frees nobody by itself; it harms, or is a step of an escape."""

    harmless: bool = False

    def __str__(self) -> str:
        return "done, and harmless" if self.harmless else "**done**"


Outcome = Free | Bounded | Refused | Fails | Written


def is_open(outcome: Outcome) -> bool:
    """Whether the attempt came to something."""
    return isinstance(outcome, Free) or outcome == Written()


def _short(reason: str) -> str:
    return reason.replace("the {action} action", "it")
