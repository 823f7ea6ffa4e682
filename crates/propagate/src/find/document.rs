//! What IAM says of a policy, and whether two documents are the same.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html>

use std::{collections::BTreeMap, sync::Arc};

use entail_policy::arn::Arn;
use entail_wire::{query::decode, sigv4::Credentials};
use serde_json::{Map, Value};

use super::{FindError, Finder, principal::tags, unreadable};
use crate::{intercept::Fronted, upstream::UpstreamError};

/// A policy as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PolicyText {
    /// Its tags.
    pub(super) tags: BTreeMap<String, String>,
    /// The document of its default version.
    pub(crate) text: String,
}

impl Finder {
    /// Reads a policy once; gives refusals of permission back.
    pub(crate) async fn policy(
        &self,
        arn: &Arn,
        credentials: &Credentials,
    ) -> Result<Result<Arc<PolicyText>, UpstreamError>, FindError> {
        if let Some(known) = self.kept().policies.get(arn) {
            return Ok(Ok(Arc::clone(known)));
        }
        let name = arn.to_string();
        let asked = [("Action", "GetPolicy"), ("PolicyArn", name.as_str())];
        let answer = match self.ask(Fronted::Iam, credentials, &asked).await? {
            Ok(answer) => answer,
            Err(denied) => return Ok(Err(denied)),
        };
        let place = ["GetPolicyResult", "Policy"];
        let tags = tags(&answer, &place);
        let version = answer.descendant(&place).and_then(|policy| policy.child("DefaultVersionId"));
        let version = version.map(|version| version.text.trim()).ok_or_else(unreadable)?;
        let asked =
            [("Action", "GetPolicyVersion"), ("PolicyArn", name.as_str()), ("VersionId", version)];
        let answer = match self.ask(Fronted::Iam, credentials, &asked).await? {
            Ok(answer) => answer,
            Err(denied) => return Ok(Err(denied)),
        };
        let document = answer.text_of(&["GetPolicyVersionResult", "PolicyVersion", "Document"]);
        let text = document.and_then(|text| decode(text.trim().as_bytes()).ok());
        let policy = Arc::new(PolicyText { tags, text: text.ok_or_else(unreadable)? });
        self.kept().policies.insert(arn.clone(), Arc::clone(&policy));
        Ok(Ok(policy))
    }

    /// One tag of a policy that can't be read whole; nothing where its tags can't be read either.
    pub(super) async fn policy_tag(
        &self,
        arn: &Arn,
        credentials: &Credentials,
        key: &str,
    ) -> Result<Option<String>, FindError> {
        let name = arn.to_string();
        let asked = [("Action", "ListPolicyTags"), ("PolicyArn", name.as_str())];
        let answer = self.ask(Fronted::Iam, credentials, &asked).await?;
        Ok(answer.ok().and_then(|answer| tags(&answer, &["ListPolicyTagsResult"]).remove(key)))
    }
}

impl PolicyText {
    /// The document without what makes no difference: white space, the names of statements, and
    /// orders. None where it is no policy document.
    pub(super) fn canonical(&self) -> Option<Value> {
        let Value::Object(mut document) = serde_json::from_str(&self.text).ok()? else {
            return None;
        };
        document.remove("Id");
        document.entry("Version").or_insert_with(|| Value::from("2008-10-17"));
        let statements = match document.remove("Statement")? {
            Value::Array(statements) => statements,
            one => vec![one],
        };
        let statements = statements.into_iter().map(statement).collect::<Option<Vec<_>>>()?;
        document.insert("Statement".to_owned(), sorted(statements));
        Some(Value::Object(document))
    }
}

fn statement(statement: Value) -> Option<Value> {
    let Value::Object(members) = statement else { return None };
    let members = members.into_iter().filter(|(name, _)| name != "Sid");
    let members = members.map(|(name, value)| match (name.as_str(), value) {
        ("Condition", Value::Object(operators)) => {
            (name, Value::Object(operators.into_iter().map(operator).collect()))
        }
        ("Effect", value) => (name, value),
        (_, value) => (name, set(value)),
    });
    Some(Value::Object(members.collect()))
}

fn operator((name, keys): (String, Value)) -> (String, Value) {
    match keys {
        Value::Object(keys) => {
            let keys: Map<String, Value> =
                keys.into_iter().map(|(key, values)| (key, set(values))).collect();
            (name, Value::Object(keys))
        }
        other => (name, other),
    }
}

/// One value or a list of them, as a list in a fixed order, numbers and truth values as texts.
fn set(value: Value) -> Value {
    let text = |value: Value| match value {
        Value::Bool(_) | Value::Number(_) => Value::from(value.to_string()),
        other => other,
    };
    match value {
        Value::Array(values) => sorted(values.into_iter().map(text).collect()),
        one => Value::Array(vec![text(one)]),
    }
}

fn sorted(mut values: Vec<Value>) -> Value {
    values.sort_by_cached_key(Value::to_string);
    values.dedup();
    Value::Array(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<Value> {
        PolicyText { tags: BTreeMap::new(), text: text.to_owned() }.canonical()
    }

    const ONE: &str = r#"{"Version":"2012-10-17","Statement":[
        {"Sid":"A","Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"},
        {"Effect":"Deny","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:x":"true"}}}]}"#;

    #[test]
    fn order_white_space_and_names_make_no_difference() {
        let other = r#"{ "Id": "x", "Statement": [
            { "Condition": {"Bool": {"aws:x": [true]}}, "Resource": ["*"], "Action": ["iam:*"],
              "Effect": "Deny" },
            { "Action": ["sqs:*", "s3:*"], "Effect": "Allow", "Resource": "*" }
        ], "Version": "2012-10-17" }"#;
        assert!(canonical(ONE).is_some());
        assert_eq!(canonical(ONE), canonical(other));
        assert_eq!(
            canonical(r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#),
            canonical(
                r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":["*"],"Resource":["*"]}]}"#
            )
        );
    }

    #[test]
    fn anything_else_does() {
        for (from, to) in [
            ("2012-10-17", "2008-10-17"),
            ("sqs:*", "sns:*"),
            ("Deny", "Allow"),
            ("true", "false"),
            ("\"Bool\"", "\"BoolIfExists\""),
            ("\"Action\":\"iam:*\"", "\"NotAction\":\"iam:*\""),
        ] {
            assert_ne!(canonical(ONE), canonical(&ONE.replace(from, to)), "{from}");
        }
    }

    #[test]
    fn what_is_no_document_is_the_same_as_nothing() {
        for text in ["", "[]", "{}", r#"{"Statement":["x"]}"#] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
