"""Requests below the SDK: signed by botocore's signer, sent byte for byte as given."""

import http.client
import socket
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import botocore.auth
import botocore.credentials
from botocore.awsrequest import AWSRequest

from .callers import REGION, Caller, Credentials

VERSIONS = {"iam": "2010-05-08", "sts": "2011-06-15"}
NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}
FORM = "application/x-www-form-urlencoded; charset=utf-8"
TIMEOUT_SECONDS = 30


@dataclass
class Request:
    """One HTTP request; tests change its parts before they send it."""

    method: str
    path: str
    headers: dict = field(default_factory=dict)
    body: bytes = b""


@dataclass
class Answer:
    """One HTTP answer, with a reader for AWS's XML that does not mind the namespace."""

    status: int
    headers: dict
    body: bytes

    @property
    def xml(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.body)

    @property
    def namespace(self) -> str:
        return self.xml.tag[1:].split("}")[0]

    def find(self, path: str, start=None):
        start = self.xml if start is None else start
        return start.find("/".join(f"{{*}}{part}" for part in path.split("/")))

    def find_all(self, path: str, start=None):
        start = self.xml if start is None else start
        return start.findall("/".join(f"{{*}}{part}" for part in path.split("/")))

    def text(self, path: str, start=None) -> str | None:
        found = self.find(path, start)
        return None if found is None else found.text

    @property
    def code(self) -> str | None:
        return self.text("Error/Code")

    @property
    def message(self) -> str:
        return self.text("Error/Message") or ""


def form(parameters: dict | list, service: str = "iam") -> bytes:
    """The body of a Query request; a list of pairs may repeat a name."""
    pairs = list(parameters.items()) if isinstance(parameters, dict) else list(parameters)
    if not any(name == "Version" for name, _ in pairs):
        pairs.append(("Version", VERSIONS[service]))
    return urlencode(pairs).encode()


@dataclass(frozen=True)
class Signer:
    """How to sign: the usual way, but for what a test changes."""

    credentials: Credentials
    endpoint: str
    service: str = "iam"
    region: str = REGION
    clock_offset: timedelta = timedelta()

    def post(self, body: bytes, path: str = "/", headers: dict | None = None) -> Request:
        return self.sign(Request("POST", path, {"Content-Type": FORM, **(headers or {})}, body))

    def sign(self, request: Request) -> Request:
        signed = self._add_auth(botocore.auth.SigV4Auth, request)
        headers = {**request.headers, **dict(signed.headers.items())}
        return Request(request.method, request.path, headers, request.body)

    def presign(self, parameters: dict, expires_seconds: int = 60) -> Request:
        query = form(parameters, self.service).decode()
        request = Request("GET", f"/?{query}")
        signed = self._add_auth(botocore.auth.SigV4QueryAuth, request, expires_seconds)
        url = urlsplit(signed.url)
        return Request("GET", f"{url.path}?{url.query}")

    def _add_auth(self, auth, request: Request, *arguments) -> AWSRequest:
        url = self.endpoint.rstrip("/") + request.path
        unsigned = AWSRequest(request.method, url, dict(request.headers), request.body)
        credentials = botocore.credentials.Credentials(
            self.credentials.access_key_id,
            self.credentials.secret_access_key,
            self.credentials.session_token,
        )
        now = datetime.now(timezone.utc) + self.clock_offset
        with patch("botocore.auth.get_current_datetime", return_value=now):
            auth(credentials, self.service, self.region, *arguments).add_auth(unsigned)
        return unsigned


def signer(caller: Caller, **changes) -> Signer:
    return Signer(caller.credentials, caller.endpoint, **changes)


def call(caller: Caller, parameters: dict | list, service: str = "iam") -> Answer:
    """A well-signed request with these parameters."""
    body = form(parameters, service)
    return send(caller.endpoint, signer(caller, service=service).post(body))


def send(endpoint: str, request: Request, seconds: float = TIMEOUT_SECONDS) -> Answer:
    """Sends and reads the answer, also where the server answers before it has read the body."""
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc, timeout=seconds)
    try:
        connection.connect()
        connection.putrequest(request.method, request.path, skip_accept_encoding=True)
        for name, value in request.headers.items():
            if name.lower() not in ("host", "content-length"):
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(request.body)))
        try:
            connection.endheaders(request.body or None)
        except (BrokenPipeError, ConnectionResetError):
            pass
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())
    finally:
        connection.close()


def exchange(endpoint: str, request: bytes) -> bytes:
    """Sends bytes that need not be HTTP and returns what comes back until the other side closes."""
    address = urlsplit(endpoint)
    received = b""
    with socket.create_connection((address.hostname, address.port), TIMEOUT_SECONDS) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                received += part
        except OSError:
            pass  # The other side closed first, as it may.
    return received
