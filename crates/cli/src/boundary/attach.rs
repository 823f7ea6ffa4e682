//! `entail boundary attach`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use entail_engine::demands_itself;
use entail_policy::arn::Arn;
use entail_policy::finding::boundary::ANOTHER_ACCEPTED;
use entail_propagate::boundary::attach::{
    Attaching, Desk, Marking, Outcome, Plan, Replacing, Step, Target,
};
use entail_propagate::boundary::examine;

use super::connection::ConnectionArguments;
use super::{Problem, in_runtime};
use crate::check::policy_arn;
use crate::exit::Exit;
use crate::output;

const EXAMPLES: &str =
    "Without --apply it looks, and says what it would call. The boundary is put \
before its marker, so that whatever fails in between leaves somebody bounded and not only marked.

Exit status:
  0  everything is done, or would be
  1  some user or role is left as it is, for the reason that is printed
  2  the command line can't be read
  3  AWS can't be asked, or a call failed

Examples:
  entail boundary attach --user dev --role cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1 \\
      --boundary arn:aws:iam::111122223333:policy/Dev
  entail boundary attach --role app --boundary ... --marker none --apply";

#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct AttachArguments {
    /// A role, by its name; may be given several times
    #[arg(long, value_name = "NAME", required_unless_present = "user")]
    role: Vec<String>,
    /// A user, by its name; may be given several times
    #[arg(long, value_name = "NAME")]
    user: Vec<String>,
    /// The boundary
    #[arg(long, value_name = "ARN", value_parser = policy_arn)]
    boundary: Arn,
    /// How `entail run` shall know whose creations carry it [default: tag, unless the policy is under
    /// /entail/transitive/, which marks it]
    #[arg(long, value_enum)]
    marker: Option<Marker>,
    /// Put it in the place of another boundary or marker that is there
    #[arg(long)]
    replace: bool,
    /// Make the calls
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    connection: ConnectionArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Marker {
    /// By the tag `entail:transitive-boundary`
    Tag,
    /// By the boundary itself: it is under `/entail/transitive/`, or demands itself
    None,
}

pub(super) fn run(arguments: &AttachArguments) -> Result<Exit, Problem> {
    let attaching = arguments.attaching();
    in_runtime(async {
        let desk = arguments.connection.desk(&arguments.boundary).await?;
        let text = desk.policy(&arguments.boundary).await.map_err(Problem::failed)?;
        if let Some(doubt) = doubt(&text, &arguments.boundary) {
            say!("{doubt}");
        }
        let mut plans = Vec::new();
        for target in arguments.targets() {
            plans.push(desk.plan(&target, &attaching).await.map_err(Problem::failed)?);
        }
        if arguments.apply {
            apply(&desk, &plans, &attaching).await
        } else {
            Ok(dry_run(&plans, &attaching))
        }
    })
}

impl AttachArguments {
    fn attaching(&self) -> Attaching {
        Attaching {
            boundary: self.boundary.clone(),
            marking: match self.marker {
                Some(Marker::Tag) => Marking::Tag,
                Some(Marker::None) => Marking::None,
                None => Marking::of(&self.boundary),
            },
            replacing: if self.replace { Replacing::Replace } else { Replacing::Refuse },
        }
    }

    fn targets(&self) -> impl Iterator<Item = Target> {
        let roles = self.role.iter().cloned().map(Target::Role);
        roles.chain(self.user.iter().cloned().map(Target::User))
    }
}

/// What is to be said of a policy that does not demand itself of what its holders create.
fn doubt(text: &str, arn: &Arn) -> Option<String> {
    let examination = examine(text, Some(arn)).ok();
    let is_open = examination.as_ref().is_none_or(|found| !found.is_closed(1));
    if !is_open && demands_itself(&entail_policy::parse(text).document, arn) {
        return None;
    }
    let remarks = examination.map(|found| found.remarks).unwrap_or_default();
    let takes_another = remarks.iter().any(|found| found.code == ANOTHER_ACCEPTED.code);
    Some(if is_open || takes_another {
        format!(
            "warning: `{arn}` does not demand itself: whoever has it can create users or roles \
             without it; see `entail boundary check {arn}`"
        )
    } else {
        format!("note: whoever has `{arn}` can create no roles at all")
    })
}

/// What is there, as a line begins.
fn state(plan: &Plan) -> String {
    let boundary = plan.boundary.as_deref().unwrap_or("none");
    let marker = plan.marker.as_deref().unwrap_or("none");
    format!("{}: boundary {boundary}, marker {marker}\n", plan.target)
}

fn dry_run(plans: &[Plan], attaching: &Attaching) -> Exit {
    let mut text = String::new();
    for plan in plans {
        text.push_str(&state(plan));
        text.push_str(&refusal(plan));
        for step in &plan.steps {
            let parameters = step.parameters(&plan.target, attaching);
            let parameters: Vec<String> =
                parameters.iter().skip(1).map(|(name, value)| format!("{name}={value}")).collect();
            let call = step.call(&plan.target);
            let _ = writeln!(text, "  would call {call} with {}", parameters.join(", "));
        }
    }
    let change = plans.iter().filter(|plan| !plan.steps.is_empty()).count();
    let refused = plans.iter().filter(|plan| plan.refusal.is_some()).count();
    let as_they_should_be = plans.len() - change - refused;
    let _ = writeln!(
        text,
        "{change} to change, {as_they_should_be} as they should be, {refused} left as they are; \
         nothing was changed, --apply makes the calls"
    );
    ended(&text, if refused > 0 { Exit::No } else { Exit::Done })
}

fn refusal(plan: &Plan) -> String {
    match (&plan.refusal, plan.steps.is_empty()) {
        (Some(why), _) => format!("  left as it is: {why}\n"),
        (None, true) => "  as it should be\n".to_owned(),
        (None, false) => String::new(),
    }
}

async fn apply(desk: &Desk, plans: &[Plan], attaching: &Attaching) -> Result<Exit, Problem> {
    let mut exit = Exit::Done;
    for plan in plans {
        let outcome = desk.apply(plan, attaching).await;
        exit = match (&outcome.failed, &plan.refusal) {
            (Some(_), _) => Exit::Failed,
            (None, Some(_)) if exit == Exit::Done => Exit::No,
            _ => exit,
        };
        let text = state(plan) + &refusal(plan) + &done(plan, &outcome);
        // One by one: whatever ends this early, what was done has been said.
        if output::print(&text) == Exit::Failed {
            exit = Exit::Failed;
        }
    }
    Ok(exit)
}

fn done(plan: &Plan, outcome: &Outcome) -> String {
    let call = |step: &Step| step.call(&plan.target);
    let mut text = String::new();
    for step in &outcome.done {
        let _ = writeln!(text, "  done: {}", call(step));
    }
    if let Some((_, error)) = &outcome.failed {
        let _ = writeln!(text, "  failed: {error}");
    }
    for step in &outcome.not_done {
        let _ = writeln!(text, "  not done: {}", call(step));
    }
    text
}

fn ended(text: &str, exit: Exit) -> Exit {
    match output::print(text) {
        Exit::Done => exit,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "arn:aws:iam::111122223333:policy/Dev";

    fn said_of(statements: &str) -> String {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        doubt(&text, &policy_arn(OWN).unwrap()).unwrap_or_default()
    }

    fn demand(actions: &str) -> String {
        format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*"}},{{"Effect":"Deny","Action":[{actions}],
            "Resource":"*","Condition":{{"StringNotEquals":{{"iam:PermissionsBoundary":"{OWN}"}}}}}}"#
        )
    }

    #[test]
    fn a_boundary_that_lets_others_be_created_without_it_is_warned_of() {
        let both = r#""iam:CreateRole","iam:CreateUser""#;
        assert_eq!(said_of(&demand(both)), "");
        for half in both.split(',') {
            let said = said_of(&demand(half));
            assert!(said.starts_with("warning:") && said.contains("without it"), "{half}: {said}");
        }
        let other = demand(both).replace("policy/Dev", "policy/Other");
        assert!(said_of(&other).starts_with("warning:"), "it demands another policy");
        assert!(said_of("nonsense").starts_with("warning:"));
        let by_tag = demand(both)
            .replace(r#""Condition":{"#, r#""Condition":{"Null":{"aws:ResourceTag/free":"true"},"#);
        assert!(said_of(&by_tag).starts_with("warning:"), "it demands itself of what has no tag");
    }

    #[test]
    fn one_under_which_nobody_creates_is_not_warned_of() {
        for allow in [
            r#"{"Effect":"Allow","NotAction":["iam:*","organizations:*"],"Resource":"*"}"#,
            r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#,
        ] {
            let said = said_of(allow);
            assert!(said.starts_with("note:") && said.contains("no roles"), "{said}");
        }
    }
}
