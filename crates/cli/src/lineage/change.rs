//! The administrator's changes: the dry run first, then a question on a terminal, then the change.

use std::io::{self, BufRead as _, IsTerminal as _};

use serde_json::{Value, json};

use super::{
    LineageError, Report,
    arguments::{LineageCommand, ObtainMode, Output, Switch},
    client::{Call, Client},
    line, list, names, pretty, put, short, show, text,
};
use crate::{exit::Exit, output};

/// Whether a change may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirmation {
    /// Only its dry run is wanted.
    DryRunOnly,
    /// It was given on the command line.
    Given,
    /// It is asked for on the terminal.
    Asked,
}

/// A change and what it is.
pub(super) struct Change {
    call: Call,
    about: String,
}

impl Change {
    /// The change that the command line asks for.
    pub(super) async fn of(
        command: &LineageCommand,
        client: &Client,
    ) -> Result<Self, LineageError> {
        match command {
            LineageCommand::Cascade { principal, withdraw, accept_writes } => {
                cascade(principal, withdraw.as_deref(), *accept_writes, client).await
            }
            LineageCommand::Adopt { entity, policy, write } => {
                let mode = if *write { "Write" } else { "Pass" };
                relabel("Adopt", entity, policy, json!({ "Mode": mode }), client).await
            }
            LineageCommand::Disown { entity, policy, accept_writes } => {
                let more = json!({ "AcceptWrites": accept_writes });
                relabel("Disown", entity, policy, more, client).await
            }
            LineageCommand::WithdrawReference { entity, policy, origin, accept_writes } => {
                let more = json!({ "OriginId": origin, "AcceptWrites": accept_writes });
                relabel("WithdrawReference", entity, policy, more, client).await
            }
            LineageCommand::Admit { role, policy, withdraw } => {
                let operation = if *withdraw { "WithdrawAdmit" } else { "Admit" };
                let role = names::arn(role, client).await?;
                let policy = names::policy(policy, client).await?;
                let about = format!("{operation} {} at {}", short(&policy), short(&role));
                let parameters = json!({ "RoleArn": role, "PolicyArn": policy });
                Ok(Self { call: Call::new(operation, parameters), about })
            }
            LineageCommand::ApplyToSelf { principal, state } => {
                let arn = names::arn(principal, client).await?;
                let state = if *state == Switch::On { "Enabled" } else { "Disabled" };
                let about = format!("ApplyToSelf of {}: {state}", short(&arn));
                let parameters = json!({ "PrincipalArn": arn, "State": state });
                Ok(Self { call: Call::new("ApplyToSelf", parameters), about })
            }
            LineageCommand::ObtainMode { role, mode } => {
                let arn = names::arn(role, client).await?;
                let mode = if *mode == ObtainMode::Strict { "Strict" } else { "Carry" };
                let about = format!("SetObtainMode of {}: {mode}", short(&arn));
                let parameters = json!({ "RoleArn": arn, "Mode": mode });
                Ok(Self { call: Call::new("SetObtainMode", parameters), about })
            }
            other => Err(LineageError::Input(format!("`{other:?}` changes nothing"))),
        }
    }
}

async fn cascade(
    principal: &str,
    withdraw: Option<&str>,
    accept_writes: bool,
    client: &Client,
) -> Result<Change, LineageError> {
    let Some(policy) = withdraw else {
        let arn = names::arn(principal, client).await?;
        let about = format!("cascade the transitive boundary of {}", short(&arn));
        let call = Call::new("CascadeTransitiveBoundary", json!({ "PrincipalArn": arn }));
        return Ok(Change { call, about });
    };
    let policy = names::policy(policy, client).await?;
    let mut parameters = json!({ "PolicyArn": policy, "AcceptWrites": accept_writes });
    let is_id = ["AIDA", "AROA"].iter().any(|prefix| principal.starts_with(prefix));
    let member = if is_id { "PrincipalId" } else { "PrincipalArn" };
    let named = if is_id { principal.to_owned() } else { names::arn(principal, client).await? };
    let about = format!("free the line of {} from {}", short(&named), short(&policy));
    put(&mut parameters, member, named);
    Ok(Change { call: Call::new("WithdrawCascade", parameters), about })
}

async fn relabel(
    operation: &'static str,
    entity: &str,
    policy: &str,
    more: Value,
    client: &Client,
) -> Result<Change, LineageError> {
    let entity = names::arn(entity, client).await?;
    let policy = names::policy(policy, client).await?;
    let about = format!("{operation} {} with {}", short(&entity), short(&policy));
    let mut parameters = more;
    put(&mut parameters, "ResourceArn", entity);
    put(&mut parameters, "PolicyArn", policy);
    Ok(Change { call: Call::new(operation, parameters), about })
}

/// Shows the dry run, asks, and makes the change.
pub(super) async fn run(
    client: &Client,
    change: Change,
    confirmation: Confirmation,
    output: Output,
) -> Result<Report, LineageError> {
    let dry = client.call(change.call.operation, change.call.dry().parameters).await?;
    if confirmation == Confirmation::DryRunOnly {
        return Ok(Report { text: told(&dry, &change, output), exit: verdict(&dry) });
    }
    if verdict(&dry) == Exit::No {
        // The change itself would be refused: the dry run says why.
        return Ok(Report { text: told(&dry, &change, output), exit: Exit::No });
    }
    if confirmation == Confirmation::Asked {
        output::tell(format_args!("{}", told(&dry, &change, Output::Text)));
        if !is_confirmed()? {
            say!("nothing was changed");
            return Ok(Report { text: String::new(), exit: Exit::No });
        }
    }
    let done = client.call(change.call.operation, change.call.parameters.clone()).await?;
    Ok(Report::done(told(&done, &change, output)))
}

/// A cascade that would be refused is no success, even as a dry run.
fn verdict(answer: &Value) -> Exit {
    if list(answer, "Obstacles").is_empty() { Exit::Done } else { Exit::No }
}

fn is_confirmed() -> Result<bool, LineageError> {
    if !io::stdin().is_terminal() {
        return Err(LineageError::Input(
            "this changes labels: confirm it with --yes, or look with --dry-run".to_owned(),
        ));
    }
    output::tell(format_args!("Make this change? [y/N] "));
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| LineageError::Input(format!("can't read the answer: {error}")))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn told(answer: &Value, change: &Change, output: Output) -> String {
    if output == Output::Json {
        return pretty(answer);
    }
    let is_dry = answer.get("DryRun").and_then(Value::as_bool).unwrap_or_default();
    let mut told = String::new();
    let word = if is_dry { "dry run" } else { "done" };
    line(&mut told, format_args!("{word}: {}", change.about));
    if let Some(lineage) = answer.get("Lineage") {
        told.push_str(&show::lineage(lineage));
        return told;
    }
    let policy = short(text(answer, "PolicyArn"));
    let changes = list(answer, "Changes");
    for change in changes {
        let what = match text(change, "Effect") {
            "Gains" => format!("comes under {policy}"),
            "Loses" => format!("is freed from {policy}: it gains what that forbade"),
            _ => format!("stays under {policy}, with other origins"),
        };
        line(&mut told, format_args!("  {} {what}", short(text(change, "Arn"))));
    }
    if changes.is_empty() {
        line(&mut told, format_args!("  nobody's boundaries change"));
    }
    for write in list(answer, "PendingWrites") {
        let (who, aspect) = (short(text(write, "Arn")), text(write, "Aspect"));
        line(
            &mut told,
            format_args!(
                "  careful: {aspect} of {who} was last written by a session under {policy}"
            ),
        );
    }
    for obstacle in list(answer, "Obstacles") {
        let (who, reason) = (short(text(obstacle, "Arn")), text(obstacle, "Reason"));
        line(&mut told, format_args!("  refused for {who}: {reason}"));
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_says_who_is_freed_and_what_would_stay_written() {
        let answer = json!({
            "DryRun": true,
            "PolicyArn": "arn:aws:iam::1:policy/t",
            "Changes": [
                { "Arn": "arn:aws:iam::1:role/a", "Effect": "Loses" },
                { "Arn": "arn:aws:iam::1:role/b", "Effect": "OriginsOnly" },
            ],
            "PendingWrites": [{ "Arn": "arn:aws:iam::1:role/a", "Aspect": "trust" }],
        });
        let change = Change { call: Call::new("Disown", json!({})), about: "it".to_owned() };
        assert_eq!(
            told(&answer, &change, Output::Text),
            "dry run: it\n  role/a is freed from policy/t: it gains what that forbade\n  role/b \
             stays under policy/t, with other origins\n  careful: trust of role/a was last written \
             by a session under policy/t\n"
        );
    }

    #[test]
    fn a_cascade_with_obstacles_is_no_success() {
        let answer = json!({ "Obstacles": [{ "Arn": "a", "Reason": "b" }] });
        assert_eq!(verdict(&answer), Exit::No);
        assert_eq!(verdict(&json!({ "Obstacles": [] })), Exit::Done);
    }
}
