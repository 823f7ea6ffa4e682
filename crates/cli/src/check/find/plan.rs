//! Terraform plans and states, as `terraform show -json` writes them. Policies stand there as text.
//!
//! Terraform: <https://developer.hashicorp.com/terraform/internals/json-format>

use entail_policy::text::{Value, ValueKind};
use entail_policy::{PolicyKind, resource_kind};

use super::{Found, Layout, Search, escaped, guess, has_effect, policy_in};
use crate::check::boundary::without_indexes;
use crate::check::places::{Place, of_plan};

/// Where the values of all resources stand in a plan and in a state.
const ROOTS: [&str; 2] = ["planned_values", "values"];

pub(super) fn is_plan(value: &Value) -> bool {
    ROOTS.iter().any(|root| value.get(root).is_some_and(|it| it.get("root_module").is_some()))
        || (value.get("format_version").is_some() && value.get("resource_changes").is_some())
}

pub(super) fn search(source: &str, value: &Value, search: &mut Search) {
    for root in ROOTS {
        if let Some(module) = value.get(root).and_then(|it| it.get("root_module")) {
            of_module(source, module, &format!("/{root}/root_module"), search);
        }
    }
    let changes = value.get("resource_changes").map(Value::elements).unwrap_or_default();
    for change in changes {
        let resource_type = change.get("type").and_then(Value::as_str).unwrap_or_default();
        let unknown = change.get("change").and_then(|it| it.get("after_unknown"));
        let members = unknown.map(Value::members).unwrap_or_default();
        for member in members {
            search.unknown += of_unknown(resource_type, &member.key.value, &member.value);
        }
    }
}

fn of_module(source: &str, module: &Value, pointer: &str, search: &mut Search) {
    let list = |name: &str| module.get(name).map(Value::elements).unwrap_or_default();
    for (index, resource) in list("resources").iter().enumerate() {
        let member = |name| resource.get(name).and_then(Value::as_str).unwrap_or_default();
        let (resource_type, address) = (member("type"), member("address"));
        let Some(values) = resource.get("values") else { continue };
        let declared = values.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut walk = Walk { source, address, resource_type, declared, search };
        walk.attribute("", values, &format!("{pointer}/resources/{index}/values"));
    }
    for (index, child) in list("child_modules").iter().enumerate() {
        of_module(source, child, &format!("{pointer}/child_modules/{index}"), search);
    }
}

/// How many policies below an attribute are known only after `terraform apply`.
fn of_unknown(resource_type: &str, name: &str, value: &Value) -> usize {
    let is_policy = matches!(of_plan(resource_type, name, ""), Some(Place::Policy(_)));
    match &value.kind {
        ValueKind::Boolean(true) => usize::from(is_policy),
        ValueKind::Object(members) => members
            .iter()
            .map(|member| of_unknown(resource_type, &member.key.value, &member.value))
            .sum(),
        ValueKind::Array(elements) => {
            elements.iter().map(|element| of_unknown(resource_type, name, element)).sum()
        }
        _ => 0,
    }
}

struct Walk<'source, 'search> {
    source: &'source str,
    address: &'source str,
    resource_type: &'source str,
    declared: &'source str,
    search: &'search mut Search,
}

impl Walk<'_, '_> {
    /// Looks for policies in an attribute and below it; `name` is the one of the nearest attribute.
    fn attribute(&mut self, name: &str, value: &Value, pointer: &str) {
        match &value.kind {
            ValueKind::String(_) => self.text(name, value, pointer),
            ValueKind::Object(members) => {
                for member in members {
                    let name = member.key.value.as_str();
                    self.attribute(name, &member.value, &format!("{pointer}/{}", escaped(name)));
                }
            }
            ValueKind::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.attribute(name, element, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, name: &str, value: &Value, pointer: &str) {
        let place = of_plan(self.resource_type, name, self.declared);
        let Some((text, inner)) = policy_in(self.source, value, place) else { return };
        let kind = match place {
            Some(Place::Policy(kind)) => of_bucket(kind, text.text()),
            Some(Place::OtherLanguage) => {
                self.search.other_languages += 1;
                return;
            }
            None if has_effect(&inner) => guess::by_content(&inner),
            Some(Place::NoPolicy) | None => return,
        };
        let (pointer, layout) = (Some(pointer.to_owned()), Layout::Text(value.span));
        let resource = Some(without_indexes(self.address));
        self.search.policies.push(Found { text, pointer, resource, kind, layout });
    }
}

/// Terraform has one resource for the policies of both kinds of buckets.
fn of_bucket(kind: PolicyKind, text: &str) -> PolicyKind {
    let is_bucket = kind.resource_kind().is_some_and(|it| it.name == "s3-bucket");
    let directory = resource_kind::find("s3-directory-bucket");
    match directory.filter(|_| is_bucket && text.contains("s3express:")) {
        Some(directory) => PolicyKind::ResourceOf(directory),
        None => kind,
    }
}
