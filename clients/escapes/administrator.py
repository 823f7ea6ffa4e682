"""The administrator's API, called as any client of AWS JSON 1.0 with a SigV4 signer would."""

import json
from dataclasses import dataclass

from support import raw
from support.expect import GATE, denial

TARGET = "Entail_20261101"
CONTENT_TYPE = "application/x-amz-json-1.0"


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict

    @property
    def type(self) -> str:
        return self.body.get("__type", "")

    @property
    def message(self) -> str:
        return self.body.get("message", "")


def ask(caller, operation: str, service: str = "entail", **parameters) -> Answer:
    """One call; the answer, whatever it is."""
    return send(caller, operation, json.dumps(parameters).encode(), service)


def send(caller, target: str, body: bytes, service: str = "entail", path: str = "/") -> Answer:
    headers = {"Content-Type": CONTENT_TYPE, "X-Amz-Target": f"{TARGET}.{target}"}
    request = raw.signer(caller, service=service).sign(raw.Request("POST", path, headers, body))
    answer = raw.send(caller.endpoint, request)
    try:
        return Answer(answer.status, json.loads(answer.body))
    except ValueError:
        return Answer(answer.status, {"message": answer.body.decode()})


def do(caller, operation: str, **parameters) -> dict:
    """A call that must work."""
    answer = ask(caller, operation, **parameters)
    assert answer.status == 200, (operation, answer)
    return answer.body


def is_refused_to(caller, operation: str, resource: str, reason: str = GATE, **parameters) -> None:
    """AccessDenied with the whole text."""
    answer = ask(caller, operation, **parameters)
    expected = denial(caller, f"entail:{operation}", resource, reason)
    assert (answer.type, answer.message) == ("AccessDeniedException", expected), answer
