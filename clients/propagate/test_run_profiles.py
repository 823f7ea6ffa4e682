"""Whose credentials: profiles, roles of profiles, and keys that nobody knows."""

import pytest

from support.callers import Credentials
from support.people import fresh, keys_of, make_developer

from .support.samples import account_trust, create_role


@pytest.fixture
def files(world, dev):
    """No credentials in the environment: those of a file, as `default` and `team`."""
    team = make_developer(world.root, world.boundary, fresh("team"))
    profiles = {"default": dev.caller, "team": team}
    (dev.home / "credentials").write_text("".join(_section(*it) for it in profiles.items()))
    dev.more = dict.fromkeys(Credentials("", "", "-").environment(), "")
    return dev, team


def _section(name: str, caller) -> str:
    keys = caller.credentials
    return (
        f"[{name}]\naws_access_key_id = {keys.access_key_id}\n"
        f"aws_secret_access_key = {keys.secret_access_key}\n\n"
    )


def test_keys_of_a_profile_in_a_file_are_found(world, files):
    dev, _ = files
    name = fresh("profile")
    dev.bounded(*create_role(name)).worked()
    assert world.boundary_of("role", name) == world.boundary


def test_a_profile_that_the_command_chooses_is_known(world, files):
    dev, team = files
    identity = ("aws", "sts", "get-caller-identity", "--profile", "team")
    name = fresh("profile")
    dev.bounded(*create_role(name), "--profile", "team").worked()
    assert world.boundary_of("role", name) == world.boundary
    seen = dev.bounded(*identity, options=("--front-sts", "always")).worked()
    assert seen.json["Arn"] == team.arn, "signed anew with the keys that the command chose"


def test_a_profile_of_the_run_is_that_of_the_command(world, files):
    dev, team = files
    identity = ("aws", "sts", "get-caller-identity")
    seen = dev.bounded(*identity, options=("--profile", "team")).worked()
    assert seen.json["Arn"] == team.arn
    dev.more["AWS_PROFILE"] = "team"
    assert dev.bounded(*identity).worked().json["Arn"] == team.arn


def test_a_profile_that_does_not_exist_is_refused_before_the_command_starts(files):
    dev, _ = files
    done = dev.bounded("touch", "started", options=("--profile", "nobody")).failed(125)
    assert "nobody" in done.stderr
    assert not (dev.work / "started").exists()


def test_a_role_of_a_profile_is_assumed_by_the_command_and_known(world, files):
    dev, _ = files
    trust = account_trust(world.root.account)
    role = fresh("deployer")
    dev.bounded("aws", "iam", "create-role", "--role-name", role,
                "--assume-role-policy-document", trust).worked()
    world.root.iam.attach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    arn = f"arn:aws:iam::{world.root.account}:role/{role}"
    (dev.home / "config").write_text(
        f"[profile deployer]\nrole_arn = {arn}\nsource_profile = team\n"
    )
    chosen, given = fresh("by-role"), fresh("by-role")
    dev.bounded(*create_role(chosen), "--profile", "deployer").worked()
    assert world.boundary_of("role", chosen) == world.boundary
    # The role is the run's own: it is assumed by entail, and the command gets what came of it.
    dev.bounded(*create_role(given), options=("--profile", "deployer")).worked()
    assert world.boundary_of("role", given) == world.boundary
    seen = dev.bounded("aws", "sts", "get-caller-identity", options=("--profile", "deployer")).worked()
    assert f":assumed-role/{role}/" in seen.json["Arn"]


def test_a_session_of_a_role_passes_on_what_bounds_the_role(world, dev):
    """What pipelines have: keys of a session in the environment, and no boundary named."""
    role = fresh("pipeline")
    world.root.iam.create_role(
        RoleName=role,
        AssumeRolePolicyDocument=account_trust(world.root.account),
        PermissionsBoundary=world.boundary,
    )
    world.root.iam.attach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    session = make_developer(world.root, None, fresh("starter")).assume(
        f"arn:aws:iam::{world.root.account}:role/{role}"
    )
    pipeline, name = world.runner(dev.folder / "pipeline", session), fresh("by-session")
    done = pipeline.bounded(*create_role(name), boundary=False).worked()
    assert world.boundary_of("role", name) == world.boundary
    assert f":role/{role}" in done.stderr


def test_keys_of_a_credential_process_are_those_of_the_command_too(world, files):
    dev, team = files
    keys = team.credentials
    program = dev.home / "keys.sh"
    program.write_text(
        "#!/bin/sh\n"
        f"echo '{{\"Version\": 1, \"AccessKeyId\": \"{keys.access_key_id}\","
        f" \"SecretAccessKey\": \"{keys.secret_access_key}\"}}'\n"
    )
    program.chmod(0o700)
    (dev.home / "config").write_text(f"[profile process]\ncredential_process = {program}\n")
    name = fresh("process")
    dev.bounded(*create_role(name), options=("--profile", "process")).worked()
    assert world.boundary_of("role", name) == world.boundary
    chosen = fresh("process")
    dev.bounded(*create_role(chosen), "--profile", "process").worked()
    assert world.boundary_of("role", chosen) == world.boundary


def test_keys_that_nobody_knows_are_refused_and_never_replaced_by_others(world, dev):
    """The developer's own keys would do: an unknown key must not get what they may."""
    name = fresh("unknown")
    other = keys_of(world.root, dev.caller.name)
    keys = other.credentials.environment()
    switch = " ".join(f"{variable}={value}" for variable, value in keys.items())
    words = " ".join(f"'{word}'" for word in create_role(name))
    done = dev.bounded("sh", "-c", f"{switch} {words}").failed()
    assert other.credentials.access_key_id in done.stderr
    assert "entail" in done.stderr
    assert name not in world.role_names()
    [refused] = done.report["refused"]
    assert refused["call"] == "iam:CreateRole"
    assert other.credentials.secret_access_key not in done.stdout + done.stderr


def test_a_run_without_credentials_of_its_own_bounds_what_profiles_of_the_command_make(world, files):
    """Many have named profiles only; the boundary is named, so that nobody has to be asked for it."""
    dev, team = files
    (dev.home / "credentials").write_text(_section("team", team))
    name = fresh("named-only")
    dev.bounded(*create_role(name), "--profile", "team").worked()
    assert world.boundary_of("role", name) == world.boundary


def test_a_run_without_credentials_and_without_a_boundary_says_what_is_missing(world, files):
    dev, team = files
    (dev.home / "credentials").write_text(_section("team", team))
    name = fresh("named-only")
    done = dev.bounded(*create_role(name), "--profile", "team", boundary=False)
    assert "credentials" in done.stderr
    # It is the team's own boundary that demands itself: found by the caller, or refused by AWS.
    assert name not in world.role_names() or world.boundary_of("role", name) == world.boundary
