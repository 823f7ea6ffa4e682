#!/usr/bin/env python3
"""Writes the AWS managed policies of this folder from the compilation in the Python package moto.

    python3 -m pip install 'moto==5.2.1'
    python3 models/aws-managed-policies/refresh.py            # write
    python3 models/aws-managed-policies/refresh.py --check    # fail where a file would change

What is taken is listed in `unique-ids.json`: a policy is added by adding its name there. Running the script
needs no network. See README.md for origin and licence.
"""

import base64
import hashlib
import json
import pathlib
import sys

MOTO_VERSION = "5.2.1"
FOLDER = pathlib.Path(__file__).resolve().parent
NOT_POLICIES = {"index.json", "unique-ids.json"}
# The order in which AWS prints the elements; moto sorts them by name.
DOCUMENT_ORDER = ["Version", "Id", "Statement"]
STATEMENT_ORDER = [
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
]


def ordered(element, order):
    """`element` with its known members in AWS's order; unknown ones follow, so that nothing is lost."""
    rank = {name: position for position, name in enumerate(order)}
    return {name: element[name] for name in sorted(element, key=lambda name: rank.get(name, len(order)))}


def document(source):
    result = ordered(source, DOCUMENT_ORDER)
    statements = result["Statement"]
    if isinstance(statements, dict):
        result["Statement"] = ordered(statements, STATEMENT_ORDER)
    else:
        result["Statement"] = [ordered(statement, STATEMENT_ORDER) for statement in statements]
    return result


def derived_id(arn):
    """A stable stand-in for an id we have not seen published: ANPA and 17 characters of the ARN's digest."""
    digest = hashlib.sha256(arn.encode()).digest()
    return "ANPA" + base64.b32encode(digest).decode()[:17]


def render(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def files():
    import moto
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    if moto.__version__ != MOTO_VERSION:
        raise SystemExit(f"refresh.py is pinned to moto {MOTO_VERSION}, found {moto.__version__}")
    compiled = json.loads(aws_managed_policies_data)
    published = json.loads((FOLDER / "unique-ids.json").read_text())
    index = []
    for name, unique_id in sorted(published.items()):
        source = compiled[name]
        arn = f"arn:aws:iam::aws:policy{source['Path']}{name}"
        yield f"{name}.json", render({
            "arn": arn,
            "path": source["Path"],
            "default_version": source["DefaultVersionId"],
            "create_date": source["CreateDate"].replace("+00:00", "Z"),
            "update_date": source["UpdateDate"].replace("+00:00", "Z"),
            "document": document(source["Document"]),
        })
        index.append({
            "name": name,
            "file": f"{name}.json",
            "arn": arn,
            "policy_id": unique_id or derived_id(arn),
            "policy_id_origin": "published" if unique_id else "derived",
        })
    yield "index.json", render(index)


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        raise SystemExit(__doc__)
    wanted = dict(files())
    present = {path.name for path in FOLDER.glob("*.json")} - NOT_POLICIES
    stale = sorted(present - set(wanted))
    changed = [name for name, text in wanted.items()
               if not (FOLDER / name).exists() or (FOLDER / name).read_text() != text]
    if check:
        for name in changed + stale:
            print(f"not as generated: {name}", file=sys.stderr)
        raise SystemExit(1 if changed or stale else 0)
    for name in changed:
        (FOLDER / name).write_text(wanted[name])
    for name in stale:
        (FOLDER / name).unlink()
    print(f"{len(wanted) - 1} policies, {len(changed)} files written, {len(stale)} removed")


main()
