"""Requests that are not, or not well, signed: AWS's common errors, and nothing happens.

Codes and statuses: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from support import raw
from support.callers import Credentials
from support.people import fresh, keys_of, make_role, make_user
from support.policies import ADMINISTRATOR_ACCESS

pytestmark = pytest.mark.usefixtures("unharmed")

INVALID_TOKEN = "The security token included in the request is invalid"
WRONG_SIGNATURE = "The request signature we calculated does not match the signature you provided."
SKEW_SECONDS_MAX = 300
CREATE_USER = {"Action": "CreateUser", "UserName": "never"}


@pytest.fixture
def send(server):
    return lambda request: raw.send(server.endpoint, request)


@pytest.fixture
def sign(root):
    """A signer as root; keyword arguments change how it signs."""
    return lambda **changes: raw.signer(root, **changes)


def assert_error(answer, code: str, status: int, message: str | None = None, service="iam"):
    """AWS's error document: code and status, its XML shape, and one request id in both places."""
    assert (answer.code, answer.status) == (code, status), answer.body
    assert answer.xml.tag == f"{{{raw.NAMESPACES[service]}}}ErrorResponse"
    assert answer.text("Error/Type") == "Sender"
    assert answer.headers["content-type"].startswith("text/xml")
    request_id = answer.text("RequestId")
    assert request_id and answer.headers["x-amzn-requestid"] == request_id
    if message is not None:
        assert message in answer.message, answer.message


def test_a_well_signed_request_is_the_control(send, sign):
    answer = send(sign().post(raw.form({"Action": "ListUsers"})))
    assert answer.status == 200
    assert answer.namespace == raw.NAMESPACES["iam"]
    assert answer.text("ResponseMetadata/RequestId") == answer.headers["x-amzn-requestid"]


def test_an_unsigned_request_is_missing_its_token(send):
    request = raw.Request("POST", "/", {"Content-Type": raw.FORM}, raw.form(CREATE_USER))
    assert_error(send(request), "MissingAuthenticationToken", 403, "Request is missing Authentication Token")


def test_an_unsigned_sts_request_answers_in_the_namespace_of_sts(send):
    body = raw.form({"Action": "GetCallerIdentity"}, "sts")
    request = raw.Request("POST", "/", {"Content-Type": raw.FORM}, body)
    assert_error(send(request), "MissingAuthenticationToken", 403, service="sts")


@pytest.mark.parametrize(
    "part",
    ["Credential", "SignedHeaders", "Signature"],
)
def test_an_authorization_header_without_one_of_its_parts_is_incomplete(send, sign, part):
    request = sign().post(raw.form(CREATE_USER))
    scheme, parts = request.headers["Authorization"].split(" ", 1)
    kept = [each for each in parts.split(", ") if not each.startswith(part + "=")]
    request.headers["Authorization"] = f"{scheme} {', '.join(kept)}"
    message = f"Authorization header requires '{part}' parameter."
    assert_error(send(request), "IncompleteSignature", 400, message)


@pytest.mark.parametrize(
    "header",
    [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 nonsense",
        "AWS4-HMAC-SHA256 Credential=/////, SignedHeaders=;;;, Signature=",
        "AWS4-HMAC-SHA256 Credential=AKIA, SignedHeaders=host, Signature=zz",
        "AWS4-HMAC-SHA512 Credential=a/b/c/d/e, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 " + "," * 5000,
    ],
)
def test_a_mangled_authorization_header_is_a_client_error(send, sign, header):
    request = sign().post(raw.form(CREATE_USER))
    request.headers["Authorization"] = header
    answer = send(request)
    assert answer.code in ("IncompleteSignature", "InvalidClientTokenId"), answer.body
    assert answer.status in (400, 403)


def test_a_request_without_a_date_is_incomplete(send, sign):
    request = sign().post(raw.form(CREATE_USER))
    del request.headers["X-Amz-Date"]
    assert_error(send(request), "IncompleteSignature", 400, "'X-Amz-Date'")


@pytest.mark.parametrize("date", ["yesterday", "20260101", "20260101T000000", "99999999T999999Z"])
def test_a_date_in_another_form_is_a_client_error(send, sign, date):
    request = sign().post(raw.form(CREATE_USER))
    request.headers["X-Amz-Date"] = date
    assert send(request).code in ("IncompleteSignature", "SignatureDoesNotMatch")


def test_an_unknown_access_key_is_not_in_the_records(send, sign):
    unknown = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    answer = send(replace(sign(), credentials=unknown).post(raw.form(CREATE_USER)))
    assert_error(answer, "InvalidClientTokenId", 403, INVALID_TOKEN)


def test_a_wrong_secret_does_not_match(send, sign, root):
    wrong = Credentials(root.credentials.access_key_id, "not-the-secret")
    answer = send(replace(sign(), credentials=wrong).post(raw.form(CREATE_USER)))
    assert_error(answer, "SignatureDoesNotMatch", 403, WRONG_SIGNATURE)


def test_a_body_changed_after_signing_does_not_match(send, sign):
    request = sign().post(raw.form(CREATE_USER))
    request.body = request.body.replace(b"never", b"other")
    assert_error(send(request), "SignatureDoesNotMatch", 403, WRONG_SIGNATURE)


def test_a_query_added_after_signing_does_not_match(send, sign):
    request = sign().post(raw.form({"Action": "ListUsers"}))
    request.path = "/?Action=CreateUser&UserName=never"
    assert_error(send(request), "SignatureDoesNotMatch", 403)


def test_a_signed_header_changed_after_signing_does_not_match(send, sign):
    request = sign().post(raw.form(CREATE_USER), headers={"X-Amz-Custom": "one"})
    request.headers["X-Amz-Custom"] = "two"
    assert_error(send(request), "SignatureDoesNotMatch", 403, WRONG_SIGNATURE)


def test_a_signature_that_leaves_out_the_host_is_refused(send, sign):
    request = sign().post(raw.form(CREATE_USER))
    request.headers["Authorization"] = request.headers["Authorization"].replace("host;", "")
    assert send(request).status in (400, 403)


@pytest.mark.parametrize("service", ["sts", "s3", "IAM"])
def test_a_scope_for_another_service_does_not_match(send, sign, service):
    answer = send(sign(service=service).post(raw.form(CREATE_USER)))
    message = "Credential should be scoped to correct service: 'iam'."
    assert_error(answer, "SignatureDoesNotMatch", 403, message)


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-4", "mars-1"])
def test_no_region_is_refused(send, sign, region):
    assert send(sign(region=region).post(raw.form({"Action": "ListUsers"}))).status == 200


def test_a_scope_with_another_terminator_does_not_match(send, sign):
    request = sign().post(raw.form(CREATE_USER))
    header = request.headers["Authorization"].replace("/aws4_request,", "/aws5_request,")
    request.headers["Authorization"] = header
    assert_error(send(request), "SignatureDoesNotMatch", 403, "valid terminator")


@pytest.mark.parametrize("seconds", [-SKEW_SECONDS_MAX - 30, SKEW_SECONDS_MAX + 30, -86_400])
def test_a_clock_more_than_five_minutes_off_is_refused(send, sign, seconds):
    answer = send(sign(clock_offset=timedelta(seconds=seconds)).post(raw.form(CREATE_USER)))
    # AWS answers like this (https://github.com/aws/aws-cli/issues/6676), though the page of common
    # errors would have RequestExpired.
    expected = "Signature expired: " if seconds < 0 else "Signature not yet current: "
    assert_error(answer, "SignatureDoesNotMatch", 403, expected)
    assert answer.message.endswith("5 min.)")


@pytest.mark.parametrize("seconds", [-SKEW_SECONDS_MAX + 30, SKEW_SECONDS_MAX - 30])
def test_a_clock_less_than_five_minutes_off_is_accepted(send, sign, seconds):
    signer = sign(clock_offset=timedelta(seconds=seconds))
    assert send(signer.post(raw.form({"Action": "ListUsers"}))).status == 200


def test_a_presigned_request_works_until_it_expires(send, sign):
    assert send(sign().presign({"Action": "ListUsers"}, expires_seconds=60)).status == 200
    late = sign(clock_offset=timedelta(seconds=-120)).presign(CREATE_USER, expires_seconds=60)
    assert_error(send(late), "RequestExpired", 400)


@pytest.mark.parametrize("expires", [0, -1, 604_801, 10**30])
def test_a_presigned_request_cannot_choose_any_lifetime(send, sign, expires):
    answer = send(sign().presign(CREATE_USER, expires_seconds=expires))
    assert answer.status in (400, 403), answer.body


def test_a_presigned_request_that_was_changed_does_not_match(send, sign):
    request = sign().presign({"Action": "ListUsers"})
    request.path = request.path.replace("ListUsers", "ListRoles")
    assert_error(send(request), "SignatureDoesNotMatch", 403)


# --- session tokens ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def session(root):
    user = keys_of(root, make_user(root, fresh("assumer"), policies=[ADMINISTRATOR_ACCESS]))
    return user.assume(make_role(root))


def mangled(token: str) -> dict[str, str | None]:
    middle = len(token) // 2
    flipped = "A" if token[middle] != "A" else "B"
    return {
        "no token": None,
        "empty token": "",
        "garbage token": "garbage",
        "not base64": "%C2%A7" * 20,
        "one letter changed": token[:middle] + flipped + token[middle + 1 :],
        "cut short": token[:middle],
        "doubled": token + token,
        "very long": "A" * 6000,
    }


@pytest.mark.parametrize("what", mangled("some token"))
def test_a_temporary_key_needs_its_own_token(send, session, what):
    key, token = session.credentials, mangled(session.credentials.session_token)[what]
    credentials = Credentials(key.access_key_id, key.secret_access_key, token)
    answer = send(raw.Signer(credentials, session.endpoint).post(raw.form({"Action": "ListUsers"})))
    assert_error(answer, "InvalidClientTokenId", 403, INVALID_TOKEN)


def test_the_token_of_another_session_is_not_this_keys(send, root, session):
    other = root.sts.get_session_token()["Credentials"]
    key = session.credentials
    mixed = Credentials(key.access_key_id, key.secret_access_key, other["SessionToken"])
    body = raw.form({"Action": "GetCallerIdentity"}, "sts")
    answer = send(raw.Signer(mixed, session.endpoint, service="sts").post(body))
    assert_error(answer, "InvalidClientTokenId", 403, INVALID_TOKEN, service="sts")


def test_a_long_term_key_takes_no_token(send, root, session):
    key = root.credentials
    mixed = Credentials(key.access_key_id, key.secret_access_key, session.credentials.session_token)
    answer = send(raw.Signer(mixed, root.endpoint).post(raw.form({"Action": "ListUsers"})))
    assert_error(answer, "InvalidClientTokenId", 403, INVALID_TOKEN)
