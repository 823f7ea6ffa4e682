"""Upstreams that misbehave, or that only write down what comes, and networks before them."""

import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Recorded:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Recorder:
    """An HTTP server that answers everything the same and keeps what was asked."""

    body: bytes
    content_type: str = "text/xml"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[Recorded] = field(default_factory=list)

    def __enter__(self) -> "Recorder":
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(length)
                headers = {name.lower(): value for name, value in self.headers.items()}
                recorder.requests.append(Recorded(self.command, self.path, headers, body))
                self.send_response(recorder.status)
                self.send_header("Content-Type", recorder.content_type)
                self.send_header("Content-Length", str(len(recorder.body)))
                for name, value in recorder.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(recorder.body)

            do_GET = do_POST = do_PUT = do_HEAD = answer

            def log_message(self, *_):
                """Nothing: pytest shows what failed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"


class SocketServer:
    """Below HTTP: what it does with a connection is its subclass."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.connections = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        # A thread that waits for connections would keep the socket open beyond its closing.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self.connections:
            connection.close()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.meet, args=[connection], daemon=True).start()

    def meet(self, connection: socket.socket) -> None:
        raise NotImplementedError


class Silent(SocketServer):
    """Takes the connection and never says anything."""

    def meet(self, connection: socket.socket) -> None:
        pass


class Resetting(SocketServer):
    """Reads a little and resets the connection."""

    def meet(self, connection: socket.socket) -> None:
        connection.recv(1024)
        # Lingering for no time: the close is a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


class CutShort(SocketServer):
    """Promises more than it sends."""

    def meet(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<GetRole")
        connection.close()


class TlsFront(SocketServer):
    """TLS before a server that has none."""

    def __init__(self, endpoint: str, certificate: Path):
        self._upstream = _address(endpoint)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)

    def meet(self, connection: socket.socket) -> None:
        try:
            with self._context.wrap_socket(connection, server_side=True) as client:
                _relay(client, self._upstream)
        except OSError:
            pass  # A client that does not trust the certificate goes away.


class HttpProxy(SocketServer):
    """A network's way out: tunnels every name to one server, and keeps what was asked of it."""

    def __init__(self, endpoint: str):
        self._upstream = _address(endpoint)
        self.asked: list[str] = []

    def meet(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as head:
            line = head.readline().decode()
            while head.readline().strip():
                pass
            self.asked.append(" ".join(line.split()[:2]))
            if not line.startswith("CONNECT "):
                connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                return
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            _relay(connection, self._upstream)


def _address(endpoint: str) -> tuple[str, int]:
    parts = urlsplit(endpoint)
    return parts.hostname, parts.port


def _relay(client: socket.socket, upstream: tuple[str, int]) -> None:
    """Passes bytes both ways until one side ends."""
    with socket.create_connection(upstream) as server:
        back = threading.Thread(target=_pass, args=[server, client], daemon=True)
        back.start()
        _pass(client, server)
        back.join(5)


def _pass(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # The other side has ended.
