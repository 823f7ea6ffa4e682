//! A resource of Terraform's AWS provider.

use super::super::Options;
use super::super::choice::Chosen;
use super::super::document::{ACCOUNT, PARTITION};
use super::writer::{Dialect, write};
use super::{partly_resolved, quoted};

pub(super) fn render(options: &Options, chosen: &Chosen) -> String {
    let policy = partly_resolved(options, chosen);
    let mut sources = String::new();
    if options.account.is_none() {
        sources.push_str("data \"aws_caller_identity\" \"current\" {}\n\n");
    }
    if options.partition.is_none() {
        sources.push_str("data \"aws_partition\" \"current\" {}\n\n");
    }
    let identifier = options.name.identifier();
    let document = write(&policy, &Hcl, 1);
    format!(
        r#"{sources}resource "aws_iam_policy" "{identifier}" {{
  name        = {name}
  path        = {path}
  description = "A permissions boundary that demands itself, by entail"

  policy = jsonencode({document})

  lifecycle {{
    prevent_destroy = true
  }}
}}

output "{identifier}_arn" {{
  value = aws_iam_policy.{identifier}.arn
}}
"#,
        name = template(options.name.as_str()),
        path = template(options.path.as_str()),
    )
}

struct Hcl;

impl Dialect for Hcl {
    fn between(&self) -> &'static str {
        " = "
    }

    fn after(&self) -> &'static str {
        ""
    }

    /// As `terraform fmt` aligns them.
    fn keys(&self, keys: Vec<String>) -> Vec<String> {
        let width = keys.iter().map(String::len).max().unwrap_or_default();
        keys.into_iter().map(|key| format!("{key:<width$}")).collect()
    }

    fn key(&self, key: &str) -> String {
        let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic())
            && key.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
        if is_plain { key.to_owned() } else { template(key) }
    }

    fn text(&self, text: &str) -> String {
        template(text)
    }
}

/// A quoted template: what Terraform would evaluate is doubled, and what it is to evaluate put in.
fn template(text: &str) -> String {
    let escaped = quoted(text).replace("${", "$${").replace("%{", "%%{");
    escaped
        .replace(PARTITION, "${data.aws_partition.current.partition}")
        .replace(ACCOUNT, "${data.aws_caller_identity.current.account_id}")
}
