//! A construct of the AWS CDK, in TypeScript.

use super::super::Options;
use super::super::choice::Chosen;
use super::super::document::{ACCOUNT, PARTITION};
use super::writer::{Dialect, write};
use super::{has_stand_in, partly_resolved, quoted};

/// The L1 construct takes the document as it stands; others put statements together.
pub(super) fn render(options: &Options, chosen: &Chosen) -> String {
    let policy = partly_resolved(options, chosen);
    let unknown: Vec<&str> =
        [("account", options.account.is_none()), ("partition", options.partition.is_none())]
            .into_iter()
            .filter_map(|(name, is_unknown)| is_unknown.then_some(name))
            .collect();
    let (import, stack) = if unknown.is_empty() {
        ("RemovalPolicy", String::new())
    } else {
        let names = unknown.join(", ");
        ("RemovalPolicy, Stack", format!("    const {{ {names} }} = Stack.of(this);\n"))
    };
    format!(
        r"import {{ aws_iam as iam, {import} }} from 'aws-cdk-lib';
import {{ Construct }} from 'constructs';

/** A permissions boundary that demands itself, to be deployed by an administrator. */
export class {class} extends Construct {{
  public readonly policy: iam.CfnManagedPolicy;

  constructor(scope: Construct, id: string) {{
    super(scope, id);
{stack}    this.policy = new iam.CfnManagedPolicy(this, 'Policy', {{
      managedPolicyName: {name},
      path: {path},
      description: 'A permissions boundary that demands itself, by entail',
      policyDocument: {document},
    }});
    this.policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }}
}}
",
        class = class(&options.name.identifier()),
        name = quoted(options.name.as_str()),
        path = quoted(options.path.as_str()),
        document = write(&policy, &TypeScript, 3),
    )
}

/// The construct's name: none that the file imports, and no word of the language's own.
fn class(identifier: &str) -> String {
    const END: &str = "Boundary";
    format!("{}{END}", identifier.strip_suffix(END).unwrap_or(identifier))
}

struct TypeScript;

impl Dialect for TypeScript {
    fn key(&self, key: &str) -> String {
        let is_plain = key.chars().all(|it| it.is_ascii_alphabetic());
        if is_plain { key.to_owned() } else { quoted(key) }
    }

    fn text(&self, text: &str) -> String {
        if !has_stand_in(text) {
            return quoted(text);
        }
        let text = text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${");
        format!("`{}`", text.replace(PARTITION, "${partition}").replace(ACCOUNT, "${account}"))
    }
}
