//! Reads typed members out of parameters and collects what is wrong with them.

use super::{Constraint, EnumShape, IntegerRange, ValidationErrors};
use crate::error::ErrorCode;
use crate::limits::ECHOED_VALUE_CHARACTERS_MAX;
use crate::query::{Kind, ListFault, Parameters};
use crate::service::Service;

/// A structure of the model that can stand in a list of parameters.
pub trait Structure: Sized {
    /// Reads the structure; `None` where a required member is missing, which the reader knows.
    fn read(reader: &mut Reader<'_>) -> Option<Self>;
}

/// Reads the members of one structure. Violations are collected; [`Reader::finish`] gives them.
///
/// A method named `required_…` gives `None` only where it has noted a violation, so that a request
/// can be built with `?` after every member was looked at.
#[derive(Debug)]
pub struct Reader<'a> {
    parameters: &'a Parameters,
    service: Service,
    /// What stands before a member's name on the wire: empty, or `Tags.member.1.`.
    prefix: String,
    /// What stands before it in AWS's texts: empty, or `tags.1.member.`.
    path: String,
    violations: Vec<String>,
    /// Faults that AWS looks for only in input that satisfies the model.
    afterwards: Vec<String>,
    malformed: Option<String>,
}

impl<'a> Reader<'a> {
    /// A reader of a request of the given service.
    pub fn new(parameters: &'a Parameters, service: Service) -> Self {
        Self {
            parameters,
            service,
            prefix: String::new(),
            path: String::new(),
            violations: Vec::new(),
            afterwards: Vec::new(),
            malformed: None,
        }
    }

    /// What was found wrong, worst kind first; otherwise the request.
    pub fn finish<T>(self, request: Option<T>) -> Result<T, ValidationErrors> {
        if let Some(message) = self.malformed {
            return Err(ValidationErrors::single(ErrorCode::MalformedInput, message));
        }
        if !self.violations.is_empty() {
            return Err(ValidationErrors::constraints(self.violations));
        }
        if let Some(message) = self.afterwards.into_iter().next() {
            return Err(ValidationErrors::single(ErrorCode::ValidationError, message));
        }
        // `request` is absent only where a violation was noted, so this is never reached.
        request.ok_or_else(|| ValidationErrors::constraints(Vec::new()))
    }

    /// An optional string.
    pub fn string(&mut self, name: &str, constraint: &Constraint) -> Option<String> {
        let value = self.value(name, Kind::Text)?;
        for violation in constraint.violations(value) {
            self.violate(name, Some(value), &violation);
        }
        if let Some(text) = constraint.invalid_text
            && constraint.breaks_pattern(value)
        {
            let member = lower_first(name);
            self.afterwards.push(format!("The specified value for {member} is invalid. {text}"));
        }
        Some(value.to_owned())
    }

    /// A string that must be there.
    pub fn required_string(&mut self, name: &str, constraint: &Constraint) -> Option<String> {
        let value = self.string(name, constraint);
        self.require(name, value)
    }

    /// An optional value of a fixed set.
    pub fn enumeration<T: EnumShape>(&mut self, name: &str) -> Option<T> {
        let value = self.value(name, Kind::Text)?;
        let known = T::from_wire(value);
        if known.is_none() {
            self.violate(name, Some(value), "Member must satisfy enum value set");
        }
        known
    }

    /// A value of a fixed set that must be there.
    pub fn required_enumeration<T: EnumShape>(&mut self, name: &str) -> Option<T> {
        if self.parameters.get(&self.wire_name(name)).is_some() {
            return self.enumeration(name);
        }
        self.require(name, None)
    }

    /// An optional number.
    pub fn integer(&mut self, name: &str, range: IntegerRange) -> Option<i32> {
        let value = self.value(name, Kind::Number)?;
        let Ok(number) = value.parse::<i64>() else {
            self.malformed(name, value, "an integer");
            return None;
        };
        if let Some(violation) = range.violation(number) {
            self.violate(name, Some(value), &violation);
        }
        let fits = i32::try_from(number);
        if fits.is_err() {
            self.malformed(name, value, "an integer");
        }
        fits.ok()
    }

    /// An optional `true` or `false`, in any case.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.value(name, Kind::Boolean)?;
        if value.eq_ignore_ascii_case("true") {
            return Some(true);
        }
        if value.eq_ignore_ascii_case("false") {
            return Some(false);
        }
        self.malformed(name, value, "a boolean");
        None
    }

    /// A list of strings; absent is empty.
    pub fn strings(&mut self, name: &str, list: &Constraint, entry: &Constraint) -> Vec<String> {
        let values = self.entries(name, list);
        if values.iter().any(|value| !entry.violations(value).is_empty()) {
            let shown = format!("[{}]", values.join(", "));
            self.violate(name, Some(&shown), &entry.everything());
        }
        values
    }

    /// A list of strings that must be there; `Name=` is the empty list.
    pub fn required_strings(
        &mut self,
        name: &str,
        list: &Constraint,
        entry: &Constraint,
    ) -> Option<Vec<String>> {
        let present = self.parameters.has(&self.wire_name(name));
        let values = self.strings(name, list, entry);
        self.require(name, present.then_some(values))
    }

    /// A list of values of a fixed set; absent is empty.
    pub fn enumerations<T: EnumShape>(&mut self, name: &str, list: &Constraint) -> Vec<T> {
        let values = self.entries(name, list);
        let known: Vec<T> = values.iter().filter_map(|value| T::from_wire(value)).collect();
        if known.len() < values.len() {
            let shown = format!("[{}]", values.join(", "));
            let violation = "Member must satisfy constraint: [Member must satisfy enum value set]";
            self.violate(name, Some(&shown), violation);
        }
        known
    }

    /// A list of structures; absent is empty.
    pub fn structures<T: Structure>(&mut self, name: &str, list: &Constraint) -> Vec<T> {
        let mut values = Vec::new();
        for index in 1..=self.list_length(name, list) {
            let entry = self.entry(name, index);
            if !self.expect(&entry, Kind::Structure) {
                continue;
            }
            let prefix = format!("{entry}.");
            let path = format!("{}{}.{index}.member.", self.path, lower_first(name));
            let outer = (
                std::mem::replace(&mut self.prefix, prefix),
                std::mem::replace(&mut self.path, path),
            );
            values.extend(T::read(self));
            (self.prefix, self.path) = outer;
        }
        values
    }

    /// A list of structures that must be there; `Name=` is the empty list.
    pub fn required_structures<T: Structure>(
        &mut self,
        name: &str,
        list: &Constraint,
    ) -> Option<Vec<T>> {
        let present = self.parameters.has(&self.wire_name(name));
        let values = self.structures(name, list);
        self.require(name, present.then_some(values))
    }

    fn entries(&mut self, name: &str, list: &Constraint) -> Vec<String> {
        (1..=self.list_length(name, list))
            .filter_map(|index| self.parameters.get(&self.entry(name, index)))
            .map(str::to_owned)
            .collect()
    }

    fn list_length(&mut self, name: &str, list: &Constraint) -> usize {
        if !self.expect(&self.wire_name(name), Kind::List) {
            return 0;
        }
        let length = match self.parameters.list_length(&self.wire_name(name)) {
            Ok(length) => length,
            Err(fault) => {
                self.malformed_list(name, fault);
                return 0;
            }
        };
        if let Some(violation) = list.length_violation(length)
            && self.parameters.has(&self.wire_name(name))
        {
            self.violate_unechoed(name, &violation);
        }
        length
    }

    fn wire_name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn entry(&self, name: &str, index: usize) -> String {
        format!("{}{name}.member.{index}", self.prefix)
    }

    fn value(&mut self, name: &str, kind: Kind) -> Option<&'a str> {
        self.value_at(&self.wire_name(name), kind)
    }

    fn value_at(&mut self, wire_name: &str, kind: Kind) -> Option<&'a str> {
        let value = self.parameters.get(wire_name)?;
        self.expect(wire_name, kind).then_some(value)
    }

    /// Whether the value can be of the kind; notes a fault where it is not.
    fn expect(&mut self, wire_name: &str, kind: Kind) -> bool {
        let expected = match kind {
            Kind::Text => "a string",
            Kind::Number => "a number",
            Kind::Boolean => "a boolean",
            Kind::List => "a list",
            Kind::Structure => "a structure",
        };
        let is_expected = self.parameters.is_of_kind(wire_name, kind);
        if !is_expected {
            self.malformed.get_or_insert(format!("The value of {wire_name} is not {expected}"));
        }
        is_expected
    }

    fn require<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.malformed.is_none() {
            self.violate(name, None, "Member must not be null");
        }
        value
    }

    /// Notes a violation in the service's wording: STS echoes the value, as services of AWS JSON
    /// do; IAM does not.
    fn violate(&mut self, name: &str, value: Option<&str>, violation: &str) {
        let value = match (self.service, value) {
            // CHOICE: IAM's recorded texts never echo a value, so it says nothing for null either.
            (Service::Iam, _) => String::new(),
            (Service::Entail | Service::Sts, None) => " null".to_owned(),
            (Service::Entail | Service::Sts, Some(value)) => {
                let shown: String = value.chars().take(ECHOED_VALUE_CHARACTERS_MAX).collect();
                format!(" '{shown}'")
            }
        };
        let (path, member) = (&self.path, lower_first(name));
        self.violations.push(format!(
            "Value{value} at '{path}{member}' failed to satisfy constraint: {violation}"
        ));
    }

    /// Notes a violation of a list's size, whose value cannot be shown in a line.
    fn violate_unechoed(&mut self, name: &str, violation: &str) {
        let (path, member) = (&self.path, lower_first(name));
        self.violations
            .push(format!("Value at '{path}{member}' failed to satisfy constraint: {violation}"));
    }

    fn malformed(&mut self, name: &str, value: &str, kind: &str) {
        let shown: String = value.chars().take(ECHOED_VALUE_CHARACTERS_MAX).collect();
        let name = self.wire_name(name);
        self.malformed.get_or_insert(format!("Value '{shown}' for parameter {name} is not {kind}"));
    }

    fn malformed_list(&mut self, name: &str, fault: ListFault) {
        let name = self.wire_name(name);
        let reason = match fault {
            ListFault::NotAMember => "its entries must be named member.1, member.2 and so on",
            ListFault::Index => "an index must be a number from 1 without leading zeros",
            ListFault::Hole => "its indices must run from 1 without holes",
        };
        self.malformed.get_or_insert(format!("The list {name} is malformed: {reason}"));
    }
}

/// The member's name as AWS's texts write it: `RoleName` becomes `roleName`.
fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
