//! The report for pipelines, in the XML that `JUnit` made common: most of them show it beside the
//! results of tests.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use super::{Outcome, Principal, Refused, RefusedByAws, Report, headings::Headings, printable};
use crate::journal::Place;

/// The suite of calls that were refused.
const REFUSED: &str = "refused calls";

/// The suite of calls that were sent and have no answer.
const UNANSWERED: &str = "calls without an answer";

/// The suite of principals that AWS refused to create or to change.
const REFUSED_BY_AWS: &str = "refused by AWS";

type Xml = Writer<Vec<u8>>;

/// The whole report.
pub(super) fn junit(report: &Report) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Written into memory, which does not fail.
    let _ = write(&mut xml, report);
    let mut text = String::from_utf8_lossy(&xml.into_inner()).into_owned();
    text.push('\n');
    text
}

fn write(xml: &mut Xml, report: &Report) -> std::io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let errors = report.refused.len() + report.unanswered.len();
    let tests = report.principals.len() + errors + report.refused_by_aws.len();
    let failures = report.unbounded().count();
    let counts = Counts { tests, failures, errors };
    xml.write_event(Event::Start(suite("testsuites", "entail run", &counts)))?;
    let headings = Headings::of(report);
    let places: Vec<String> =
        report.principals.iter().map(|principal| headings.place(&principal.place)).collect();
    let mut written: Vec<&str> = Vec::new();
    for place in &places {
        if !written.contains(&place.as_str()) {
            written.push(place);
            let here = report.principals.iter().zip(&places).filter(|(_, other)| *other == place);
            principals(xml, place, &here.map(|(principal, _)| principal).collect::<Vec<_>>())?;
        }
    }
    without_answer(xml, (REFUSED, "refused"), &report.refused)?;
    without_answer(xml, (UNANSWERED, "unanswered"), &report.unanswered)?;
    refused_by_aws(xml, &report.refused_by_aws, &headings)?;
    warnings(xml, &report.warnings)?;
    xml.write_event(Event::End(BytesEnd::new("testsuites")))
}

struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
}

fn suite<'a>(element: &'a str, name: &str, counts: &Counts) -> BytesStart<'a> {
    let mut start = BytesStart::new(element);
    attribute(&mut start, "name", name);
    attribute(&mut start, "tests", &counts.tests.to_string());
    attribute(&mut start, "failures", &counts.failures.to_string());
    attribute(&mut start, "errors", &counts.errors.to_string());
    start
}

fn principals(xml: &mut Xml, place: &str, principals: &[&Principal]) -> std::io::Result<()> {
    let unbounded = |it: &&&Principal| matches!(it.outcome, Outcome::Unbounded { .. });
    let failures = principals.iter().filter(unbounded).count();
    let counts = Counts { tests: principals.len(), failures, errors: 0 };
    xml.write_event(Event::Start(suite("testsuite", place, &counts)))?;
    for principal in principals {
        let mut case = BytesStart::new("testcase");
        // The type of what is computed on AWS is not known.
        let name = format!("{} {}", principal.kind, principal.name);
        attribute(&mut case, "name", name.trim_start());
        attribute(&mut case, "classname", class(place, &principal.place));
        // An address in S3 is no file that a pipeline could show, and a line of it is none either.
        if let (Some(file), Place::Template { line, .. }) =
            (principal.place.file(), &principal.place)
        {
            attribute(&mut case, "file", file);
            attribute(&mut case, "line", &line.to_string());
        }
        match &principal.outcome {
            Outcome::Bounded { .. } => xml.write_event(Event::Empty(case))?,
            Outcome::Unbounded { why } => fault(xml, case, "failure", "unbounded", why)?,
            Outcome::Unseen { why } => fault(xml, case, "skipped", "unseen", why)?,
        }
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// What a pipeline groups test cases by.
fn class<'a>(suite: &'a str, place: &'a Place) -> &'a str {
    match place {
        Place::Call { call, .. } => call,
        Place::Template { .. } => suite,
    }
}

/// What AWS refused was neither made nor changed: whether that is a fault, the command says.
fn refused_by_aws(xml: &mut Xml, all: &[RefusedByAws], headings: &Headings) -> std::io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let counts = Counts { tests: all.len(), failures: 0, errors: 0 };
    xml.write_event(Event::Start(suite("testsuite", REFUSED_BY_AWS, &counts)))?;
    for RefusedByAws { kind, name, place, message } in all {
        let mut case = BytesStart::new("testcase");
        attribute(&mut case, "name", &format!("{kind} {name}"));
        attribute(&mut case, "classname", &headings.of_one(place));
        fault(xml, case, "skipped", "refused", message)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// Calls without an answer of AWS's, under the name of what became of them, and the type of that.
fn without_answer(
    xml: &mut Xml,
    (name, kind): (&str, &str),
    calls: &[Refused],
) -> std::io::Result<()> {
    if calls.is_empty() {
        return Ok(());
    }
    let counts = Counts { tests: calls.len(), failures: 0, errors: calls.len() };
    xml.write_event(Event::Start(suite("testsuite", name, &counts)))?;
    for call in calls {
        let mut case = BytesStart::new("testcase");
        attribute(&mut case, "name", &call.call);
        attribute(&mut case, "classname", name);
        fault(xml, case, "error", kind, &call.message)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn warnings(xml: &mut Xml, warnings: &[String]) -> std::io::Result<()> {
    if warnings.is_empty() {
        return Ok(());
    }
    let counts = Counts { tests: 0, failures: 0, errors: 0 };
    xml.write_event(Event::Start(suite("testsuite", "warnings", &counts)))?;
    xml.write_event(Event::Start(BytesStart::new("system-err")))?;
    xml.write_event(Event::Text(BytesText::new(&printable(&warnings.join("\n")))))?;
    xml.write_event(Event::End(BytesEnd::new("system-err")))?;
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// A test case with what is wrong about it.
fn fault(
    xml: &mut Xml,
    case: BytesStart<'_>,
    element: &str,
    kind: &str,
    message: &str,
) -> std::io::Result<()> {
    xml.write_event(Event::Start(case))?;
    let mut fault = BytesStart::new(element);
    attribute(&mut fault, "type", kind);
    attribute(&mut fault, "message", message);
    // Some pipelines show the attribute, and some the text.
    xml.write_event(Event::Start(fault))?;
    xml.write_event(Event::Text(BytesText::new(&printable(message))))?;
    xml.write_event(Event::End(BytesEnd::new(element)))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn attribute(element: &mut BytesStart<'_>, name: &str, value: &str) {
    element.push_attribute((name, printable(value).as_str()));
}
