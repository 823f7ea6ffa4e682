"""The corpus of templates, rewritten by `entail template`, as cfn-lint and SAM's translator see it."""

import json
import os
import subprocess

import pytest

from propagate.support import templates, tools
from support.binary import REPOSITORY, entail_binary
from support.callers import REGION

CORPUS = REPOSITORY / "corpus" / "templates"
BOUNDARY = "arn:aws:iam::111122223333:policy/Boundary"
SAM = "AWS::Serverless-2016-10-31"
PRINCIPALS = ("AWS::IAM::Role", "AWS::IAM::User")
# AWS expands loops before SAM's transform sees them; the translator alone refuses them.
LOOPS = {
    "sam-for-each.yaml",
    "sam-for-each-deployment-preference.yaml",
    "sam-for-each-explicit-role.yaml",
}
# SAM itself refuses a logical id that is taken, and an intrinsic where it must read.
REFUSED_BY_SAM = {
    "sam-graphql-role-exists.yaml",
    "sam-intrinsic-logging.yaml",
    "sam-not-written-out.yaml",
}

EXPAND = """
import json, sys
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
expanded = {}
for name, given in json.load(sys.stdin).items():
    try:
        translator = Translator({}, Parser())
        expanded[name] = translator.translate(given["template"], given["parameters"])
    except Exception as fault:
        expanded[name] = {"refused": str(getattr(fault, "message", fault))}
json.dump(expanded, sys.stdout)
"""


def _corpus():
    return sorted(
        path
        for path in CORPUS.iterdir()
        if path.suffix in (".json", ".yaml") and ".expected." not in path.name
    )


def _golden(path):
    return path.with_name(f"{path.stem}.expected{path.suffix}")


def _rewritten(path):
    """What `entail template` makes of a template, and its exit status."""
    options = path.with_suffix(".options")
    arguments = []
    for line in options.read_text().splitlines() if options.exists() else ():
        name, value = line.split(" = ")
        arguments += [f"--{name}", value]
    done = subprocess.run(
        [entail_binary(), "template", "--boundary", BOUNDARY, *arguments, "-"],
        input=path.read_bytes(),
        capture_output=True,
        timeout=tools.ANSWER_SECONDS_MAX,
        check=False,
    )
    return done.stdout, done.returncode


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Folders with every template before and after, under one name."""
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    for path in _corpus():
        if _golden(path).exists():
            (before / path.name).write_bytes(path.read_bytes())
            (after / path.name).write_bytes(_rewritten(path)[0])
    return before, after


def test_the_command_writes_what_the_golden_files_say_and_nothing_of_what_it_refuses():
    for path in _corpus():
        text, status = _rewritten(path)
        golden = _golden(path).read_bytes() if _golden(path).exists() else b""
        assert text == golden, path.name
        assert (status == 0) == _golden(path).exists(), f"{path.name}: {status}"


def test_a_difference_is_what_patch_makes_the_file_of_that_in_place_writes(tmp_path):
    for path in _corpus():
        if not _golden(path).exists() or path.with_suffix(".options").exists():
            continue
        shown, patched = tmp_path / f"shown-{path.name}", tmp_path / f"patched-{path.name}"
        shown.write_bytes(path.read_bytes())
        patched.write_bytes(path.read_bytes())
        command = [entail_binary(), "template", "--boundary", BOUNDARY, shown]
        difference = subprocess.run([*command, "--diff"], capture_output=True, check=True).stdout
        assert shown.read_bytes() == path.read_bytes(), "nothing is written"
        in_place = subprocess.run([*command, "--in-place"], capture_output=True, check=True).stdout
        assert in_place == difference
        if difference:
            patch = ["patch", "--binary", "--quiet", "--no-backup-if-mismatch", patched]
            subprocess.run(patch, input=difference, check=True)
        assert patched.read_bytes() == shown.read_bytes() == _golden(path).read_bytes(), path.name


def _faults(folder):
    """What cfn-lint says of every template of a folder: level, rule and text, by name."""
    arguments = ["--format", "json", "--regions", REGION, "--template"]
    done = subprocess.run(
        [tools.python_program("cfn-lint"), *arguments, *sorted(map(str, folder.iterdir()))],
        capture_output=True,
        text=True,
        timeout=tools.ANSWER_SECONDS_MAX,
        check=False,
        cwd=folder,
        env={"AWS_DEFAULT_REGION": REGION, "PATH": os.environ["PATH"]},
    )
    faults = {path.name: set() for path in folder.iterdir()}
    for match in json.loads(done.stdout):
        name = os.path.basename(match["Filename"])
        faults[name].add((match["Level"], match["Rule"]["Id"], match["Message"]))
    return faults


@pytest.fixture(scope="module")
def faults(corpus):
    """What cfn-lint says of all of them, before and after."""
    return tuple(map(_faults, corpus))


def test_cfn_lint_accepts_every_output_whose_input_it_accepts(faults):
    before, after = faults
    accepted = {name for name, faults in before.items() if not _errors(faults)}
    assert len(accepted) >= 60
    assert {name: _errors(after[name]) for name in accepted if _errors(after[name])} == {}


# An intrinsic that was replaced may have been the only use of a parameter or condition.
UNUSED = {"W2001", "W8001"}


def test_cfn_lint_finds_no_new_kind_of_fault_but_what_is_not_used_any_more(faults):
    before, after = faults
    new = {name: _rules(after[name]) - _rules(before[name]) - UNUSED for name in before}
    assert {name: rules for name, rules in new.items() if rules} == {}


def _errors(faults):
    return {fault for fault in faults if fault[0] == "Error"}


def _rules(faults):
    return {rule for _, rule, _ in faults}


@pytest.fixture(scope="module")
def expanded(corpus):
    """Every SAM template before and after, as the transform leaves it."""
    given = {}
    for place, folder in zip(("before", "after"), corpus, strict=True):
        for path in sorted(folder.iterdir()):
            template = _readable(path)
            if template and SAM in _transforms(template) and path.name not in LOOPS:
                declared = template.get("Parameters", {}).items()
                parameters = {name: p["Default"] for name, p in declared if "Default" in p}
                _without_repository(template)
                given[f"{place}/{path.name}"] = {"template": template, "parameters": parameters}
    done = subprocess.run(
        [tools.python_program("python"), "-c", EXPAND],
        input=json.dumps(given),
        env={"AWS_DEFAULT_REGION": REGION, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=tools.ANSWER_SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {"before": {}, "after": {}}
    for name, template in json.loads(done.stdout).items():
        place, name = name.split("/")
        found[place][name] = template
    assert len(found["before"]) >= 35
    assert {name for name, template in found["before"].items() if "refused" in template} == (
        REFUSED_BY_SAM
    )
    return found


def _readable(path):
    try:
        template = templates.read(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return template if isinstance(template, dict) else None


def _transforms(template):
    given = template.get("Transform", [])
    return given if isinstance(given, list) else [given]


def _without_repository(template):
    """The Serverless Application Repository is asked over the network for an application."""
    for logical_id, resource in list(template["Resources"].items()):
        location = resource.get("Properties", {}).get("Location")
        if resource.get("Type") == "AWS::Serverless::Application" and isinstance(location, dict):
            del template["Resources"][logical_id]


def _named(name):
    """The logical ids that the report of a template says are not bounded."""
    lines = (CORPUS / f"{name}.report").read_text(encoding="utf-8").splitlines()
    return [line.split(" ")[2] for line in lines if line.startswith("unbounded: ")]


def test_every_principal_that_sam_makes_is_bounded_or_in_the_report(expanded):
    for name, template in expanded["after"].items():
        if "refused" in template:
            continue
        for logical_id, resource in template["Resources"].items():
            if resource["Type"] not in PRINCIPALS:
                continue
            bounded = resource["Properties"].get("PermissionsBoundary") == BOUNDARY
            made_of = [owner for owner in _named(name) if _is_made_of(logical_id, owner)]
            assert bounded or made_of, f"{name}: {logical_id} is neither bounded nor in the report"


def _is_made_of(logical_id, owner):
    """SAM names what it makes after what it makes it of; CodeDeploy's role serves all functions."""
    return logical_id.startswith(owner) or logical_id == "CodeDeployServiceRole"


# The same by other means. SAM gives the policies of a data source no condition, so that they would
# outlive the role that they belong to; and it looks up a parameter that CloudFormation can look up.
BY_OTHER_MEANS = {
    ("sam-graphql-condition.yaml", "ApiItemsDynamoDBDataSourceToTableConnectorPolicy"),
    ("sam-microvm-image.yaml", "ReferredBuildRole"),
}


def test_sam_makes_the_same_of_both_but_for_the_boundaries(expanded):
    differences = set()
    for name, before in expanded["before"].items():
        before, after = _plain(before), _plain(expanded["after"][name])
        assert ("refused" in before) == ("refused" in after), f"{name}: {after}"
        if "refused" in before:
            continue
        made, made_now = before.pop("Resources"), after.pop("Resources")
        assert after == before, name
        both = made.keys() | made_now.keys()
        differences |= {(name, one) for one in both if made.get(one) != made_now.get(one)}
    assert differences == BY_OTHER_MEANS


def _plain(value):
    """Without boundaries; numbers and texts, short and long ways to say one thing, are the same."""
    if isinstance(value, dict):
        if set(value) == {"Fn::GetAtt"} and isinstance(value["Fn::GetAtt"], str):
            return {"Fn::GetAtt": value["Fn::GetAtt"].split(".", 1)}
        found = {key: _plain(item) for key, item in value.items() if key != "PermissionsBoundary"}
        if set(found) & {"DependsOn"} and isinstance(found["DependsOn"], str):
            found["DependsOn"] = [found["DependsOn"]]
        return found
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    # The translator looks up the region in what it copies, and leaves it where it passes it on.
    return value.replace("${AWS::Region}", REGION) if isinstance(value, str) else value
