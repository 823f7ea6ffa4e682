//! What reading every part of a case has in common: members, texts, and errors with their places.

use std::collections::BTreeSet;

use entail_policy::LineColumn;

use super::json::{Kind, Member, Node};
use super::{Case, CaseError, CaseErrors};

/// Reads a case and collects its faults.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    errors: Vec<CaseError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, errors: Vec::new() }
    }

    /// The value, or what was wrong.
    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, CaseErrors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => {
                if self.errors.is_empty() {
                    self.fault(0, "", "the case cannot be read");
                }
                self.errors.sort_by_key(|error| (error.line, error.column));
                Err(CaseErrors { errors: self.errors })
            }
        }
    }

    /// Notes a fault at a byte of the text.
    pub(super) fn fault(&mut self, offset: usize, path: &str, message: impl Into<String>) {
        let LineColumn { line, column } = LineColumn::of(self.text, offset);
        let (path, message) = (path.to_owned(), message.into());
        self.errors.push(CaseError { path, line, column, message });
    }

    pub(super) fn case(&mut self, node: &Node, path: &str) -> Option<Case> {
        const MEMBERS: &[&str] = &["name", "source", "request", "policies", "expect"];
        let members = self.object(node, path, MEMBERS)?;
        let name = members.get("name").and_then(|member| self.string(member, path));
        let source = members.get("source").and_then(|member| self.string(member, path));
        let expect = members
            .get("expect")
            .and_then(|member| self.expectation(&member.value, &below(path, "expect")));
        let policies = match members.get("policies") {
            Some(member) => self.policies(&member.value, &below(path, "policies")),
            None => Some(crate::PolicySet::default()),
        };
        let Some(request) = members.get("request") else {
            self.fault(node.start, path, "the member `request` is missing");
            return None;
        };
        let request_path = below(path, "request");
        let has_resource_policy = members.get("policies").and_then(|member| {
            let Kind::Object(policies) = &member.value.kind else { return None };
            policies.iter().find(|policy| policy.key == "resource")
        });
        let request = self.request(&request.value, &request_path, has_resource_policy);
        Some(Case { name, source, request: request?, policies: policies?, expect })
    }

    /// The members of an object, none unknown and none twice.
    pub(super) fn object<'n>(
        &mut self,
        node: &'n Node,
        path: &str,
        known: &[&str],
    ) -> Option<Members<'n>> {
        let Kind::Object(members) = &node.kind else {
            self.wrong_kind(node, path, "an object");
            return None;
        };
        let mut seen = BTreeSet::new();
        for member in members {
            let member_path = below(path, &member.key);
            if !known.contains(&member.key.as_str()) {
                let message =
                    format!("unknown member `{}`; known here: {}", member.key, known.join(", "));
                self.fault(member.start, &member_path, message);
            }
            if !seen.insert(&member.key) {
                let message = format!("the member `{}` is there twice", member.key);
                self.fault(member.start, &member_path, message);
            }
        }
        Some(Members(members))
    }

    /// The items of an array.
    pub(super) fn array<'n>(&mut self, node: &'n Node, path: &str) -> Option<&'n [Node]> {
        let Kind::Array(items) = &node.kind else {
            self.wrong_kind(node, path, "an array");
            return None;
        };
        Some(items)
    }

    /// A member's string.
    pub(super) fn string(&mut self, member: &Member, parent: &str) -> Option<String> {
        let Kind::String(text) = &member.value.kind else {
            self.wrong_kind(&member.value, &below(parent, &member.key), "a string");
            return None;
        };
        Some(text.clone())
    }

    /// The value that a member's string stands for.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        member: &Member,
        parent: &str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let text = self.string(member, parent)?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = format!("expected {}, found `{text}`", alternatives(&names));
            self.fault(member.value.start, &below(parent, &member.key), message);
        }
        found
    }

    /// The strings of an array.
    pub(super) fn strings(&mut self, node: &Node, path: &str) -> Option<Vec<String>> {
        let items = self.array(node, path)?;
        let mut strings = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            match &item.kind {
                Kind::String(text) => strings.push(text.clone()),
                _ => self.wrong_kind(item, &below(path, &index.to_string()), "a string"),
            }
        }
        Some(strings)
    }

    pub(super) fn wrong_kind(&mut self, node: &Node, path: &str, expected: &str) {
        let message = format!("expected {expected}, found {}", node.kind.name());
        self.fault(node.start, path, message);
    }
}

/// `a`, `b` or `c`.
fn alternatives(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

/// The members of an object by name.
#[derive(Clone, Copy)]
pub(super) struct Members<'n>(&'n [Member]);

impl<'n> Members<'n> {
    pub(super) fn get(self, key: &str) -> Option<&'n Member> {
        self.0.iter().find(|member| member.key == key)
    }
}

/// The JSON pointer of a member.
pub(super) fn below(path: &str, key: &str) -> String {
    format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))
}
