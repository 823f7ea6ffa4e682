"""What any client on the network can do to the HTTP side, and what the operator sees of it."""

import json
import re
import socket

import pytest

from support import raw
from support.people import fresh, keys_of, make_role, make_user
from support.server import Server

BODY_BYTES_MAX = 512 * 1024


@pytest.fixture
def own_server(tmp_path):
    """A server of this test alone, started with the arguments it is called with."""
    made = []

    def start(*arguments: str) -> Server:
        made.append(Server(tmp_path / "own", arguments).start())
        return made[-1]

    yield start
    for server in made:
        if server.is_running():
            server.kill()


def connect(server) -> socket.socket:
    host, port = server.endpoint.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), 10)


def said(server, request: bytes) -> bytes:
    """The first bytes of what is said to a request that need not be whole."""
    with connect(server) as connection:
        connection.sendall(request)
        return connection.recv(65536)


# --- requests ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_a_load_balancer_may_ask_with_head(server, path):
    answer = raw.send(server.endpoint, raw.Request("HEAD", path))
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_query_protocol_has_get_and_post_only(server, root, method):
    body = raw.form({"Action": "CreateUser", "UserName": fresh("never")})
    request = raw.signer(root).sign(raw.Request(method, "/", {"Content-Type": raw.FORM}, body))
    answer = raw.send(server.endpoint, request)
    assert (answer.code, answer.status) == ("InvalidAction", 400)
    assert method in answer.message


def test_a_signed_get_with_its_parameters_in_the_query_works(server, root):
    query = raw.form({"Action": "ListUsers"}).decode()
    request = raw.signer(root).sign(raw.Request("GET", f"/?{query}"))
    assert raw.send(server.endpoint, request).status == 200


def test_a_request_without_a_version_says_so_as_aws_does(server, root):
    answer = raw.send(server.endpoint, raw.signer(root).post(b"Action=ListUsers"))
    assert answer.code == "InvalidAction"
    assert answer.message == "Could not find operation ListUsers for version NO_VERSION_SPECIFIED"


def test_a_chunked_body_is_read_like_any_other(server, root):
    body = raw.form({"Action": "ListUsers"})
    request = raw.signer(root).post(body)
    host = server.endpoint.removeprefix("http://")
    headers = {**request.headers, "Host": host, "Transfer-Encoding": "chunked"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    chunks = b"".join(b"%x\r\n%s\r\n" % (1, body[at : at + 1]) for at in range(len(body)))
    answer = said(server, f"POST / HTTP/1.1\r\n{head}\r\n".encode() + chunks + b"0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200"), answer


@pytest.mark.parametrize(
    "hash_header",
    ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"],
)
def test_a_body_that_the_signature_does_not_cover_is_refused(server, root, hash_header):
    headers = {"X-Amz-Content-Sha256": hash_header}
    request = raw.signer(root).post(raw.form({"Action": "ListUsers"}), headers=headers)
    assert raw.send(server.endpoint, request).code == "SignatureDoesNotMatch"


def test_a_body_that_announces_itself_as_too_long_is_not_asked_for(server):
    head = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n"
    assert said(server, head % BODY_BYTES_MAX).startswith(b"HTTP/1.1 100")
    assert said(server, head % (BODY_BYTES_MAX + 1)).startswith(b"HTTP/1.1 413")


def test_a_head_that_is_too_long_is_refused(server):
    request = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 512 * 1024 + b"\r\n\r\n"
    answer = raw.exchange(server.endpoint, request)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431")


def test_the_largest_session_can_be_used(root):
    """Policies and tags up to the packed size travel in a token that the server takes back."""
    role = make_role(root)
    caller = keys_of(root, make_user(root))
    tags = [{"Key": f"key-{number}", "Value": "v" * 220} for number in range(45)]
    policy = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Sid": "a" * 1500, "Effect": "Allow", "Action": "*", "Resource": "*"}],
        }
    )
    session = caller.assume(role, Tags=tags, Policy=policy)
    assert len(session.credentials.session_token) > 16_384
    assert session.arn.endswith("/session")




# --- what the operator sees ----------------------------------------------------------------------


def test_every_request_leaves_one_line_that_names_caller_operation_and_outcome(own_server):
    server = own_server("--log-format", "json")
    root = server.root()
    arn = root.arn
    root.iam.create_user(UserName="seen")
    answer = raw.call(root, {"Action": "GetUser", "UserName": "unseen"})
    assert server.stop() == 0
    lines = [json.loads(line) for line in server.stderr.splitlines() if line.startswith("{")]
    requests = [line for line in lines if line.get("span", {}).get("name") == "request"]
    outcomes = [(line["span"].get("operation"), line["fields"]["code"]) for line in requests]
    assert ("CreateUser", "OK") in outcomes and ("GetUser", "NoSuchEntity") in outcomes
    identifier = answer.text("RequestId")
    (own,) = [line for line in requests if line["span"]["request_id"] == identifier]
    assert own["span"]["caller"] == arn
    assert own["span"]["access_key_id"] == root.credentials.access_key_id
    assert own["fields"]["error"] == "The user with name unseen cannot be found."


def test_unknown_parameters_are_logged_by_name_at_debug(own_server):
    server = own_server("--log", "debug")
    raw.call(server.root(), {"Action": "ListUsers", "Colour": "a-secret-shade"})
    assert server.stop() == 0
    assert '"Colour"' in server.stderr and "a-secret-shade" not in server.stderr


def test_a_client_cannot_forge_a_line_of_the_log(own_server):
    server = own_server()
    name = "x\n2026-01-01T00:00:00Z  INFO request: forged"
    raw.call(server.root(), {"Action": "GetUser", "UserName": name})
    raw.call(server.root(), {"Action": name})
    assert server.stop() == 0
    assert not re.search(r"^2026-01-01", server.stderr, re.MULTILINE)


def test_no_level_of_logging_shows_a_secret(own_server):
    server = own_server("--log", "trace")
    root = server.root()
    key = root.iam.create_access_key(UserName=make_user(root, policies=()))["AccessKey"]["SecretAccessKey"]
    token = root.sts.get_session_token()["Credentials"]
    malformed = {"SerialNumber": "arn:aws:iam::111122223333:mfa/device", "TokenCode": "12-not-digits"}
    answer = raw.call(root, {"Action": "GetSessionToken", **malformed}, service="sts")
    assert "12-not-digits" in answer.message
    assert server.stop() == 0
    assert "HIDDEN_DUE_TO_SECURITY_REASONS" in server.stderr
    assert "12-not-digits" not in server.stderr
    for secret in (root.credentials.secret_access_key, key, token["SecretAccessKey"]):
        assert secret not in server.stderr
    assert token["SessionToken"] not in server.stderr
