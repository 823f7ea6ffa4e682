//! `entail lineage`: who created whom under which boundaries, and the administrator's tools, asked of
//! a server over signed HTTP with the caller's own credentials and permissions.

mod arguments;
mod change;
mod client;
mod drawing;
mod forest;
mod impact;
mod names;
mod show;
mod why;

use std::fmt::Write as _;

use entail_propagate::{
    credentials::CredentialsError, endpoints::EndpointError, upstream::UpstreamError,
};
use serde_json::{Value, json};

pub(crate) use self::arguments::LineageArguments;
use self::{
    arguments::{LineageCommand, Output, TreeFormat},
    change::Change,
    client::{Client, ClientError},
};
use crate::{exit::Exit, output};

/// The most entries that the API puts on a page.
const PAGE_ENTRIES: usize = 1_000;

/// Why a command gave no answer.
#[derive(Debug, thiserror::Error)]
enum LineageError {
    /// Something on the command line, in a file or in the environment can't be used.
    #[error("{0}")]
    Input(String),
    /// The server's address is none.
    #[error("`{0}` is no address of a server: expected http://HOST:PORT or https://HOST:PORT")]
    Address(String),
    /// There are no credentials.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// A setting of a service's address can't be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// Certificates or a proxy's address can't be used.
    #[error(transparent)]
    Network(#[from] UpstreamError),
    /// The server said no, or was not reached.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// What a command prints, and how it ended.
struct Report {
    text: String,
    exit: Exit,
}

impl Report {
    fn done(text: String) -> Self {
        Self { text, exit: Exit::Done }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &LineageArguments) -> Exit {
    let answer = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| LineageError::Input(format!("no runtime: {error}")))
        .and_then(|runtime| runtime.block_on(answer(arguments)));
    match answer {
        Ok(report) => match output::print(&report.text) {
            Exit::Done => report.exit,
            failed => failed,
        },
        Err(error) => {
            say!("error: {error}");
            match error {
                LineageError::Client(error) => {
                    error.advice().into_iter().for_each(|advice| say!("{advice}"));
                    if error.is_refusal() { Exit::No } else { Exit::Failed }
                }
                _ => Exit::BadInput,
            }
        }
    }
}

async fn answer(arguments: &LineageArguments) -> Result<Report, LineageError> {
    let client = Client::new(&arguments.connection).await?;
    let output = arguments.output;
    match &arguments.command {
        LineageCommand::Tree { principal, dot, svg } => {
            let format = TreeFormat::chosen(*dot, *svg, output);
            tree(&client, principal.as_deref(), format).await
        }
        LineageCommand::Show { entity } => {
            let arn = names::arn(entity, &client).await?;
            let answer = client.call("GetLineage", json!({ "ResourceArn": arn })).await?;
            Ok(told(&answer, output, |answer| show::lineage(member(answer, "Lineage"))))
        }
        LineageCommand::Why { principal } => {
            let mut parameters = json!({});
            if let Some(principal) = principal {
                put(&mut parameters, "PrincipalArn", names::arn(principal, &client).await?);
            }
            let answer = client.call("ExplainCeilings", parameters).await?;
            let whose = why::Whose::of(principal.as_deref());
            Ok(told(&answer, output, |answer| why::sentences(answer, whose)))
        }
        LineageCommand::References { policy } => {
            let arn = names::policy(policy, &client).await?;
            let parameters = json!({ "PolicyArn": arn, "MaxResults": PAGE_ENTRIES });
            let references = client.pages("ListReferences", parameters, "References").await?;
            let answer = json!({ "References": references });
            Ok(told(&answer, output, |answer| show::references(&arn, member(answer, "References"))))
        }
        LineageCommand::Impact { policy, document, fail_on_change } => {
            impact::run(&client, policy, document, *fail_on_change, output).await
        }
        command => {
            let change = Change::of(command, &client).await?;
            change::run(&client, change, arguments.confirmation(), output).await
        }
    }
}

async fn tree(
    client: &Client,
    principal: Option<&str>,
    format: TreeFormat,
) -> Result<Report, LineageError> {
    let mut parameters = json!({ "MaxResults": PAGE_ENTRIES });
    let mut root = None;
    if let Some(principal) = principal {
        let arn = names::arn(principal, client).await?;
        let answer = client.call("GetLineage", json!({ "ResourceArn": arn })).await?;
        root = Some(show::as_descendant(member(&answer, "Lineage")));
        put(&mut parameters, "PrincipalArn", arn);
    }
    let descendants = client.pages("ListDescendants", parameters, "Descendants").await?;
    if format == TreeFormat::Json {
        let answer = json!({ "Root": root, "Descendants": descendants });
        return Ok(Report::done(pretty(&answer)));
    }
    let forest = forest::Forest::grow(root.as_ref(), &descendants);
    Ok(Report::done(match format {
        TreeFormat::Dot => drawing::dot(&forest),
        TreeFormat::Svg => drawing::svg(&forest),
        TreeFormat::Text | TreeFormat::Json => drawing::text(&forest),
    }))
}

/// The answer as it came, or told.
fn told(answer: &Value, output: Output, tell: impl FnOnce(&Value) -> String) -> Report {
    Report::done(match output {
        Output::Json => pretty(answer),
        Output::Text => tell(answer),
    })
}

fn pretty(answer: &Value) -> String {
    format!("{answer:#}\n")
}

/// Sets a member of an object.
fn put(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}

/// A member of an answer; null where it is absent.
fn member<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer.get(name).unwrap_or(&Value::Null)
}

/// A text of an answer; empty where it is absent.
fn text<'a>(answer: &'a Value, name: &str) -> &'a str {
    answer.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A list of an answer; empty where it is absent.
fn list<'a>(answer: &'a Value, name: &str) -> &'a [Value] {
    answer.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What an ARN names, short enough to be read: `role/app`, `policy/entail/transitive/dev`.
fn short(arn: &str) -> &str {
    if arn.ends_with(":root") {
        return "root";
    }
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}

/// A time of an answer, in UTC.
fn time(answer: &Value, name: &str) -> String {
    let seconds = answer.get(name).and_then(Value::as_i64).unwrap_or_default();
    let time = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// One more line. Writing into a string can't fail.
fn line(to: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(to, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_without_what_every_arn_has() {
        assert_eq!(short("arn:aws:iam::111122223333:role/team/app"), "role/team/app");
        assert_eq!(short("arn:aws:iam::111122223333:root"), "root");
        assert_eq!(short("ANPAEXAMPLE"), "ANPAEXAMPLE");
    }
}
