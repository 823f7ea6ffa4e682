"""Well-signed requests with bad content: AWS's code, a clear message, and nothing is written."""

import json

import pytest

from support import raw
from support.policies import VERSION, account_root, trust

pytestmark = pytest.mark.usefixtures("unharmed")

NAME_PATTERN_TEXT = (
    "The specified value for {field} is invalid. "
    "It must contain only alphanumeric characters and/or the following: +=,.@_-"
)
MEGABYTE = 1024 * 1024


@pytest.fixture
def call(root):
    def call(parameters, service: str = "iam") -> raw.Answer:
        return raw.call(root, parameters, service)

    return call


def assert_error(answer, code: str, status: int = 400, message: str | None = None):
    assert (answer.code, answer.status) == (code, status), answer.body
    assert answer.xml.tag == f"{{{raw.NAMESPACES['iam']}}}ErrorResponse"
    assert answer.text("RequestId") == answer.headers["x-amzn-requestid"]
    if message is not None:
        assert message in answer.message, answer.message


def assert_client_error(answer):
    """Some 4xx of AWS's kind, where AWS's own answer is not known to us."""
    assert 400 <= answer.status < 500, (answer.status, answer.body)
    assert answer.code and answer.message


# --- actions, versions, parameters ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "version"),
    [
        ("Frobnicate", "2010-05-08"),
        ("listusers", "2010-05-08"),
        ("ListUsers", "1999-01-01"),
        ("CreateRole", "2011-06-15"),
        ("AssumeRole", "2010-05-08"),
        ("../../etc/passwd", "2010-05-08"),
    ],
)
def test_an_unknown_action_or_version_is_invalid(call, action, version):
    answer = call({"Action": action, "Version": version})
    assert (answer.code, answer.status) == ("InvalidAction", 400), answer.body
    assert answer.message == f"Could not find operation {action} for version {version}"


def test_a_request_without_an_action_says_so(call):
    answer = call({"UserName": "never"})
    assert (answer.code, answer.status) in (("MissingAction", 400), ("InvalidAction", 400))


def test_a_request_without_a_version_is_a_client_error(server, root):
    body = b"Action=CreateUser&UserName=never"
    assert_client_error(raw.send(server.endpoint, raw.signer(root).post(body)))


def test_a_missing_parameter_is_named(call):
    answer = call({"Action": "CreateRole", "RoleName": "never"})
    constraint = "'assumeRolePolicyDocument' failed to satisfy constraint: Member must not be null"
    assert_error(answer, "ValidationError", 400, constraint)
    assert answer.message.startswith("1 validation error detected: Value ")


def test_all_missing_parameters_are_named_at_once(call):
    answer = call({"Action": "CreateRole"})
    assert_error(answer, "ValidationError", 400, "2 validation errors detected: ")
    assert "'roleName'" in answer.message and "'assumeRolePolicyDocument'" in answer.message


def test_an_unknown_parameter_does_no_harm(call):
    answer = call({"Action": "ListUsers", "Colour": "blue", "Tags.member.1.Key": "x"})
    assert answer.status == 200 or 400 <= answer.status < 500, answer.body


def test_a_parameter_given_twice_is_not_two_things_at_once(call, root):
    pairs = [("Action", "CreateUser"), ("UserName", "twice-a"), ("UserName", "twice-b")]
    answer = call(pairs)
    made = [u["UserName"] for u in root.iam.list_users()["Users"] if "twice" in u["UserName"]]
    assert len(made) == (1 if answer.status == 200 else 0)
    for name in made:
        root.iam.delete_user(UserName=name)


def test_an_action_given_twice_runs_at_most_once(call, root):
    answer = call([("Action", "ListUsers"), ("Action", "CreateUser"), ("UserName", "never")])
    assert answer.status == 200 or 400 <= answer.status < 500, answer.body


@pytest.mark.parametrize("value", ["0", "-1", "1001", "1e3", "ten", "", " 5", "9" * 40])
def test_a_page_size_out_of_its_range_is_refused(call, value):
    answer = call({"Action": "ListUsers", "MaxItems": value})
    assert answer.code in ("ValidationError", "MalformedInput", "InvalidParameterValue"), answer.body
    assert answer.status == 400


def test_a_marker_we_did_not_give_is_refused(call):
    answer = call({"Action": "ListUsers", "Marker": "nonsense"})
    assert_error(answer, "ValidationError", 400, "Invalid Marker.")


@pytest.mark.parametrize("index", ["0", "2", "-1", "x", "1" * 30, ""])
def test_list_members_with_odd_indexes_do_no_harm(call, index):
    parameters = {
        "Action": "TagUser",
        "UserName": "nobody",
        f"Tags.member.{index}.Key": "a",
        f"Tags.member.{index}.Value": "b",
    }
    assert_client_error(call(parameters))


# --- names and paths -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["a\nb", "a\tb", "a\0b", "a\x7fb", "a b", "a/b", "a:b", "a*b", "é", "日本", "😀", "a\u2028b"],
)
def test_a_name_with_other_characters_is_refused(call, name):
    answer = call({"Action": "CreateUser", "UserName": name})
    assert_error(answer, "ValidationError", 400, NAME_PATTERN_TEXT.format(field="userName"))
    document = trust(account_root("111122223333"))
    answer = call({"Action": "CreateRole", "RoleName": name, "AssumeRolePolicyDocument": document})
    assert_error(answer, "ValidationError", 400, NAME_PATTERN_TEXT.format(field="roleName"))


def test_a_name_that_is_too_long_is_refused(call):
    answer = call({"Action": "CreateUser", "UserName": "a" * 65})
    constraint = "'userName' failed to satisfy constraint: Member must have length less than or equal to 64"
    assert_error(answer, "ValidationError", 400, constraint)


@pytest.mark.parametrize("path", ["x", "/x", "x/", "/a b/", "/a\n/", "/" + "a" * 512 + "/", "/é/"])
def test_a_path_of_another_form_is_refused(call, path):
    answer = call({"Action": "CreateUser", "UserName": "never", "Path": path})
    assert_error(answer, "ValidationError", 400, "path")


@pytest.mark.parametrize("encoded", [b"%ff%fe", b"%c3%28", b"%ed%a0%80", b"%zz", b"%", b"%0"])
def test_broken_percent_encoding_or_utf_8_is_a_client_error(server, root, encoded):
    body = b"Action=CreateUser&Version=2010-05-08&UserName=" + encoded
    assert_client_error(raw.send(server.endpoint, raw.signer(root).post(body)))


# --- policies ------------------------------------------------------------------------------------


def statement(**members) -> str:
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **members}
    kept = {name: value for name, value in whole.items() if value is not None}
    return json.dumps({"Version": VERSION, "Statement": kept})


# Texts recorded on AWS for CreatePolicy.
MALFORMED = {
    "{": "Syntax errors in policy.",
    "not json": "Syntax errors in policy.",
    "[]": "Syntax errors in policy.",
    '"text"': "Syntax errors in policy.",
    "{}": "Syntax errors in policy.",
    statement(Effect="Maybe"): "Syntax errors in policy.",
    statement(Principal="*"): "Policy document should not specify a principal.",
    '{"Version":"2020-01-01","Statement":[]}': "Syntax errors in policy.",
    statement(Action=None): "Policy statement must contain actions.",
    statement(Resource=None): "Policy statement must contain resources.",
    statement(Action="GetObject"): (
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    ),
    statement(Action="a a:GetObject"): "Vendor a a is not valid",
    statement(Action="s3:Get:Object"): "Actions/Condition can contain only one colon.",
    statement(Resource="adf"): 'Resource adf must be in ARN format or "*".',
    statement(Resource=""): 'Resource  must be in ARN format or "*".',
    statement(Resource="arn:error:s3:::example_bucket"): (
        'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".'
    ),
    statement(Resource="arn:aws:s3:eu-west-1::example_bucket"): (
        "Resource arn:aws:s3:eu-west-1::example_bucket can not contain region information."
    ),
    statement(Resource="arn:aws:iam:eu-west-1::example_bucket"): (
        "IAM resource arn:aws:iam:eu-west-1::example_bucket cannot contain region information."
    ),
}


@pytest.mark.parametrize("document", MALFORMED)
def test_a_malformed_policy_is_refused_with_the_recorded_text(call, document):
    answer = call({"Action": "CreatePolicy", "PolicyName": "never", "PolicyDocument": document})
    assert_error(answer, "MalformedPolicyDocument")
    assert answer.message == MALFORMED[document]


def test_a_malformed_trust_policy_is_refused_with_the_recorded_text(call):
    answer = call(
        {"Action": "CreateRole", "RoleName": "never", "AssumeRolePolicyDocument": "not json"}
    )
    assert_error(answer, "MalformedPolicyDocument")
    assert answer.message == "This policy contains invalid Json"


NESTINGS = {
    "arrays": "[" * 10_000 + "]" * 10_000,
    "open arrays": "[" * 10_000,
    "objects": '{"a":' * 10_000 + "1" + "}" * 10_000,
    "in an action": statement(Action="X").replace('"X"', "[" * 10_000 + "]" * 10_000),
    "in a condition": statement(Condition="X").replace('"X"', '{"a":' * 10_000 + "1" + "}" * 10_000),
}


@pytest.mark.parametrize("nesting", NESTINGS)
def test_nesting_ten_thousand_deep_is_malformed(call, nesting):
    document = NESTINGS[nesting]
    answer = call({"Action": "CreatePolicy", "PolicyName": "never", "PolicyDocument": document})
    assert_error(answer, "MalformedPolicyDocument")
    answer = call(
        {"Action": "CreateRole", "RoleName": "never", "AssumeRolePolicyDocument": document}
    )
    assert_error(answer, "MalformedPolicyDocument")


def test_a_policy_of_a_megabyte_is_refused(server, root):
    document = statement(Resource=["arn:aws:s3:::" + "a" * 1100] * 1024)
    assert len(document) > MEGABYTE
    body = raw.form(
        {"Action": "CreatePolicy", "PolicyName": "never", "PolicyDocument": document}
    )
    answer = answer_or_closed(server, raw.signer(root).post(body))
    assert answer is None or answer.status in (400, 409, 413), answer.body


def test_a_policy_over_its_quota_is_refused_with_awss_text(call):
    document = statement(Resource=["arn:aws:s3:::" + "a" * 100] * 100)
    answer = call({"Action": "CreatePolicy", "PolicyName": "never", "PolicyDocument": document})
    assert_error(answer, "LimitExceeded", 409)
    assert answer.message == "Cannot exceed quota for PolicySize: 6144"


@pytest.mark.parametrize("character", ["\0", "\x0b", "\u0100", "\u2028", "😀"])
def test_a_policy_with_characters_outside_its_set_is_refused(call, character):
    document = statement(Resource="arn:aws:s3:::here").replace("here", character)
    answer = call({"Action": "CreatePolicy", "PolicyName": "never", "PolicyDocument": document})
    assert answer.code in ("MalformedPolicyDocument", "ValidationError"), answer.body


# --- bodies and HTTP -----------------------------------------------------------------------------


def answer_or_closed(server, request) -> raw.Answer | None:
    """The answer, or None where the server closed the connection before all was sent."""
    try:
        return raw.send(server.endpoint, request)
    except ConnectionError:
        return None


def test_an_oversized_body_is_refused(server, root):
    body = raw.form({"Action": "CreateUser", "UserName": "never", "Filler": "x" * 16 * MEGABYTE})
    answer = answer_or_closed(server, raw.signer(root).post(body))
    assert answer is None or answer.status in (400, 413), answer.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_another_method_is_a_client_error(server, root, method):
    body = raw.form({"Action": "CreateUser", "UserName": f"never-by-{method}"})
    request = raw.signer(root).sign(raw.Request(method, "/", {"Content-Type": raw.FORM}, body))
    assert 400 <= raw.send(server.endpoint, request).status < 500


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-amz-json-1.1"])
def test_a_json_body_is_a_client_error(server, root, kind):
    body = b'{"Action":"CreateUser","UserName":"never","Version":"2010-05-08"}'
    request = raw.signer(root).post(body, headers={"Content-Type": kind})
    assert 400 <= raw.send(server.endpoint, request).status < 500


@pytest.mark.parametrize("body", [b"", b"&&&&", b"=", b"%", b"\0\xff\xfe", b"Action"])
def test_a_body_that_is_no_form_is_a_client_error(server, root, body):
    assert 400 <= raw.send(server.endpoint, raw.signer(root).post(body)).status < 500


def test_ten_thousand_parameters_are_answered(server, root):
    pairs = [("Action", "CreateUser"), ("UserName", "a b")]
    pairs += [(f"Tags.member.{number}.Key", "x") for number in range(10_000)]
    answer = answer_or_closed(server, raw.signer(root).post(raw.form(pairs)))
    assert answer is None or 400 <= answer.status < 500


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 2 * MEGABYTE + b"\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\ncut off",
    ],
)
def test_what_is_not_http_gets_no_more_than_a_client_error(server, request_bytes):
    received = raw.exchange(server.endpoint, request_bytes)
    assert received == b"" or received.startswith(b"HTTP/1.1 4") or received.startswith(
        b"HTTP/1.0 4"
    ), received[:200]
