"""`entail serve` itself: first start, refusals, TLS, draining, health, and where secrets are not."""

import http.client
import json
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import stat
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

import boto3
import pytest

from support import raw
from support.binary import entail_binary, run_entail
from support.callers import CONFIG, REGION
from support.people import keys_of, make_role, make_user
from support.server import ACCOUNT, Server

BAD_INPUT = 2  # The exit status for input or a command line that can't be read.
CANNOT = 3  # The exit status for work that can't be done.
EXPORTS = re.compile(
    r"^export AWS_ACCESS_KEY_ID=\S+\nexport AWS_SECRET_ACCESS_KEY=\S+$", re.MULTILINE
)


@pytest.fixture
def make_server(tmp_path):
    """Starts servers on data directories of this test, and ends them."""
    made = []

    def make(*arguments: str, name: str = "own") -> Server:
        made.append(Server(tmp_path / name, arguments))
        return made[-1]

    yield make
    for server in made:
        if server.is_running():
            server.kill()


def get(server: Server, path: str) -> raw.Answer:
    return raw.send(server.endpoint, raw.Request("GET", path))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- first start ---------------------------------------------------------------------------------


def test_the_first_start_makes_the_account_and_its_roots_credentials(server, root):
    file = server.data / "root-credentials"
    assert mode(file) == 0o600
    assert EXPORTS.search(file.read_text())
    assert root.account == ACCOUNT
    assert root.arn == f"arn:aws:iam::{ACCOUNT}:root"


def test_no_file_of_the_data_directory_is_open_to_others(server):
    if mode(server.data) & 0o077 == 0:
        return  # Nobody else gets as far as a file.
    for file in server.data.rglob("*"):
        assert mode(file) & 0o077 == 0, file


def test_credentials_are_not_printed_unless_asked_for(server):
    assert "AWS_SECRET_ACCESS_KEY" not in server.output()


def test_credentials_are_printed_when_asked_for(make_server):
    server = make_server("--print-root-credentials").start()
    printed = EXPORTS.search(server.stdout)
    assert printed and printed.group(0) in (server.data / "root-credentials").read_text()


def test_without_an_account_id_a_random_one_of_twelve_digits_is_made(tmp_path):
    servers = [Server(tmp_path / name) for name in ("one", "two")]
    accounts = set()
    for server in servers:
        server.data.mkdir(parents=True, mode=0o700)  # So that the helper names no account.
        server.start()
        accounts.add(server.root().account)
        assert server.stop() == 0
    assert len(accounts) == 2
    assert all(re.fullmatch(r"\d{12}", account) for account in accounts)


@pytest.mark.parametrize("account", ["12", "abcdefghijkl", "1111222233334", ""])
def test_an_account_id_of_another_form_is_refused(tmp_path, account):
    result = run_entail("serve", "--data", str(tmp_path / "data"), "--account", account)
    assert result.returncode == BAD_INPUT and "account" in result.stderr.lower()
    assert not (tmp_path / "data").exists()


def test_a_restart_keeps_the_account_its_root_and_its_data(make_server):
    server = make_server().start()
    before, arn = server.root(), make_role(server.root())
    account = before.account
    assert server.stop() == 0
    after = server.start().root()
    assert (after.account, after.credentials) == (account, before.credentials)
    assert after.iam.get_role(RoleName=arn.rsplit("/", 1)[-1])["Role"]["Arn"] == arn


def test_a_session_outlives_a_restart(make_server):
    server = make_server().start()
    user = keys_of(server.root(), make_user(server.root()))
    session = user.assume(make_role(server.root()))
    assert server.stop() == 0
    server.start()
    again = type(session)(server.endpoint, session.credentials)
    assert again.arn.endswith("/session")


def test_a_first_start_that_is_killed_at_any_moment_is_begun_again(make_server):
    server = make_server("--log", "error")
    for milliseconds in (2, 5, 10, 15, 20, 30, 40, 60):
        process = subprocess.Popen(
            server.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(milliseconds / 1000)
        process.kill()
        process.wait()
    assert server.start().root().arn.endswith(":root")


# --- refusals ------------------------------------------------------------------------------------


def test_a_second_process_on_the_same_data_is_refused(server):
    result = run_entail("serve", "--listen", "127.0.0.1:0", "--data", str(server.data))
    assert result.returncode == CANNOT
    assert result.stderr.strip()
    assert server.is_running() and get(server, "/readyz").status == 200


def test_a_port_that_is_taken_is_refused(server, tmp_path):
    taken = server.endpoint.rsplit("/", 1)[-1]
    result = run_entail("serve", "--listen", taken, "--data", str(tmp_path / "data"))
    assert result.returncode == CANNOT and taken in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0"])
def test_listening_beyond_loopback_without_tls_is_refused(tmp_path, address):
    result = run_entail("serve", "--listen", address, "--data", str(tmp_path / "data"))
    assert result.returncode == BAD_INPUT
    assert "--tls-certificate" in result.stderr and "--allow-plain-http" in result.stderr
    assert not (tmp_path / "data" / "root-credentials").exists()


def test_listening_beyond_loopback_without_tls_is_possible_when_asked_for(make_server):
    server = make_server("--listen", "0.0.0.0:0", "--allow-plain-http").start()
    server.endpoint = server.endpoint.replace("0.0.0.0", "127.0.0.1")
    assert get(server, "/healthz").status == 200


# --- TLS -----------------------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path):
    if shutil.which("openssl") is None:
        pytest.skip("not run: no openssl command to make a certificate with")
    pair = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
            "-out", str(pair[0]), "-keyout", str(pair[1]),
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return pair


def tls_arguments(certificate) -> list[str]:
    return ["--tls-certificate", str(certificate[0]), "--tls-key", str(certificate[1])]


def test_tls_with_certificate_files_serves_stock_clients(make_server, certificate):
    server = make_server(*tls_arguments(certificate)).start()
    assert server.endpoint.startswith("https://")
    key = server.root_credentials
    sts = boto3.client(
        "sts",
        region_name=REGION,
        endpoint_url=server.endpoint,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        config=CONFIG,
        verify=str(certificate[0]),
    )
    assert sts.get_caller_identity()["Account"] == ACCOUNT
    sts.get_session_token()
    assert server.stop() == 0, server.output()
    (log,) = (server.data / "audit-log").glob("*.jsonl")
    tls = json.loads(log.read_text().splitlines()[-1])["tlsDetails"]
    assert tls["tlsVersion"] == "TLSv1.3"
    assert tls["cipherSuite"].startswith("TLS_")
    assert server.endpoint.endswith(tls["clientProvidedHostHeader"])


def test_a_tls_listener_speaks_no_plain_http(make_server, certificate):
    server = make_server(*tls_arguments(certificate)).start()
    host, port = server.endpoint.removeprefix("https://").split(":")
    with pytest.raises((OSError, http.client.HTTPException)):
        raw.send(f"http://{host}:{port}", raw.Request("GET", "/healthz"))
    modern = ssl.create_default_context(cafile=str(certificate[0]))
    with urllib.request.urlopen(f"{server.endpoint}/healthz", context=modern) as answer:
        assert answer.status == 200


def test_a_key_that_is_not_the_certificates_is_refused(tmp_path, certificate):
    certificate[1].write_text("not a key")
    result = run_entail(
        "serve", "--listen", "127.0.0.1:0", "--data", str(tmp_path / "data"),
        *tls_arguments(certificate),
    )  # fmt: skip
    assert result.returncode in (BAD_INPUT, CANNOT) and "panicked" not in result.stderr


# --- the end of a process ------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_with_status_0(make_server, how):
    server = make_server().start()
    server.process.send_signal(how)
    assert server.wait() == 0


def test_sigterm_lets_requests_in_flight_finish(make_server):
    server = make_server().start()
    root = server.root()
    body = raw.form({"Action": "CreateUser", "UserName": "in-flight"})
    request = raw.signer(root).post(body)
    host, port = server.endpoint.removeprefix("http://").split(":")
    head = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    with socket.create_connection((host, int(port)), 30) as connection:
        head = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n{head}\r\n"
        connection.sendall(head.encode() + body[:10])
        time.sleep(0.2)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body[10:])
        received = connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 200"), received[:200]
    assert server.wait() == 0
    assert server.start().root().iam.get_user(UserName="in-flight")


def test_sigterm_under_load_answers_whole_or_not_at_all(make_server):
    server = make_server().start()
    root, statuses = server.root(), []

    def work():
        while True:
            try:
                statuses.append(raw.call(root, {"Action": "ListUsers"}).status)
            except OSError:
                return  # The server is gone, and did not begin to answer.
            except http.client.HTTPException as error:  # Half an answer.
                statuses.append(repr(error))
                return

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    assert server.stop() == 0
    for thread in threads:
        thread.join(30)
    assert set(statuses) == {200}


# --- health and metrics --------------------------------------------------------------------------


def test_health_and_readiness_need_no_signature(server):
    assert get(server, "/healthz").status == 200
    assert get(server, "/readyz").status == 200


def test_metrics_are_in_prometheuss_format_and_count_requests(server, root):
    root.iam.list_users()
    answer = get(server, "/metrics")
    assert answer.status == 200
    lines = answer.body.decode().splitlines()
    samples = [line for line in lines if line and not line.startswith("#")]
    assert any(line.startswith("# TYPE ") for line in lines)
    assert all(re.match(r"^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? \S+", line) for line in samples)
    assert any("ListUsers" in line for line in samples)


# --- secrets -------------------------------------------------------------------------------------


def test_secrets_are_neither_in_the_logs_nor_in_the_store_in_clear(make_server):
    server = make_server().start()
    user = keys_of(server.root(), make_user(server.root()))
    session = user.assume(make_role(server.root()))
    session.iam.list_users()
    secrets = {server.root_credentials.secret_access_key, user.credentials.secret_access_key}
    secrets |= {session.credentials.secret_access_key, session.credentials.session_token}
    assert server.stop() == 0

    databases = 0
    for file in server.data.rglob("*"):
        if not file.is_file() or file.name == "root-credentials":
            continue
        content = file.read_bytes()
        databases += content.startswith(b"SQLite format 3\0")
        for secret in secrets:
            assert secret.encode() not in content, file
            assert secret.encode("utf-16-le") not in content, file
    assert databases >= 1
    log = server.output()
    assert not [secret for secret in secrets if secret in log]
    assert "Signature=" not in log and "X-Amz-Security-Token" not in log


def test_the_database_is_whole_after_a_stop(make_server):
    server = make_server().start()
    make_role(server.root())
    assert server.stop() == 0
    files = [f for f in server.data.rglob("*") if f.is_file()]
    databases = [f for f in files if f.read_bytes()[:15] == b"SQLite format 3"]
    for file in databases:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# --- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["serve"], ["demo"], ["decide"], ["client-model"]])
def test_every_command_has_help(command):
    result = run_entail(*command, "--help")
    assert result.returncode == 0 and "Usage:" in result.stdout


def test_an_unknown_option_is_a_usage_error():
    result = run_entail("serve", "--frobnicate")
    assert result.returncode == BAD_INPUT and "--frobnicate" in result.stderr


@pytest.mark.parametrize("command", [["completions", "zsh"], ["client-model", "print"]])
def test_a_reader_that_has_had_enough_is_no_failure(command):
    process = subprocess.Popen(
        [str(entail_binary()), *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, b"")


def test_the_binary_names_its_version():
    result = run_entail("--version")
    assert result.returncode == 0
    assert re.match(r"entail \d+\.\d+\.\d+", result.stdout)
