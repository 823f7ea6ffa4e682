//! The page that explains a boundary: each statement, what stays open, and what to do.

use std::fmt::Write as _;

use entail_engine::{Cost, ESCAPES};

use super::choice::is_for_any_account;
use super::examine::{RowState, State};
use super::rows::in_words;
use super::{Existing, Format, Options, Statement, Written};
use crate::limits::MANAGED_POLICY_CHARACTERS_MAX;

/// The explanation of a boundary, in Markdown.
pub fn explain(options: &Options, written: &Written) -> String {
    let mut page = String::new();
    beginning(&mut page, options, written);
    statements(&mut page, options, written);
    left_out(&mut page, &written.left_out);
    stays_open(&mut page, options, written);
    in_part(&mut page, written);
    beyond(&mut page, written);
    to_do(&mut page, options, written);
    page
}

fn beginning(page: &mut String, options: &Options, written: &Written) {
    let name = options.name.as_str();
    let (own_arn, size) = (&written.own_arn, written.size);
    let whose = if options.account.is_some() {
        format!("`{own_arn}`")
    } else {
        format!("any account's `{}` (below, the account is an example)", own_arn.resource())
    };
    let _ = write!(
        page,
        "# The boundary `{name}`\n\n\
         A permissions boundary that refers to itself: whoever has it creates users and roles only \
         with it, and can't change it or take it off. It is {whose}, and takes {size} of the \
         {MANAGED_POLICY_CHARACTERS_MAX} characters of a managed policy. Rows are those of the \
         escape catalogue.\n"
    );
    if is_for_any_account(options) {
        page.push_str(
            "\nOne text serves in any account: conditions name the policy by `${aws:PrincipalAccount}`, \
             which is the account of whoever asks, and so that of the boundary; resources have `*` \
             there, because AWS takes no variable for an account in them.\n",
        );
    }
}

fn statements(page: &mut String, options: &Options, written: &Written) {
    page.push_str("\n## What it says\n\n");
    match (&options.allow, &options.deny) {
        (None, _) => page.push_str(
            "It begins with your part. You gave none, so that it allows everything (`AllowEverythingElse`): \
             it bounds what is created and caps nothing. Give `--allow` to cap.\n",
        ),
        (Some(_), _) => page.push_str(
            "It begins with your part: what the boundary allows at all. The statements below deny, \
             and only what your part allows.\n",
        ),
    }
    if options.deny.is_some() {
        page.push_str("It ends with what you deny besides.\n");
    }
    page.push_str(
        "\n| statement | closes | how one would get out | characters |\n|---|---|---|---|\n",
    );
    for statement in &written.statements {
        page.push_str(&line(statement));
    }
}

fn line(statement: &Statement) -> String {
    let Statement { sid, rows, closes, way, size, .. } = statement;
    format!("| `{sid}` | {}: {closes} | {way} | {size} |\n", in_words(rows))
}

fn left_out(page: &mut String, left_out: &[Statement]) {
    if left_out.is_empty() {
        return;
    }
    page.push_str(
        "\n## What had no room\n\nAWS takes no longer policy. What matters most comes first; shorten \
         your part, or leave open what matters less to you, to have it.\n\n\
         | statement | would close | how one gets out | characters |\n|---|---|---|---|\n",
    );
    for statement in left_out {
        page.push_str(&line(statement));
    }
}

fn stays_open(page: &mut String, options: &Options, written: &Written) {
    page.push_str("\n## What stays open\n\n");
    let open: Vec<&RowState> = rows(written, |state| matches!(state, State::Open(_)));
    if open.is_empty() {
        page.push_str("Nothing that a policy can close.\n");
    }
    for RowState { row, state } in open {
        let _ = writeln!(page, "### Row {}: {}\n", row.number, row.title);
        let State::Open(ways) = state else { continue };
        for way in ways {
            let why = why(way.code, options, written);
            let _ = writeln!(page, "- {} ({}): {why}.", said(&way.message), way.code);
        }
        page.push('\n');
    }
}

/// The message as a sentence begins.
fn said(message: &str) -> &str {
    message.split_once(": ").map_or(message, |(calls, _)| calls)
}

/// Why a way out is open, and how to close it.
fn why(code: &str, options: &Options, written: &Written) -> String {
    let escape = ESCAPES.iter().find(|escape| escape.finding.code.id == code);
    let rows = escape.map_or(&[17][..], |escape| escape.rows);
    let row = rows.first().copied().unwrap_or_default();
    if rows.iter().any(|row| options.leave_open.contains(row)) {
        return "left open by choice".to_owned();
    }
    if written.left_out.iter().any(|it| it.rows == rows) {
        return "left open for want of room".to_owned();
    }
    match escape.map(|escape| escape.cost) {
        None | Some(Cost::Nothing) => {
            "what your part allows or leaves out is more than one statement can close".to_owned()
        }
        Some(Cost::Names) => {
            "AWS sends no `iam:PermissionsBoundary` with these calls, so that only names \
                        can tell; templates that are there already choose their own. \
                        `--bounded-path` or `--bounded` close it where names are kept, `--outside` \
                        for those that are named"
                .to_owned()
        }
        Some(Cost::Deployments) => {
            let denies = match row {
                16 => "denies them but for load balancing, Auto Scaling and ECS",
                _ => "denies those that the catalogue knows, which narrows it",
            };
            format!(
                "AWS sends no `iam:PermissionsBoundary` with these calls, and ordinary deployments \
                 make them. `--close {row}` {denies}"
            )
        }
    }
}

fn in_part(page: &mut String, written: &Written) {
    let partly: Vec<&RowState> = rows(written, |state| matches!(state, State::Partly(_)));
    if partly.is_empty() {
        return;
    }
    page.push_str("\n## What is closed in part\n\n");
    for RowState { row, state } in partly {
        if let State::Partly(but) = state {
            let _ =
                writeln!(page, "- Row {}, {}: {}.", row.number, lower(row.title), but.join("; "));
        }
    }
}

fn beyond(page: &mut String, written: &Written) {
    page.push_str("\n## What no boundary closes\n\n");
    for RowState { row, state } in rows(written, |state| matches!(state, State::Beyond(_))) {
        if let State::Beyond(why) = state {
            let _ = writeln!(page, "- Row {}, {}: {why}.", row.number, lower(row.title));
        }
    }
}

fn rows(written: &Written, wanted: impl Fn(&State) -> bool) -> Vec<&RowState> {
    written.examination.rows.iter().filter(|it| wanted(&it.state)).collect()
}

/// A title inside a sentence.
fn lower(title: &str) -> String {
    let mut letters = title.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// How the policy comes into the account, so that nobody under it changes it on the same way.
fn deploying(page: &mut String, options: &Options, written: &Written) {
    let (name, path) = (options.name.as_str(), options.path.as_str());
    let without_a_role = match options.format {
        Format::Json => {
            let _ = writeln!(
                page,
                "- As an administrator, create the policy under exactly this name and path, because \
                 it names itself: `aws iam create-policy --policy-name {name} --path {path} \
                 --policy-document file://FILE`."
            );
            return;
        }
        Format::Terraform => {
            page.push_str(
                "- As an administrator, apply it. Nobody under the boundary may change its \
                 configuration, its state or the pipeline that applies it: they would change the \
                 boundary by the permissions of whoever applies.\n",
            );
            return;
        }
        Format::CloudFormation => {
            "`aws cloudformation deploy --stack-name STACK --template-file FILE --capabilities \
             CAPABILITY_NAMED_IAM`, without `--role-arn`"
        }
        Format::Cdk => {
            "in a stack with `synthesizer: new CliCredentialsStackSynthesizer()`, since the CDK \
             gives each other one a role"
        }
    };
    let (partition, account) = (written.own_arn.partition(), written.own_arn.account());
    let _ = writeln!(
        page,
        "- As an administrator, deploy it **without a service role**: {without_a_role}. \
         CloudFormation works with the role of a stack for everybody who may update it, so that \
         rows 5 and 6 would be open by way of the boundary's own stack. Where it has a role, as the \
         stacks of a stack set have, deny touching it (`--deny`): \
         `{{\"Effect\":\"Deny\",\"Action\":\"cloudformation:*\",\"Resource\":\
         \"arn:{partition}:cloudformation:*:{account}:stack/STACK/*\"}}`."
    );
}

fn to_do(page: &mut String, options: &Options, written: &Written) {
    page.push_str("\n## What you do\n\n");
    deploying(page, options, written);
    let arn = &written.own_arn;
    let _ = writeln!(
        page,
        "- Put it on the developers, and on the roles that deploy for them: `entail boundary attach \
         --user NAME --role NAME --boundary {arn} --apply`. Sessions of roles outside from before go \
         on until they end."
    );
    page.push_str(match options.existing {
        Existing::Refuse => {
            "- Nobody under the boundary puts it on anybody. Put it on the roles and users that their \
             stacks and configurations have already, by the same command: until then they can't be \
             changed. (`--existing adopt` lets the developers do it themselves; what they put it on \
             they may change afterwards.)\n"
        }
        Existing::Adopt => {
            "- Whoever is under the boundary may put it on any user or role, and may change it then: \
             that bounds the roles of stacks that are there already, and can take over a role \
             outside, at most with the boundary's permissions.\n"
        }
    });
    page.push_str(
        "- The AWS CDK deploys through roles of its own: bootstrap under `entail run`, or put the \
         boundary on all `cdk-*` roles, so that the execution role of CloudFormation has it. While \
         it does not, row 10 leads out through them.\n",
    );
    if options.bounded.is_empty() {
        page.push_str(
            "- Name no role outside the boundary in a way that lets the whole account assume it: a \
             trust policy that names its principals one by one keeps row 10 shut for that role.\n",
        );
    } else {
        page.push_str(
            "- These names count as bounded, wherever AWS tells by names only. Keep users \
                       and roles without the boundary from having them, and give them to all that \
                       is deployed:\n",
        );
        for name in &options.bounded {
            let _ = writeln!(page, "  - `{name}`");
        }
    }
    if !options.outside.is_empty() {
        page.push_str(
            "- These names are denied as outside. Add to them whenever there is a new one:\n",
        );
        for name in &options.outside {
            let _ = writeln!(page, "  - `{name}`");
        }
    }
}
