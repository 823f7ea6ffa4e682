"""`entail boundary`: what it writes, what it says of policies, and what it puts on users and roles."""

import json
import os
import subprocess

import pytest
from support.binary import entail_binary, run_entail
from support.callers import REGION
from support.people import (
    fresh,
    keys_of,
    make_developer,
    make_policy,
    make_role,
    make_user,
    name_in,
)
from support.policies import READ_ONLY_ACCESS, TRANSITIVE_PATH, allow, document, policy_arn

MARKER = "entail:transitive-boundary"
OPEN_BY_DEFAULT = [7, 10, 13, 14, 15, 16, 26, 27]


def new(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
    return run_entail("boundary", "new", "--name", "Dev", *arguments, stdin=stdin)


@pytest.fixture(scope="module")
def boundary(root):
    written = new("--account", root.account)
    assert written.returncode == 0, written.stderr
    return make_policy(root, written.stdout, "Dev")


@pytest.fixture
def run(root, tmp_path):
    """`entail boundary ARGUMENTS` as somebody, who has nothing else in the environment."""

    def run(*arguments: str, caller=root, endpoint=None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(entail_binary()), "boundary", *arguments],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "AWS_REGION": REGION,
                "AWS_ENDPOINT_URL_IAM": endpoint or caller.endpoint,
                "AWS_ENDPOINT_URL_STS": caller.endpoint,
                "AWS_EC2_METADATA_DISABLED": "true",
                **caller.credentials.environment(),
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def of_role(root, role: str) -> tuple[str | None, str | None]:
    """Boundary and marker of a role."""
    found = root.iam.get_role(RoleName=name_in(role))["Role"]
    tags = {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
    return found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"), tags.get(MARKER)


# New.


def test_a_policy_of_one_account_is_taken_and_explained(root, tmp_path):
    page = tmp_path / "dev.md"
    written = new("--account", root.account, "--explanation", str(page))
    assert written.returncode == 0
    policy = json.loads(written.stdout)
    sids = [statement["Sid"] for statement in policy["Statement"]]
    assert all(sid.isalnum() for sid in sids)
    text = page.read_text()
    assert [sid for sid in sids if sid not in text] == []
    assert "caps nothing" in written.stderr and "open: rows 7, 10, 13" in written.stderr


def test_one_text_serves_in_any_account(root, run):
    written = new("--leave-open", "17")
    assert root.account not in written.stdout
    arn = make_policy(root, written.stdout.replace("policy/Dev", "policy/Any"), "Any")
    dev = make_developer(root, arn)
    role = make_role(dev, PermissionsBoundary=arn)
    assert of_role(root, role)[0] == arn
    with pytest.raises(dev.iam.exceptions.ClientError, match="explicit deny in a permissions"):
        make_role(dev)
    looked = run("attach", "--role", name_in(role), "--boundary", arn)
    assert (looked.returncode, looked.stderr) == (0, ""), "it demands itself"


def test_what_has_no_room_is_said_by_priority(tmp_path, root):
    part = tmp_path / "part.json"
    buckets = [f"arn:aws:s3:::{number:04}-{'x' * 40}/*" for number in range(80)]
    part.write_text(document(allow("*", buckets)))
    page = tmp_path / "page.md"
    written = new(
        "--account", root.account, "--allow", str(part), "--explanation", str(page)
    )
    assert written.returncode == 2 and "shorten yours by" in written.stderr, written.stderr
    part.write_text(document(allow("*", buckets[:60]), allow(["iam:*", "sts:*", "organizations:*"])))
    written = new("--account", root.account, "--allow", str(part), "--explanation", str(page))
    assert written.returncode == 0, written.stderr
    left_out = [line for line in written.stderr.splitlines() if line.startswith("warning: no room")]
    assert left_out
    for line in left_out:
        assert line.split("`")[1] in page.read_text()
    assert len("".join(written.stdout.split())) <= 6144


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--allow", "no-such-file"], "no-such-file"),
        (["--account", "12"], "12"),
        (["--path", "x"], "is no path"),
        (["--leave-open", "1"], "row 1 can't be left open"),
        (["--close", "99"], "99"),
        (["--bounded-path", "/bounded/"], "--account"),
        (["--bounded", "role/*"], "everything of its kind"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments, said):
    written = new(*arguments)
    assert written.returncode == 2
    assert said in written.stderr
    assert written.stdout == ""


def test_what_aws_takes_all_the_same_is_remarked_on_once():
    part = document(allow(["iam:*", "s3:GetObjectX"]))
    written = new("--allow", "-", stdin=part)
    assert written.returncode == 0, written.stderr
    assert written.stderr.count("GetObjectX") == 1, written.stderr


def test_a_dash_is_standard_output(tmp_path):
    path = tmp_path / "dev.json"
    shown = new("-o", "-")
    assert shown.stdout == new().stdout != ""
    explained = new("-o", str(path), "--explanation", "-")
    assert path.read_text() == shown.stdout
    assert explained.stdout.startswith("# The boundary `Dev`")
    both = new("--explanation", "-")
    assert (both.returncode, both.stdout) == (2, "") and "the same place" in both.stderr


def test_rows_that_one_statement_closes_are_given_up_together():
    written = new("--leave-open", "19")
    assert "closes row 19 together with rows 20 and 21" in written.stderr


def test_faults_of_the_callers_part_are_told_with_their_place():
    written = new("--allow", "-", stdin='{"Version": "2012-10-17",\n "Statement": {"Effect": 1}}')
    assert written.returncode == 2
    assert "the policy to allow: line 2" in written.stderr


# Check.


def test_a_written_boundary_closes_what_it_says(root, tmp_path):
    path = tmp_path / "dev.json"
    new("--account", root.account, "-o", str(path))
    checked = run_entail("boundary", "check", "--format", "json", str(path))
    assert checked.returncode == 1
    rows = json.loads(checked.stdout)["rows"]
    assert [row["row"] for row in rows if row["state"] == "open"] == OPEN_BY_DEFAULT
    accepted = ",".join(str(row) for row in OPEN_BY_DEFAULT)
    assert run_entail("boundary", "check", "--leave-open", accepted, str(path)).returncode == 0


@pytest.mark.parametrize(
    "limit",
    [
        {"Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}},
        {"Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
        {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/team-*"}}},
    ],
    ids=lambda limit: next(iter(limit["Condition"])),
)
def test_a_condition_in_the_callers_part_closes_nothing_and_makes_nothing_needless(
    root, tmp_path, limit
):
    part, path = tmp_path / "part.json", tmp_path / "dev.json"
    part.write_text(document({**allow("*"), **limit}))
    new("--account", root.account, "--allow", str(part), "-o", str(path))
    sids = [statement.get("Sid") for statement in json.loads(path.read_text())["Statement"]]
    assert "Row11CredentialsOfBoundedUsers" in sids
    for checked, expected in [(path, OPEN_BY_DEFAULT), (part, None)]:
        found = run_entail("boundary", "check", "--format", "json", str(checked))
        assert found.returncode == 1
        rows = {row["row"]: row["state"] for row in json.loads(found.stdout)["rows"]}
        open_rows = [row for row, state in rows.items() if state == "open"]
        if expected is None:
            expected = [*range(1, 17), *range(19, 28), 29]
        assert open_rows == expected
        assert rows[17] == "partly"


def test_names_close_in_part_and_are_told(root, tmp_path):
    path = tmp_path / "dev.json"
    new("--account", root.account, "--bounded-path", "/bounded/", "--close", "14,16", "-o", str(path))
    checked = run_entail("boundary", "check", str(path))
    assert checked.returncode == 0
    assert " 10  partly " in checked.stdout and "open: none" in checked.stdout
    names = f"arn:aws:iam::{root.account}:role/bounded/*"
    assert f"row 10, in part: but for these names, which nobody outside may have: `{names}`" in (
        checked.stdout
    )


@pytest.mark.parametrize("format", ["cloudformation", "json"])
def test_templates_are_checked_too(format, tmp_path):
    path = tmp_path / "template.json"
    assert new("--format", format, "-o", str(path)).returncode == 0
    checked = run_entail("boundary", "check", str(path))
    assert checked.returncode == 1
    assert "open: rows 7, 10, 13, 14, 15, 16, 26 and 27;" in checked.stdout


def test_an_ordinary_boundary_has_every_row_open_that_can_be_closed(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text(document(allow("*")))
    checked = run_entail("boundary", "check", "--format", "json", str(path))
    rows = json.loads(checked.stdout)["rows"]
    closed = [row["row"] for row in rows if row["state"] == "closed"]
    assert (checked.returncode, closed) == (1, [17])


def test_what_is_no_policy_is_refused(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text('{"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}')
    checked = run_entail("boundary", "check", str(path))
    assert checked.returncode == 2 and "policy.json:1:" in checked.stderr
    path.write_text("{}")
    assert run_entail("boundary", "check", str(path)).returncode == 2
    assert run_entail("boundary", "check", str(tmp_path / "none.json")).returncode == 2


def test_a_policy_is_checked_where_it_is(run, root, boundary):
    checked = run("check", "--format", "json", boundary)
    assert checked.returncode == 1, checked.stderr
    found = json.loads(checked.stdout)
    assert found["policy"] == boundary
    assert [row["row"] for row in found["rows"] if row["state"] == "open"] == OPEN_BY_DEFAULT
    missing = run("check", policy_arn(root.account, "Missing"))
    assert missing.returncode == 3 and "NoSuchEntity" in missing.stderr


# Attach.


def test_a_dry_run_says_what_it_would_call_and_changes_nothing(run, root, boundary):
    role, user = make_role(root), make_user(root)
    looked = run("attach", "--role", name_in(role), "--user", user, "--boundary", boundary)
    assert looked.returncode == 0, looked.stderr
    for call in ("PutRolePermissionsBoundary", "TagRole", "PutUserPermissionsBoundary", "TagUser"):
        assert f"would call iam:{call} with" in looked.stdout
    assert "nothing was changed" in looked.stdout and "2 to change" in looked.stdout
    assert looked.stderr == "", "the boundary demands itself"
    assert of_role(root, role) == (None, None)


def test_boundary_and_marker_are_put_and_stay_put(run, root, boundary):
    role = make_role(root)
    arguments = ("attach", "--role", name_in(role), "--boundary", boundary)
    done = run(*arguments, "--apply")
    assert done.returncode == 0, done.stderr
    assert "done: iam:PutRolePermissionsBoundary\n  done: iam:TagRole" in done.stdout
    assert of_role(root, role) == (boundary, boundary)
    again = run(*arguments, "--apply")
    assert again.returncode == 0 and "as it should be" in again.stdout
    assert "done:" not in again.stdout


def test_a_policy_under_the_marking_path_needs_no_tag(run, root):
    written = new("--path", TRANSITIVE_PATH)
    marked = make_policy(root, written.stdout, "Dev-marked", TRANSITIVE_PATH)
    # The name in the policy is another one: nothing demands what is not there.
    role = make_role(root)
    done = run("attach", "--role", name_in(role), "--boundary", marked, "--apply")
    assert done.returncode == 0, done.stdout
    assert "does not demand itself" in done.stderr
    assert "TagRole" not in done.stdout
    assert of_role(root, role) == (marked, None)


def test_a_marker_is_left_away(run, root, boundary):
    user = make_user(root)
    done = run("attach", "--user", user, "--boundary", boundary, "--marker", "none", "--apply")
    assert done.returncode == 0, done.stderr
    found = root.iam.get_user(UserName=user)["User"]
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert root.iam.list_user_tags(UserName=user)["Tags"] == []


def test_another_boundary_stays_unless_it_is_to_be_replaced(run, root, boundary):
    role = make_role(root, PermissionsBoundary=READ_ONLY_ACCESS)
    other = make_role(root)
    arguments = (
        "attach", "--role", name_in(role), "--role", name_in(other),
        "--boundary", boundary, "--apply",
    )  # fmt: skip
    done = run(*arguments)
    assert done.returncode == 1
    assert "left as it is: it has another boundary; `--replace`" in done.stdout
    assert of_role(root, role) == (READ_ONLY_ACCESS, None)
    assert of_role(root, other) == (boundary, boundary), "the others are done"
    assert run(*arguments, "--replace").returncode == 0
    assert of_role(root, role) == (boundary, boundary)


def test_a_failure_in_between_leaves_the_boundary_and_says_so(run, root, boundary):
    """Whoever may put boundaries and may not tag."""
    allowed = ["iam:Get*", "iam:PutRolePermissionsBoundary"]
    name = make_user(root, policies=[make_policy(root, document(allow(allowed)))])
    clerk = keys_of(root, name)
    role = make_role(root)
    done = run(
        "attach", "--role", name_in(role), "--boundary", boundary, "--apply", caller=clerk
    )
    assert done.returncode == 3, done.stdout
    assert "done: iam:PutRolePermissionsBoundary" in done.stdout
    assert "failed: iam:TagRole was refused with 403 AccessDenied" in done.stdout
    assert of_role(root, role) == (boundary, None)


def test_nothing_is_put_after_a_failure(run, root, boundary):
    name = make_user(root, policies=[make_policy(root, document(allow(["iam:Get*", "iam:Tag*"])))])
    role = make_role(root)
    done = run(
        "attach", "--role", name_in(role), "--boundary", boundary, "--apply",
        caller=keys_of(root, name),
    )  # fmt: skip
    assert done.returncode == 3
    assert "failed: iam:PutRolePermissionsBoundary was refused" in done.stdout
    assert "not done: iam:TagRole" in done.stdout
    assert of_role(root, role) == (None, None)


def test_what_is_not_there_is_told_one_by_one(run, root, boundary):
    role = make_role(root)
    done = run(
        "attach", "--role", "missing", "--role", name_in(role), "--boundary", boundary, "--apply"
    )
    assert done.returncode == 1
    assert "role `missing`" in done.stdout and "NoSuchEntity" in done.stdout
    assert of_role(root, role) == (boundary, boundary)


def test_a_boundary_that_is_not_there_is_put_on_nobody(run, root):
    role = make_role(root)
    missing = policy_arn(root.account, "Missing")
    done = run("attach", "--role", name_in(role), "--boundary", missing, "--apply")
    assert done.returncode == 3 and "NoSuchEntity" in done.stderr
    assert of_role(root, role) == (None, None)


def test_a_boundary_that_does_not_demand_itself_is_warned_of(run, root):
    ordinary = make_policy(root, document(allow("*")), fresh("ordinary"))
    looked = run("attach", "--role", name_in(make_role(root)), "--boundary", ordinary)
    assert looked.returncode == 0
    assert "does not demand itself" in looked.stderr


def test_one_under_which_nobody_creates_is_not_warned_of(run, root):
    managed = "arn:aws:iam::aws:policy/PowerUserAccess"
    looked = run("attach", "--role", name_in(make_role(root)), "--boundary", managed)
    assert looked.returncode == 0, looked.stdout
    assert looked.stderr == f"note: whoever has `{managed}` can create no roles at all\n"


def test_where_nobody_answers_nothing_is_done(run, boundary):
    done = run(
        "attach", "--role", "app", "--boundary", boundary, "--apply",
        endpoint="http://127.0.0.1:9",
    )  # fmt: skip
    assert done.returncode == 3
    assert "127.0.0.1:9" in done.stderr and done.stdout == ""
