"""Attempts with the form of requests: one thing is asked and allowed, another is done.

The gates and the questions of an operation are put about what the server has read from a request.
So a request that reads in two ways, or that somebody else has signed, is the way around them.
"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from support import lineage, raw
from support.callers import Credentials
from support.expect import GATE, denial
from support.people import fresh, make_developer, make_user
from support.policies import account_root, allow, document, trust, user_arn

EVERYTHING = document(allow("*"))
VERSION = ("Version", "2010-05-08")


@pytest.fixture
def outsider_unchanged(root, outside_user):
    """Around an attempt: the outside user has neither policies nor keys nor tags afterwards."""
    yield
    assert root.iam.list_user_policies(UserName=outside_user)["PolicyNames"] == []
    assert root.iam.list_access_keys(UserName=outside_user)["AccessKeyMetadata"] == []
    assert root.iam.list_user_tags(UserName=outside_user)["Tags"] == []


def put_policy(*names) -> list:
    """PutUserPolicy with these `UserName`s, given as pairs so that the name may be spelt."""
    return [
        ("Action", "PutUserPolicy"),
        *names,
        ("PolicyName", "p"),
        ("PolicyDocument", EVERYTHING),
        VERSION,
    ]


def body_of(pairs) -> bytes:
    """The pairs as a form, with nothing encoded but what has to be; names are taken as they are."""
    return "&".join(f"{name}={quote(value, safe='%')}" for name, value in pairs).encode()


def post(caller, body: bytes, path: str = "/", service: str = "iam", **headers) -> raw.Answer:
    request = raw.signer(caller, service=service).post(body, path, headers)
    return raw.send(caller.endpoint, request)


def is_refused_or_about_mine(answer, root, mine) -> None:
    assert answer.status < 500, answer.body
    written = root.iam.list_user_policies(UserName=mine)["PolicyNames"]
    assert (answer.status == 200) == (written == ["p"]), answer.body


SPELLINGS = {
    "the same name twice": "UserName",
    "a letter percent-encoded": "%55serName",
    "all of it percent-encoded": "%55%73%65%72%4e%61%6d%65",
    "another case": "userName",
    "a member of it": "UserName.1",
    "a list of it": "UserName.member.1",
    "a trailing blank": "UserName+",
    "a leading blank": "%20UserName",
    "a trailing null": "UserName%00",
    "brackets": "UserName[]",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_given_twice_is_never_two_names(
    root, dev, outside_user, outsider_unchanged, spelling
):
    for first, second in ((0, 1), (1, 0)):
        mine = make_user(dev, policies=[])
        names = [("UserName", mine), (SPELLINGS[spelling], outside_user)]
        answer = post(dev, body_of(put_policy(names[first], names[second])))
        is_refused_or_about_mine(answer, root, mine)


@pytest.mark.parametrize("where", ["query first", "body first"])
def test_a_query_and_a_body_are_never_two_requests(
    root, dev, outside_user, outsider_unchanged, where
):
    mine = make_user(dev, policies=[])
    about_mine = body_of(put_policy(("UserName", mine))).decode()
    about_them = body_of(put_policy(("UserName", outside_user))).decode()
    query, body = {
        "query first": (about_mine, about_them),
        "body first": (about_them, about_mine),
    }[where]
    answer = post(dev, body.encode(), f"/?{query}")
    is_refused_or_about_mine(answer, root, mine)


def test_an_action_in_the_query_is_the_action(root, dev, outside_user, outsider_unchanged):
    """And not the one that the body names: what is read is what is asked and what is done."""
    body = body_of(put_policy(("UserName", outside_user)))
    answer = post(dev, body, "/?Action=GetUser&Version=2010-05-08")
    assert answer.text("GetUserResult/User/UserName") == outside_user, answer.body


NAMES = {
    "percent-encoded": lambda name: "".join(f"%{ord(letter):02x}" for letter in name),
    "encoded twice": lambda name: "".join(f"%25{ord(letter):02x}" for letter in name),
    "a blank at the end": lambda name: f"{name}%20",
    "a line feed at the end": lambda name: f"{name}%0A",
    "a null at the end": lambda name: f"{name}%00",
    "a null and more": lambda name: f"{name}%00.mine",
    "a soft hyphen": lambda name: f"{name}%C2%AD",
    "a zero-width joiner": lambda name: f"{name}%E2%80%8D",
    "a full-width letter": lambda name: name.replace("o", "%EF%BD%8F", 1),
    "an overlong letter": lambda name: name.replace("o", "%C1%AF", 1),
    "a Cyrillic letter": lambda name: name.replace("o", "%D0%BE", 1),
    "a path in front": lambda name: f"x/../{name}",
    "a slash in front": lambda name: f"/{name}",
}


@pytest.mark.parametrize("form", NAMES)
def test_no_form_of_a_name_reaches_an_outside_user(
    root, dev, outside_user, outsider_unchanged, form
):
    before = len(root.iam.list_users(MaxItems=1000)["Users"])
    names = [("UserName", NAMES[form](outside_user))]
    text = "&".join(
        f"{name}={value if name == 'UserName' else quote(value)}"
        for name, value in put_policy(*names)
    )
    answer = post(dev, text.encode())
    assert (answer.status, answer.code) in (
        (403, "AccessDenied"),
        (400, "ValidationError"),
        (404, "MalformedQueryString"),
        (404, "NoSuchEntity"),
    ), answer.body
    # A name that only looks the same is not made either.
    created = post(dev, text.replace("PutUserPolicy", "CreateUser").encode())
    assert created.status in (400, 404, 409), created.body
    assert len(root.iam.list_users(MaxItems=1000)["Users"]) == before


def tags(*entries) -> list:
    return [(f"Tags.{index}.{part}", value) for index, part, value in entries]


HOLES = {
    "a hole": tags(
        ("member.1", "Key", "a"), ("member.1", "Value", "1"),
        ("member.3", "Key", "entail:transitive-boundary"), ("member.3", "Value", "{arn}"),
    ),
    "from zero": tags(
        ("member.0", "Key", "entail:transitive-boundary"), ("member.0", "Value", "{arn}"),
    ),
    "backwards": tags(
        ("member.2", "Key", "entail:transitive-boundary"), ("member.2", "Value", "{arn}"),
        ("member.1", "Key", "a"), ("member.1", "Value", "1"),
    ),
    "a leading zero": tags(
        ("member.01", "Key", "entail:transitive-boundary"), ("member.01", "Value", "{arn}"),
    ),
    "a sign": tags(
        ("member.+1", "Key", "entail:transitive-boundary"), ("member.+1", "Value", "{arn}"),
    ),
    "a huge index": tags(
        ("member.18446744073709551617", "Key", "entail:transitive-boundary"),
        ("member.18446744073709551617", "Value", "{arn}"),
    ),
    "the key twice": tags(
        ("member.1", "Key", "a"), ("member.1", "Key", "entail:transitive-boundary"),
        ("member.1", "Value", "{arn}"),
    ),
    "the key in another place": tags(
        ("member.1", "Key", "a"), ("member.1", "Value", "{arn}"),
        ("entry.1", "Key", "entail:transitive-boundary"), ("entry.1", "Value", "{arn}"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", HOLES)
def test_a_reserved_tag_in_a_list_of_any_form_is_seen_or_not_there(root, form):
    """Whoever may tag and put no boundary gets no boundary set, however the list is written."""
    seal = make_policy_of(root)
    may_tag = document(allow(["iam:TagUser", "iam:CreateUser"]))
    tagger_name = make_user(root, policies=[])
    root.iam.put_user_policy(UserName=tagger_name, PolicyName="p", PolicyDocument=may_tag)
    tagger = keys(root, tagger_name)
    user = make_user(root, policies=[])
    pairs = [("Action", "TagUser"), ("UserName", user), VERSION]
    pairs += [(name, value.replace("{arn}", seal)) for name, value in HOLES[form]]
    answer = post(tagger, body_of(pairs))
    assert answer.status < 500, answer.body
    assert lineage.of_user(root, user) == lineage.Lineage()
    tagged = {tag["Key"] for tag in root.iam.list_user_tags(UserName=user)["Tags"]}
    assert "entail:transitive-boundary" not in tagged


def make_policy_of(root) -> str:
    answer = root.iam.create_policy(PolicyName=fresh("seal"), PolicyDocument=EVERYTHING)
    return answer["Policy"]["Arn"]


def keys(root, user):
    answer = root.iam.create_access_key(UserName=user)["AccessKey"]
    return root.with_credentials(type(root.credentials).from_answer(answer))


@pytest.mark.parametrize(
    "action",
    ["putuserpolicy", "PUTUSERPOLICY", "PutUserPolicy ", "PutUserPolicy%00", "iam:PutUserPolicy"],
)
def test_an_action_is_known_by_its_exact_name(dev, outside_user, outsider_unchanged, action):
    pairs = put_policy(("UserName", outside_user))
    body = body_of(pairs).replace(b"Action=PutUserPolicy", f"Action={action}".encode())
    assert post(dev, body).status in (400, 403)


def test_the_version_of_another_service_has_not_this_ones_actions(dev, outside_user):
    pairs = [("Action", "PutUserPolicy"), ("UserName", outside_user), ("Version", "2011-06-15")]
    for service in ("iam", "sts"):
        answer = post(dev, body_of(pairs), service=service)
        assert (answer.status, answer.code) == (400, "InvalidAction"), answer.body


def test_two_versions_are_not_two_services(root, dev, outside_user, outsider_unchanged):
    pairs = put_policy(("UserName", outside_user))
    for more in ("2011-06-15", "2010-05-08"):
        answer = post(dev, body_of([*pairs, ("Version", more)]))
        assert answer.status in (400, 403), answer.body


# Signatures of others.


def test_a_presigned_request_takes_no_body_along(root, dev):
    """Whoever is handed a presigned GetCallerIdentity, as Vault and EKS are, gets no more."""
    name = fresh("smuggled")
    presigned = raw.signer(root, service="sts").presign({"Action": "GetCallerIdentity"})
    body = raw.form({"Action": "CreateUser", "UserName": name})
    for method in ("GET", "POST"):
        for headers in ({}, {"Content-Type": raw.FORM}):
            request = raw.Request(method, presigned.path, dict(headers), body)
            answer = raw.send(root.endpoint, request)
            assert answer.status in (200, 400, 403), answer.body
            if answer.status == 200:
                assert answer.text("GetCallerIdentityResult/Arn") == root.arn
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_user(UserName=name)


@pytest.mark.parametrize(
    "claimed",
    [
        "UNSIGNED-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    ],
)
def test_a_body_is_signed_whatever_a_header_says(root, claimed):
    """The body of another's request can't be exchanged by calling it unsigned."""
    name = fresh("exchanged")
    request = raw.signer(root).post(
        raw.form({"Action": "ListUsers"}), headers={"X-Amz-Content-SHA256": claimed}
    )
    request.body = raw.form({"Action": "CreateUser", "UserName": name})
    answer = raw.send(root.endpoint, request)
    assert answer.status in (400, 403), answer.body
    with pytest.raises(root.iam.exceptions.NoSuchEntityException):
        root.iam.get_user(UserName=name)


def test_of_two_signatures_in_one_request_none_lends_its_name_to_the_other(root, dev):
    """Header and query are signed by two callers; whom it is taken for must have signed it all."""
    name = fresh("two-signers")
    presigned = raw.signer(root).presign({"Action": "CreateUser", "UserName": name})
    request = raw.signer(dev).sign(raw.Request("GET", presigned.path))
    answer = raw.send(root.endpoint, request)
    if answer.status == 200:
        assert lineage.of_user(root, name).inherited != frozenset(), "dev's request, root's rights"
    else:
        assert answer.status in (400, 403), answer.body


def test_two_authorization_headers_are_one_too_many(root, dev, outside_user, outsider_unchanged):
    body = body_of(put_policy(("UserName", outside_user)))
    request = raw.signer(dev).post(body)
    unsigned = raw.signer(root).post(raw.form({"Action": "ListUsers"}))
    head = [f"POST / HTTP/1.1\r\nHost: {root.endpoint.split('//')[1]}\r\nConnection: close\r\n"]
    for headers in (unsigned.headers, request.headers):
        head += [f"{name}: {value}\r\n" for name, value in headers.items()]
    head.append(f"Content-Length: {len(body)}\r\n\r\n")
    answer = raw.exchange(root.endpoint, "".join(head).encode() + body)
    assert b"HTTP/1.1 200" not in answer, answer


def test_two_lengths_or_two_framings_of_a_body_are_no_request(root, dev, outside_user):
    body = body_of(put_policy(("UserName", outside_user)))
    request = raw.signer(dev).post(body)
    host = root.endpoint.split("//")[1]
    head = f"POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
    for framing in (
        f"Content-Length: {len(body)}\r\nContent-Length: 0\r\n",
        f"Content-Length: {len(body)}\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
    ):
        answer = raw.exchange(root.endpoint, (head + framing + "\r\n").encode() + body)
        assert b"HTTP/1.1 200" not in answer, answer


def test_a_request_that_was_signed_before_the_boundary_is_bound_when_it_arrives(root, fence):
    """A signature is good for some minutes, and the caller's standing is that of the arrival."""
    dev = make_developer(root, None)
    names = [fresh("replayed"), fresh("replayed")]
    signed = [
        raw.signer(dev).post(
            raw.form(
                {
                    "Action": "CreateRole",
                    "RoleName": name,
                    "AssumeRolePolicyDocument": trust(account_root(root.account)),
                }
            )
        )
        for name in names
    ]
    assert raw.send(root.endpoint, signed[0]).status == 200
    assert lineage.of_role(root, names[0]).inherited == frozenset()
    root.iam.put_user_permissions_boundary(UserName=dev.name, PermissionsBoundary=fence)
    assert raw.send(root.endpoint, signed[1]).status == 200
    assert lineage.of_role(root, names[1]).inherited == {fence}
    # The first one, replayed, makes nothing anew and frees nothing.
    assert raw.send(root.endpoint, signed[0]).code == "EntityAlreadyExists"


def test_a_clock_that_is_set_back_finds_no_older_boundary(root, dev, outside_user):
    body = body_of(put_policy(("UserName", outside_user)))
    for seconds in (-290, 290):
        signer = replace(raw.signer(dev), clock_offset=timedelta(seconds=seconds))
        answer = raw.send(root.endpoint, signer.post(body))
        expected = denial(dev, "iam:PutUserPolicy", user_arn(root.account, outside_user), GATE)
        assert (answer.code, answer.message) == ("AccessDenied", expected)


# What a boundary must not take from the request.


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"],
)
def test_a_header_does_not_move_the_caller_to_another_address(root, header):
    elsewhere = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    elsewhere["Condition"] = {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    user = make_user(root, policies=[])
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=document(elsewhere))
    value = "for=203.0.113.7" if header == "Forwarded" else "203.0.113.7"
    body = raw.form({"Action": "ListUsers"})
    answer = post(keys(root, user), body, **{header: value})
    assert (answer.status, answer.code) == (403, "AccessDenied"), answer.body


@pytest.mark.parametrize(
    "header",
    ["aws:PrincipalTag/team", "X-Amz-Principal-Tag-Team", "X-Amz-Source-Account"],
)
def test_a_header_is_no_condition_key(root, header):
    user = make_user(root, policies=[])
    lies = {"StringEquals": {"aws:PrincipalTag/team": "admins"}}
    sources = {"StringEquals": {"aws:SourceAccount": "admins"}}
    text = document(allow("*", Condition=lies), allow("*", Condition=sources))
    root.iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=text)
    request = raw.signer(keys(root, user)).post(raw.form({"Action": "ListUsers"}))
    if ":" not in header:
        request.headers[header] = "admins"
    else:
        request.path = f"/?{quote(header)}=admins"
    assert raw.send(root.endpoint, request).status in (400, 403)


def test_a_token_beside_long_term_keys_lends_nothing(root, dev, outside_role, is_fenced):
    """Neither the seals of the session are shed, nor its role's permissions gained."""
    session = dev.assume(outside_role)
    stripped = Credentials(session.credentials.access_key_id, session.credentials.secret_access_key)
    request = raw.signer(dev.with_credentials(stripped)).post(raw.form({"Action": "ListUsers"}))
    assert raw.send(root.endpoint, request).code == "InvalidClientTokenId"
    mixed = Credentials(
        dev.credentials.access_key_id,
        dev.credentials.secret_access_key,
        session.credentials.session_token,
    )
    request = raw.signer(dev.with_credentials(mixed)).post(raw.form({"Action": "ListUsers"}))
    assert raw.send(root.endpoint, request).code == "InvalidClientTokenId"
    is_fenced(session)
