"""The report for pipelines, read as pipelines read it: by the schema that Jenkins publishes, and with
the file and line that GitLab and others show."""

import xml.etree.ElementTree as ElementTree

from support.people import fresh

from .support.samples import ONE_ROLE, create_role
from .test_run_reports import BLIND, stack_call

COUNTS = {"tests", "failures", "errors"}
# Each element with what it may hold, what it must say, and what it may say.
SCHEMA = {
    "testsuites": ({"testsuite"}, set(), {"name", *COUNTS}),
    "testsuite": ({"testcase", "system-err"}, {"name", *COUNTS}, set()),
    "testcase": ({"failure", "error", "skipped"}, {"name"}, {"classname", "file", "line"}),
    "failure": (set(), set(), {"type", "message"}),
    "error": (set(), set(), {"type", "message"}),
    "skipped": (set(), set(), {"type", "message"}),
    "system-err": (set(), set(), set()),
}


def check(element: ElementTree.Element) -> None:
    holds, must, may = SCHEMA[element.tag]
    assert must <= set(element.attrib) <= must | may, element.attrib
    assert {child.tag for child in element} <= holds
    for child in element:
        check(child)


def counted(element: ElementTree.Element) -> tuple[int, int, int]:
    return tuple(len(list(element.iter(tag))) for tag in ("testcase", "failure", "error"))


def said(element: ElementTree.Element) -> tuple[int, int, int]:
    return tuple(int(element.get(name)) for name in ("tests", "failures", "errors"))


def test_what_is_bounded_what_is_not_and_what_is_refused_is_read_by_pipelines(world, dev):
    name, stack, blind = fresh("junit"), fresh("junit"), fresh("junit")
    report = dev.folder / "junit.xml"
    stranger = ("env", "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", *create_role(fresh("stranger")))
    (dev.work / "blind.yaml").write_text(BLIND)
    hidden = [word.replace("t.yaml", "blind.yaml") for word in stack_call(dev, blind, ONE_ROLE)]
    bucket = fresh("junit-artifacts")
    world.moto.s3.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    world.moto.s3.put_object(Bucket=bucket, Key="inner.yaml", Body=ONE_ROLE.encode())
    where = f"ParameterKey=Where,ParameterValue=https://s3.amazonaws.com/{bucket}/inner.yaml"
    calls = (create_role(name), stack_call(dev, stack, ONE_ROLE), (*hidden, "--parameters", where), stranger)
    lines = (" ".join(f"'{word}'" for word in words) for words in calls)
    dev.bounded("sh", "-c", "; ".join(lines), options=("--report", f"junit={report}"))

    root = ElementTree.parse(report).getroot()
    check(root)
    assert said(root) == counted(root)
    assert all(said(suite) == counted(suite) for suite in root)
    names = {case.get("name") for case in root.iter("testcase")}
    assert {f"AWS::IAM::Role {name}", "AWS::IAM::Role Worker", "iam:CreateRole"} <= names
    faults = [*root.iter("failure"), *root.iter("error")]
    assert {fault.get("type") for fault in faults} == {"unbounded", "refused"}
    assert all(fault.text == fault.get("message") for fault in faults)
    places = {(case.get("file"), case.get("line")) for case in root.iter("testcase")}
    assert ("t.yaml", "3") in places
    assert all((file is None) == (line is None) for file, line in places)
