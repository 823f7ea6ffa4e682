//! The forms in which a boundary is written.

mod cdk;
mod cloudformation;
mod terraform;
mod writer;

use super::Options;
use super::choice::Chosen;
use super::document::{ACCOUNT, Node, PARTITION, Place, Stage};
use writer::{Dialect, write};

/// A form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The policy itself, as `aws iam create-policy` takes it.
    #[default]
    Json,
    /// A template of `CloudFormation`, in JSON.
    CloudFormation,
    /// A resource of Terraform's AWS provider.
    Terraform,
    /// A construct of the AWS CDK, in TypeScript.
    Cdk,
}

pub(super) fn render(options: &Options, chosen: &Chosen) -> String {
    match options.format {
        Format::Json => chosen.policy(options, Stage::Examined),
        Format::CloudFormation => cloudformation::render(options, chosen),
        Format::Terraform => terraform::render(options, chosen),
        Format::Cdk => cdk::render(options, chosen),
    }
}

/// JSON for people, with a line feed at the end.
pub(super) fn json(node: &Node) -> String {
    write(node, &Json, 0) + "\n"
}

/// A node's text as JSON has it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

struct Json;

impl Dialect for Json {
    fn key(&self, key: &str) -> String {
        quoted(key)
    }

    fn text(&self, text: &str) -> String {
        quoted(text)
    }
}

/// The policy with those stand-ins replaced that the options know.
fn partly_resolved(options: &Options, chosen: &Chosen) -> Node {
    let known = |text: &str, _| {
        let mut text = text.to_owned();
        if let Some(partition) = &options.partition {
            text = text.replace(PARTITION, partition);
        }
        if let Some(account) = &options.account {
            text = text.replace(ACCOUNT, account.as_str());
        }
        Node::Text(text)
    };
    chosen.node().map_texts(Place::Elsewhere, &known)
}

/// Whether a text has a stand-in left.
fn has_stand_in(text: &str) -> bool {
    text.contains([PARTITION, ACCOUNT])
}
