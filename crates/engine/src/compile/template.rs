//! Texts with wildcards and variables: compiled once where they have no variable, filled in at
//! each request otherwise.
//!
//! INVARIANT: what comes out of a request is a literal. A tag value of `*` matches the character
//! `*` and nothing else, so that nobody widens a policy by choosing a tag.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use entail_policy::tree::Version;
use entail_policy::variable::{Part, Template};

use super::has_variables;
use super::pool::{Place, Pool, PoolBuilder};
use crate::condition::arn;
use crate::limits::FILLED_TEXT_BYTES_INLINE;
use crate::matching::buffer::Buffer;
use crate::matching::reading::Reading;
use crate::matching::resource;
use crate::matching::variables::{Key, Lookup, Variables};
use crate::matching::wildcard::{self, Form, LITERAL_COLON, LITERAL_QUESTION_MARK, LITERAL_STAR};
use crate::truth::Truth;

/// A text filled in for one request.
pub(crate) type Filled = Buffer<FILLED_TEXT_BYTES_INLINE>;

/// Bytes to compare and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    pub(crate) bytes: Place,
    pub(crate) form: Form,
}

/// A text ready to be compared, as far as that can be done without a request.
#[derive(Clone, Debug)]
pub(crate) enum Prepared {
    /// The policy's text as it stands.
    Ready(Pattern),
    /// A text with `${*}` and the like.
    Escaped(Box<Escaped>),
    /// A text with variables, or one of which only the request shows whether it can be compared.
    Open(Box<Open>),
    /// A text that can't be compared with anything.
    Malformed(Box<Malformed>),
}

#[derive(Clone, Debug)]
pub(crate) struct Escaped {
    text: Place,
    /// With the bytes of literal wildcards, so that it is no UTF-8.
    bytes: Box<[u8]>,
    form: Form,
}

#[derive(Clone, Debug)]
pub(crate) struct Open {
    text: Place,
    parts: Box<[OpenPart]>,
}

#[derive(Clone, Debug)]
enum OpenPart {
    Fixed(Box<[u8]>),
    Variable(Variable),
}

/// A variable in a text.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) default: Option<Box<str>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Malformed {
    text: Place,
    reason: String,
}

impl Prepared {
    pub(crate) fn compile(
        text: &str,
        version: Version,
        reading: Reading,
        pool: &mut PoolBuilder,
    ) -> Self {
        let place = pool.add(text);
        let template = if has_variables(version) {
            Template::parse(text).map_err(|error| error.to_string())
        } else {
            Ok(Template::without_variables(text))
        };
        match template {
            Err(reason) => Self::malformed(place, reason),
            Ok(template) if template.has_variables() => {
                let parts = template.parts.into_iter().map(|part| OpenPart::of(part, reading));
                Self::Open(Box::new(Open { text: place, parts: parts.collect() }))
            }
            Ok(template) => Self::fixed(place, text, &template, reading),
        }
    }

    fn fixed(text: Place, written: &str, template: &Template, reading: Reading) -> Self {
        let bytes: Vec<u8> =
            template.parts.iter().flat_map(|part| fixed_bytes(part, reading)).collect();
        if reading == Reading::Arn && !arn::has_all_components(&bytes) {
            return Self::malformed(text, arn::TOO_FEW_COMPONENTS.to_owned());
        }
        if reading == Reading::Resource && !resource::is_clear(&bytes) {
            let parts = Box::new([OpenPart::Fixed(bytes.into_boxed_slice())]);
            return Self::Open(Box::new(Open { text, parts }));
        }
        let form = reading.form(&bytes);
        if bytes == written.as_bytes() {
            return Self::Ready(Pattern { bytes: text, form });
        }
        Self::Escaped(Box::new(Escaped { text, bytes: bytes.into_boxed_slice(), form }))
    }

    fn malformed(text: Place, reason: String) -> Self {
        Self::Malformed(Box::new(Malformed { text, reason }))
    }

    /// The text as written.
    pub(crate) fn text(&self) -> Place {
        match self {
            Self::Ready(pattern) => pattern.bytes,
            Self::Escaped(escaped) => escaped.text,
            Self::Open(open) => open.text,
            Self::Malformed(malformed) => malformed.text,
        }
    }

    /// What every value begins with that does not plainly miss, where that is certain whatever the
    /// request. A variable may have several values: then the text is undecided for every value.
    pub(crate) fn beginning<'a>(&'a self, pool: &'a Pool) -> Option<&'a [u8]> {
        let fixed = match self {
            Self::Ready(pattern) => pool.bytes(pattern.bytes),
            Self::Escaped(escaped) => &escaped.bytes,
            Self::Open(open) => match &*open.parts {
                [OpenPart::Fixed(bytes)] => bytes,
                _ => return None,
            },
            Self::Malformed(_) => return None,
        };
        wildcard::beginning(fixed)
    }

    /// Whether the text, filled in, matches. A variable without a value matches nothing.
    #[inline]
    pub(crate) fn test(
        &self,
        pool: &Pool,
        variables: &Variables<'_>,
        reading: Reading,
        value: &str,
    ) -> Truth {
        match self {
            Self::Ready(pattern) => {
                reading.is_like(pattern.form, pool.bytes(pattern.bytes), value).into()
            }
            _ => self.test_unusual(variables, reading, value),
        }
    }

    fn test_unusual(&self, variables: &Variables<'_>, reading: Reading, value: &str) -> Truth {
        match self {
            Self::Escaped(escaped) => reading.is_like(escaped.form, &escaped.bytes, value).into(),
            Self::Open(open) => open.test(variables, reading, value),
            Self::Ready(_) | Self::Malformed(_) => Truth::Undecided,
        }
    }

    /// A note for an explanation: what is malformed, or what the variables stand for.
    pub(crate) fn note(&self, variables: &Variables<'_>) -> Option<String> {
        match self {
            Self::Ready(_) | Self::Escaped(_) => None,
            Self::Malformed(malformed) => Some(malformed.reason.clone()),
            Self::Open(open) => {
                let notes: Vec<String> = open
                    .parts
                    .iter()
                    .filter_map(|part| match part {
                        OpenPart::Variable(variable) => Some(variables.describe(variable)),
                        OpenPart::Fixed(_) => None,
                    })
                    .collect();
                (!notes.is_empty()).then(|| notes.join(", "))
            }
        }
    }
}

impl OpenPart {
    fn of(part: Part, reading: Reading) -> Self {
        match part {
            Part::Variable { key, default } => {
                let default = default.map(String::into_boxed_str);
                Self::Variable(Variable { key: Key::new(&key), default })
            }
            other => Self::Fixed(fixed_bytes(&other, reading).into_boxed_slice()),
        }
    }
}

impl Open {
    fn test(&self, variables: &Variables<'_>, reading: Reading, value: &str) -> Truth {
        let mut filled = Filled::new();
        let mut no_value = false;
        for part in &self.parts {
            match part {
                OpenPart::Fixed(bytes) => filled.extend(bytes),
                OpenPart::Variable(variable) => match variables.look_up(variable) {
                    Lookup::Value(value) => extend_with_literal(&mut filled, value, reading),
                    Lookup::NoValue => no_value = true,
                    Lookup::Undecided => return Truth::Undecided,
                },
            }
        }
        let pattern = filled.as_slice();
        if no_value {
            Truth::False
        } else if reading == Reading::Arn && !arn::has_all_components(pattern) {
            Truth::Undecided
        } else if reading == Reading::Resource {
            resource::covers(reading.form(pattern), pattern, value)
        } else {
            reading.is_like(reading.form(pattern), pattern, value).into()
        }
    }
}

fn fixed_bytes(part: &Part, reading: Reading) -> Vec<u8> {
    match part {
        Part::Text(text) => text.clone().into_bytes(),
        Part::AnySequence => vec![b'*'],
        Part::AnyCharacter => vec![b'?'],
        Part::LiteralCharacter(character) => {
            let mut buffer = [0; 4];
            let text = character.encode_utf8(&mut buffer);
            text.bytes().map(|byte| literal_byte(byte, reading)).collect()
        }
        Part::Variable { .. } => Vec::new(),
    }
}

/// The byte of a pattern that stands for this byte and no other.
fn literal_byte(byte: u8, reading: Reading) -> u8 {
    match byte {
        b'*' if reading.has_wildcards() => LITERAL_STAR,
        b'?' if reading.has_wildcards() => LITERAL_QUESTION_MARK,
        b':' if reading == Reading::Resource => LITERAL_COLON,
        _ => byte,
    }
}

fn extend_with_literal(filled: &mut Filled, value: &str, reading: Reading) {
    if value.bytes().all(|byte| literal_byte(byte, reading) == byte) {
        return filled.extend(value.as_bytes());
    }
    for byte in value.bytes() {
        filled.extend(&[literal_byte(byte, reading)]);
    }
}
