"""Who calls: credentials, and boto3 clients that use them against the server under test."""

import re
import threading
from dataclasses import dataclass
from functools import cached_property

import boto3
import botocore.session
from botocore.config import Config

REGION = "eu-west-1"
CONFIG = Config(
    retries={"total_max_attempts": 1, "mode": "standard"},
    connect_timeout=5,
    read_timeout=30,
    max_pool_connections=16,
    # The endpoint is loopback; a proxy of the environment must not see it.
    proxies={},
)
EXPORT = re.compile(r"^export (AWS_[A-Z_]+)=['\"]?([^'\"\n]+)['\"]?$", re.MULTILINE)

# Reading the service models takes longer than any call, so all clients share one session. The
# lock is there because making clients from one session is not thread-safe.
_SESSION = boto3.Session(region_name=REGION)
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Credentials:
    """What a request is signed with."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    @classmethod
    def from_exports(cls, text: str) -> "Credentials":
        """From `export AWS_...=...` lines, as the server writes them."""
        values = dict(EXPORT.findall(text))
        return cls(values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"])

    @classmethod
    def from_answer(cls, answer: dict) -> "Credentials":
        """From `AccessKey` of CreateAccessKey or `Credentials` of STS."""
        return cls(
            answer["AccessKeyId"], answer["SecretAccessKey"], answer.get("SessionToken")
        )

    def environment(self) -> dict[str, str]:
        variables = {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
        }
        if self.session_token:
            variables["AWS_SESSION_TOKEN"] = self.session_token
        return variables


class Caller:
    """A principal or session that calls the server with boto3."""

    def __init__(self, endpoint: str, credentials: Credentials, session: boto3.Session = _SESSION):
        self.endpoint = endpoint
        self.credentials = credentials
        self._session = session

    def client(self, service: str):
        with _LOCK:
            return self._session.client(
                service,
                endpoint_url=self.endpoint,
                aws_access_key_id=self.credentials.access_key_id,
                aws_secret_access_key=self.credentials.secret_access_key,
                aws_session_token=self.credentials.session_token,
                config=CONFIG,
            )

    @cached_property
    def iam(self):
        return self.client("iam")

    @cached_property
    def sts(self):
        return self.client("sts")

    @cached_property
    def arn(self) -> str:
        return self.sts.get_caller_identity()["Arn"]

    @cached_property
    def account(self) -> str:
        return self.sts.get_caller_identity()["Account"]

    @property
    def name(self) -> str:
        """The user name of a user, the session name of a role session."""
        return self.arn.rsplit("/", 1)[-1]

    def with_credentials(self, credentials: Credentials) -> "Caller":
        return Caller(self.endpoint, credentials, self._session)

    def assume(self, role_arn: str, session_name: str = "session", **extra) -> "Caller":
        answer = self.sts.assume_role(RoleArn=role_arn, RoleSessionName=session_name, **extra)
        return self.with_credentials(Credentials.from_answer(answer["Credentials"]))

    def with_models_from(self, directory) -> "Caller":
        """The same caller with a boto3 that also reads service models from `directory`."""
        session = botocore.session.Session()
        session.set_config_variable("data_path", str(directory))
        return Caller(
            self.endpoint,
            self.credentials,
            boto3.Session(botocore_session=session, region_name=REGION),
        )
