"""Words for what AWS (and Entail) must answer."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

IDENTITY = "because no identity-based policy allows the {action} action"
BOUNDARY = "because no permissions boundary allows the {action} action"
BOUNDARY_DENY = "with an explicit deny in a permissions boundary"
INHERITED = "because no inherited permissions boundary allows the {action} action"
INHERITED_DENY = "with an explicit deny in an inherited permissions boundary"
SESSION = "because no session policy allows the {action} action"
SESSION_DENY = "with an explicit deny in a session policy"
TRUST = "because no role trust policy allows the {action} action"
GATE = "with an explicit deny in a transitive permissions boundary"

STATUS = {
    "AccessDenied": 403,
    "NoSuchEntity": 404,
    "EntityAlreadyExists": 409,
    "DeleteConflict": 409,
    "LimitExceeded": 409,
    "InvalidClientTokenId": 403,
    "SignatureDoesNotMatch": 403,
    "MissingAuthenticationToken": 403,
}


def denial(caller, action: str, resource: str, reason: str) -> str:
    """The whole text of a refusal for lack of permission, as AWS's troubleshooting page has it."""
    reason = reason.format(action=action)
    return f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource} {reason}"


@contextmanager
def refused(code: str, message: str | None = None):
    """The boto3 call inside is refused with exactly this code, its status and (given) this text."""
    seen = SimpleNamespace(message=None)
    with pytest.raises(ClientError) as caught:
        yield seen
    response = caught.value.response
    seen.message = response["Error"]["Message"]
    answer = (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"])
    assert answer == (code, STATUS.get(code, 400)), seen.message
    assert response["ResponseMetadata"]["RequestId"]
    if message is not None:
        assert seen.message == message


@contextmanager
def denied(caller, action: str, resource: str, reason: str):
    """The call inside is AccessDenied with exactly the documented text for `reason`."""
    with refused("AccessDenied", denial(caller, action, resource, reason)) as seen:
        yield seen
