//! `CloudFormation` and SAM templates as JSON.

use entail_policy::PolicyKind;
use entail_policy::resource_kind;
use entail_policy::text::{Value, ValueKind};

use super::resolve::{Resolver, function};
use super::{Found, Layout, Search, escaped, guess, has_effect, policy_in};
use crate::check::mapped::{Mapped, Part};
use crate::check::places::{Place, of_template};

/// The one resource whose policy is a single statement.
const EVENT_BUS_POLICY: &str = "AWS::Events::EventBusPolicy";

pub(super) fn is_template(value: &Value) -> bool {
    let resources = value.get("Resources").map(Value::members).unwrap_or_default();
    value.get("AWSTemplateFormatVersion").is_some()
        || resources.iter().any(|resource| resource.value.get("Type").is_some())
}

pub(super) fn search(source: &str, value: &Value, search: &mut Search) {
    let resources = value.get("Resources").map(Value::members).unwrap_or_default();
    for resource in resources {
        let text = |name| resource.value.get(name).and_then(Value::as_str).unwrap_or_default();
        let Some(properties) = resource.value.get("Properties") else { continue };
        let declared = properties.get("Type").and_then(Value::as_str).unwrap_or_default();
        let pointer = format!("/Resources/{}/Properties", escaped(&resource.key.value));
        let resource_type = text("Type");
        let name = resource.key.value.as_str();
        let mut walk = Walk { source, name, resource_type, declared, search };
        if resource_type == EVENT_BUS_POLICY {
            walk.event_bus(properties, &pointer);
        } else {
            for member in properties.members() {
                let name = member.key.value.as_str();
                walk.property(name, &member.value, &format!("{pointer}/{}", escaped(name)));
            }
        }
    }
}

struct Walk<'source, 'search> {
    source: &'source str,
    name: &'source str,
    resource_type: &'source str,
    declared: &'source str,
    search: &'search mut Search,
}

impl Walk<'_, '_> {
    /// Looks for policies in a property and below it; `name` is the one of the nearest property.
    fn property(&mut self, name: &str, value: &Value, pointer: &str) {
        let place = of_template(self.resource_type, name, self.declared);
        match &value.kind {
            _ if place == Some(Place::NoPolicy) => {}
            ValueKind::Object(_) if value.get("Statement").is_some() => {
                self.document(place, value, pointer);
            }
            // SAM lists names of managed policies among the policies.
            ValueKind::String(_) if name == "Policies" => {}
            ValueKind::String(_) => self.text(place, value, pointer),
            ValueKind::Object(members) => match function(members) {
                Some((function, argument)) => {
                    self.function(name, function, argument, value, pointer);
                }
                None => {
                    for member in members {
                        let name = member.key.value.as_str();
                        self.property(name, &member.value, &format!("{pointer}/{}", escaped(name)));
                    }
                }
            },
            ValueKind::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.property(name, element, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }

    fn found(&mut self, text: Mapped, pointer: &str, kind: PolicyKind, layout: Layout) {
        let (pointer, resource) = (Some(pointer.to_owned()), Some(self.name.to_owned()));
        self.search.policies.push(Found { text, pointer, resource, kind, layout });
    }

    /// A policy as an object of the template.
    fn document(&mut self, place: Option<Place>, value: &Value, pointer: &str) {
        let kind = match place {
            Some(Place::Policy(kind)) => kind,
            Some(Place::OtherLanguage) => {
                self.search.other_languages += 1;
                return;
            }
            _ if has_effect(value) => guess::by_content(value),
            _ => return,
        };
        let mut text = Mapped::default();
        Resolver::new(self.source).write(value, &mut text);
        self.found(text, pointer, kind, Layout::Json);
    }

    /// A policy as a string with JSON.
    fn text(&mut self, place: Option<Place>, value: &Value, pointer: &str) {
        let Some((text, inner)) = policy_in(self.source, value, place) else { return };
        let kind = match place {
            Some(Place::Policy(kind)) => kind,
            Some(Place::OtherLanguage) => {
                self.search.other_languages += 1;
                return;
            }
            _ if has_effect(&inner) => guess::by_content(&inner),
            _ => return,
        };
        self.found(text, pointer, kind, Layout::Text(value.span));
    }

    /// What a function stands for: branches are looked into, and where a policy is due, a text.
    fn function(
        &mut self,
        name: &str,
        function: &str,
        argument: &Value,
        value: &Value,
        pointer: &str,
    ) {
        if function == "Fn::If" {
            for (index, branch) in argument.elements().iter().enumerate().skip(1) {
                self.property(name, branch, &format!("{pointer}/Fn::If/{index}"));
            }
            return;
        }
        let place = of_template(self.resource_type, name, self.declared);
        let Some(Place::Policy(kind)) = place.filter(|_| name != "Policies") else { return };
        match Resolver::new(self.source).document(value) {
            Some(text) => {
                self.found(text, pointer, kind, Layout::Text(argument.span));
            }
            None => self.search.unknown += 1,
        }
    }

    /// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbuspolicy.html>
    fn event_bus(&mut self, properties: &Value, pointer: &str) {
        let Some(statement) = properties.get("Statement") else { return };
        let mut text = Mapped::default();
        let head = "{\"Version\":\"2012-10-17\",\"Statement\":";
        text.put(head, statement.span, Part::Resolved);
        Resolver::new(self.source).write(statement, &mut text);
        text.put("}", statement.span, Part::Resolved);
        let kind =
            resource_kind::find("event-bus").map_or(PolicyKind::Resource, PolicyKind::ResourceOf);
        self.found(text, &format!("{pointer}/Statement"), kind, Layout::Json);
    }
}
