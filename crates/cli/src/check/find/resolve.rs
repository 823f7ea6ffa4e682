//! Policies of templates, in which functions stand for what is only known when the stack is made.
//!
//! AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>

use entail_policy::text::{Member, Value, ValueKind};

use crate::check::mapped::{Mapped, Part, unescaped};

/// Begins what stands for a value that is not known yet; a number makes each differ from others.
const UNRESOLVED: &str = "arn:aws:s3:::entail-unresolved-";

/// Writes policies anew, with functions replaced.
#[derive(Debug)]
pub(super) struct Resolver<'source> {
    source: &'source str,
    unresolved: usize,
}

/// The text that a function comes to, as far as it is known.
struct Resolved {
    text: Mapped,
    part: Part,
}

impl<'source> Resolver<'source> {
    pub(super) fn new(source: &'source str) -> Self {
        Resolver { source, unresolved: 0 }
    }

    /// Adds a value without the white space around its parts, which the service never sees.
    pub(super) fn write(&mut self, value: &Value, to: &mut Mapped) {
        match &value.kind {
            ValueKind::Object(members) if function(members).is_some() => {
                self.function(value, members, to);
            }
            ValueKind::Object(members) => {
                let kept: Vec<&Member> =
                    members.iter().filter(|member| !is_nothing(&member.value)).collect();
                Self::bracket(value, "{", to);
                for (index, member) in kept.iter().enumerate() {
                    if index > 0 {
                        to.put(",", member.key.span, Part::Resolved);
                    }
                    to.copy(self.source, member.key.span);
                    to.put(":", member.key.span, Part::Resolved);
                    self.write(&member.value, to);
                }
                Self::bracket(value, "}", to);
            }
            ValueKind::Array(elements) => {
                Self::bracket(value, "[", to);
                let kept = elements.iter().flat_map(branches);
                for (index, element) in kept.filter(|it| !is_nothing(it)).enumerate() {
                    if index > 0 {
                        to.put(",", element.span, Part::Resolved);
                    }
                    self.write(element, to);
                }
                Self::bracket(value, "]", to);
            }
            _ => to.copy(self.source, value.span),
        }
    }

    /// The first or last byte of an object or array.
    fn bracket(value: &Value, text: &str, to: &mut Mapped) {
        let (start, end) = (value.span.start as usize, value.span.end as usize);
        let at = if matches!(text, "{" | "[") { start } else { end.saturating_sub(1) };
        to.put(text, entail_policy::Span::new(at, at + 1), Part::Copied);
    }

    fn function(&mut self, value: &Value, members: &[Member], to: &mut Mapped) {
        // Only one of the branches of a choice that is no element of a list can be shown.
        if let Some(branch) = branches(value).find(|it| !is_nothing(it) && it.span != value.span) {
            self.write(branch, to);
            return;
        }
        let resolved = self.text(value, members);
        let quoted = serde_json::to_string(resolved.text.text()).unwrap_or_default();
        to.put(&quoted, value.span, resolved.part);
    }

    /// The text that a function stands for. Places in it are those of the text where it is one.
    fn text(&mut self, value: &Value, members: &[Member]) -> Resolved {
        let mut text = Mapped::default();
        let part = match function(members) {
            Some(("Ref", argument)) => match argument.as_str().and_then(pseudo_parameter) {
                Some(known) => {
                    text.put(known, value.span, Part::Resolved);
                    Part::Resolved
                }
                None => self.unknown(value, &mut text),
            },
            Some(("Fn::Sub", argument)) => {
                let template = argument.elements().first().unwrap_or(argument);
                if template.as_str().is_some() {
                    self.substitute(template, &mut text)
                } else {
                    self.unknown(value, &mut text)
                }
            }
            Some(("Fn::Join", argument)) => self.join(value, argument, &mut text),
            _ => self.unknown(value, &mut text),
        };
        Resolved { text, part }
    }

    fn unknown(&mut self, value: &Value, to: &mut Mapped) -> Part {
        self.unresolved += 1;
        to.put(&format!("{UNRESOLVED}{}", self.unresolved), value.span, Part::Unknown);
        Part::Unknown
    }

    /// The text of a string or of a `Fn::Sub`, for policies that are given as text.
    pub(super) fn document(&mut self, value: &Value) -> Option<Mapped> {
        if value.as_str().is_some() {
            return Some(unescaped(self.source, value.span));
        }
        let (name, argument) = function(value.members())?;
        let template = argument.elements().first().unwrap_or(argument);
        if name != "Fn::Sub" || template.as_str().is_none() {
            return None;
        }
        let mut text = Mapped::default();
        self.substitute(template, &mut text);
        Some(text)
    }

    fn substitute(&mut self, template: &Value, to: &mut Mapped) -> Part {
        let written = unescaped(self.source, template.span);
        let text = written.text().to_owned();
        let mut part = Part::Resolved;
        let mut at = 0;
        while let Some((before, name)) = next_variable(&text, at) {
            to.append(&written, at..before);
            let after = before + "${}".len() + name.len();
            let span = written.origin(entail_policy::Span::new(before, after));
            if let Some(literal) = name.strip_prefix('!') {
                // `${!aws:username}` stands for the policy variable.
                to.put(&format!("${{{literal}}}"), span, Part::Resolved);
            } else if let Some(known) = pseudo_parameter(name) {
                to.put(known, span, Part::Resolved);
            } else {
                self.unresolved += 1;
                to.put(&format!("{UNRESOLVED}{}", self.unresolved), span, Part::Unknown);
                part = Part::Unknown;
            }
            at = after;
        }
        to.append(&written, at..text.len());
        part
    }

    fn join(&mut self, value: &Value, argument: &Value, to: &mut Mapped) -> Part {
        let [separator, parts] = argument.elements() else { return self.unknown(value, to) };
        let (Some(separator), ValueKind::Array(parts)) = (separator.as_str(), &parts.kind) else {
            return self.unknown(value, to);
        };
        let mut part = Part::Resolved;
        for (index, element) in parts.iter().enumerate() {
            if index > 0 {
                to.put(separator, value.span, Part::Resolved);
            }
            match &element.kind {
                ValueKind::String(text) => to.put(text, element.span, Part::Resolved),
                ValueKind::Object(members) => {
                    let inner = self.text(element, members);
                    to.put(inner.text.text(), element.span, inner.part);
                    if inner.part == Part::Unknown {
                        part = Part::Unknown;
                    }
                }
                _ => part = self.unknown(element, to),
            }
        }
        part
    }
}

/// The place and the name of the next `${name}` of a text, from byte `at`.
fn next_variable(text: &str, at: usize) -> Option<(usize, &str)> {
    let rest = text.get(at..)?;
    let start = rest.find("${")?;
    let (name, _) = rest.get(start + 2..)?.split_once('}')?;
    Some((at + start, name))
}

/// The name and argument of a function; none where the object is none.
pub(super) fn function(members: &[Member]) -> Option<(&str, &Value)> {
    let [member] = members else { return None };
    let name = member.key.value.as_str();
    (name == "Ref" || name.starts_with("Fn::")).then_some((name, &member.value))
}

/// What a value of a list may be: both branches of `Fn::If`, else itself.
fn branches(value: &Value) -> impl Iterator<Item = &Value> {
    let chosen: &[Value] = match function(value.members()) {
        Some(("Fn::If", argument)) => argument.elements().get(1..).unwrap_or_default(),
        _ => &[],
    };
    if chosen.is_empty() { std::slice::from_ref(value).iter() } else { chosen.iter() }
}

/// Whether a value is `{"Ref": "AWS::NoValue"}`, which removes what it stands for.
fn is_nothing(value: &Value) -> bool {
    function(value.members())
        .is_some_and(|(name, argument)| name == "Ref" && argument.as_str() == Some("AWS::NoValue"))
}

/// Example values: only their form matters here.
fn pseudo_parameter(name: &str) -> Option<&'static str> {
    match name {
        "AWS::Partition" => Some("aws"),
        "AWS::AccountId" => Some("111122223333"),
        "AWS::Region" => Some("us-east-1"),
        "AWS::URLSuffix" => Some("amazonaws.com"),
        _ => None,
    }
}
