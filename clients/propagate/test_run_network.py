"""TLS and HTTP proxies on the way to AWS, which the command must not be sent through to loopback."""

import subprocess

import pytest

from support.people import fresh

from .support import tools
from .support.fakes import HttpProxy, TlsFront
from .support.samples import create_role

NAME = "iam.example.test"
MAKE = """
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tests")])
now = datetime.datetime.now(datetime.timezone.utc)
names = x509.SubjectAlternativeName([x509.DNSName(it) for it in sys.argv[1:]])
builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
builder = builder.not_valid_before(now - datetime.timedelta(days=1))
builder = builder.not_valid_after(now + datetime.timedelta(days=1)).add_extension(names, False)
pem = serialization.Encoding.PEM
print(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode())
print(builder.sign(key, hashes.SHA256()).public_bytes(pem).decode())
"""


@pytest.fixture
def certificate(dev):
    """A certificate that only who is told trusts, with its key."""
    file = dev.folder / "certificate.pem"
    made = subprocess.run(
        [tools.python_program("python"), "-c", MAKE, "localhost", NAME],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    file.write_text(made.stdout)
    return file


def port_of(endpoint: str) -> str:
    return endpoint.rsplit(":", 1)[1]


def test_a_bundle_of_the_network_is_trusted_and_without_it_nothing_is(world, dev, certificate):
    with TlsFront(world.server.endpoint, certificate) as front:
        endpoint = f"https://localhost:{port_of(front.endpoint)}"
        dev.more = {"AWS_ENDPOINT_URL_IAM": endpoint, "AWS_CA_BUNDLE": str(certificate)}
        name = fresh("tls")
        dev.bounded(*create_role(name)).worked()
        assert world.boundary_of("role", name) == world.boundary

        dev.more["AWS_CA_BUNDLE"] = ""
        name = fresh("tls")
        done = dev.bounded(*create_role(name)).failed()
        assert "AWS_CA_BUNDLE" in done.stderr
        assert name not in world.role_names()


def test_a_proxy_of_the_network_is_between_entail_and_aws_and_nowhere_else(world, dev, certificate):
    name = fresh("network")
    with TlsFront(world.server.endpoint, certificate) as front, HttpProxy(front.endpoint) as proxy:
        dev.more = {
            "AWS_ENDPOINT_URL_IAM": f"https://{NAME}",
            "AWS_CA_BUNDLE": str(certificate),
            "HTTPS_PROXY": proxy.endpoint,
            "HTTP_PROXY": proxy.endpoint,
            "NO_PROXY": "",
        }
        dev.bounded(*create_role(name)).worked()
        assert set(proxy.asked) == {f"CONNECT {NAME}:443"}
    assert world.boundary_of("role", name) == world.boundary
