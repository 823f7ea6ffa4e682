"""Writes corpus/wire/sigv4/botocore.json: requests that botocore signed.

    python clients/make_sigv4_vectors.py > corpus/wire/sigv4/botocore.json

Run it with the botocore of clients/requirements.txt when vectors are added. The Rust tests read only
the committed file. The output depends on nothing but this script and botocore's signers: the clock is
fixed and the odd requests come from a seeded generator.
"""

import datetime
import json
import random
import sys
from unittest import mock

import botocore
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEA4aCXVzLWVhc3QtMSJ/+=EXAMPLE=="
NOW = datetime.datetime(2026, 11, 22, 10, 0, 0, tzinfo=datetime.timezone.utc)
FORM = "application/x-www-form-urlencoded; charset=utf-8"

SERVICES = [("iam", "us-east-1"), ("iam", "eu-central-1"), ("sts", "us-west-2"), ("sts", "aws-global")]

BODIES = [
    "",
    "Action=GetCallerIdentity&Version=2011-06-15",
    "Action=ListUsers&Version=2010-05-08",
    "Action=TagRole&Version=2010-05-08&RoleName=r&Tags.member.1.Key=a%20b&Tags.member.1.Value=%C3%A9",
    "Action=CreateRole&Version=2010-05-08&AssumeRolePolicyDocument=" + "%7B" * 200,
]

PATHS = ["/", "/a/b", "/a//b/", "/a/./b/../c", "/%20x/%E1%88%B4", "/a/..", "/-._~/!$&'()*+,;=:@"]

QUERIES = [
    "",
    "Action=ListUsers&Version=2010-05-08",
    "b=2&a=1&a=0",
    "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
    "empty=&A=1&a=2",
]

HEADERS = [
    {},
    {"Content-Type": FORM},
    {"Content-Type": FORM, "X-Amz-Target": "  a   b    c  "},
    {"X-Amz-User-Agent": "aws-cli/2", "My-Header2": '"a   b   c"', "My-Header1": "value4"},
]


def signed(auth, method, url, headers, body):
    """The request as botocore would send it."""
    request = AWSRequest(method=method, url=url, headers=headers, data=body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        auth.add_auth(request)
    return request


def vector(name, kind, service, region, method, path, query, headers, body, token):
    credentials = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token)
    host = f"{service}.{region}.amazonaws.com"
    url = f"https://{host}{path}" + (f"?{query}" if query else "")
    if kind == "header":
        auth = SigV4Auth(credentials, service, region)
    else:
        auth = SigV4QueryAuth(credentials, service, region, expires=900)
    request = signed(auth, method, url, dict(headers), body)
    sent = {key.lower(): value for key, value in request.headers.items()}
    sent.setdefault("host", host)
    return {
        "name": name,
        "kind": kind,
        "service": service,
        "region": region,
        "time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "token": token,
        "method": method,
        "path_and_query": request.url.removeprefix(f"https://{host}"),
        "unsigned_path_and_query": path + (f"?{query}" if query else ""),
        "headers": sent,
        "body": body,
    }


def systematic():
    for service, region in SERVICES:
        for number, body in enumerate(BODIES):
            for token in (None, TOKEN):
                name = f"{service}-{region}-body{number}-{'token' if token else 'plain'}"
                headers = {"Content-Type": FORM} if body else {}
                method = "POST" if body else "GET"
                yield vector(f"header-{name}", "header", service, region, method, "/", "", headers, body, token)
                # The same parameters in the query string: what `generate_presigned_url` makes.
                yield vector(f"presigned-{name}", "presigned", service, region, "GET", "/", body, {}, "", token)


def odd(count):
    generator = random.Random(20261122)
    for number in range(count):
        service, region = generator.choice(SERVICES)
        kind = generator.choice(["header", "presigned"])
        query = generator.choice(QUERIES)
        # Presigning parses and prints the query string anew, which loses repeated parameters.
        if kind == "presigned" and ("a=1&a=0" in query or "empty=" in query):
            query = ""
        yield vector(
            f"odd-{number}-{kind}",
            kind,
            service,
            region,
            generator.choice(["GET", "POST", "PUT"]),
            generator.choice(PATHS),
            query,
            generator.choice(HEADERS),
            "" if kind == "presigned" else generator.choice(BODIES),
            generator.choice([None, TOKEN]),
        )


def main():
    document = {
        "origin": f"signed by botocore {botocore.__version__} with clients/make_sigv4_vectors.py",
        "access_key_id": ACCESS_KEY_ID,
        "secret_access_key": SECRET_ACCESS_KEY,
        "vectors": [*systematic(), *odd(120)],
    }
    json.dump(document, sys.stdout, indent=1, ensure_ascii=True)
    print()


if __name__ == "__main__":
    main()
