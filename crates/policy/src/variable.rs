//! Policy variables: `${key}`, `${key, 'default'}`, and the literal characters `${*}` `${?}` `${$}`.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

/// A text with wildcards and variables taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Template {
    /// The parts in order; neighbouring texts are one part.
    pub parts: Vec<Part>,
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Text that stands for itself.
    Text(String),
    /// `*`: any characters, where the element knows wildcards.
    AnySequence,
    /// `?`: any one character, where the element knows wildcards.
    AnyCharacter,
    /// `${*}`, `${?}` or `${$}`: the character itself.
    LiteralCharacter(char),
    /// `${key}` or `${key, 'default'}`.
    Variable {
        /// The condition key; its name is case-insensitive.
        key: String,
        /// What stands in its place where the key is missing; may hold wildcard characters, which
        /// then stand for themselves.
        default: Option<String>,
    },
}

/// Why a text is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TemplateError {
    /// `${` without `}`.
    #[error("the variable that begins at byte {offset} has no closing brace")]
    MissingBrace {
        /// Byte of the `$` in the text.
        offset: usize,
    },
    /// `${}`.
    #[error("the variable at byte {offset} is empty")]
    Empty {
        /// Byte of the `$` in the text.
        offset: usize,
    },
    /// A space inside the key.
    #[error("the variable at byte {offset} has a space in its key")]
    Space {
        /// Byte of the `$` in the text.
        offset: usize,
    },
    /// A default that does not stand in single quotes.
    #[error("the default of the variable at byte {offset} does not stand in single quotes")]
    MissingQuote {
        /// Byte of the `$` in the text.
        offset: usize,
    },
}

impl TemplateError {
    /// Byte of the `$` of the faulty variable in the text.
    pub fn offset(self) -> usize {
        match self {
            TemplateError::MissingBrace { offset }
            | TemplateError::Empty { offset }
            | TemplateError::Space { offset }
            | TemplateError::MissingQuote { offset } => offset,
        }
    }
}

impl Template {
    /// Takes a text apart. A `$` that no `{` follows is text.
    ///
    /// ```
    /// use entail_policy::variable::{Part, Template};
    /// let template = Template::parse("home/${aws:username, 'nobody'}/*").unwrap();
    /// assert_eq!(template.parts.len(), 4);
    /// assert!(matches!(&template.parts[1], Part::Variable { key, .. } if key == "aws:username"));
    /// ```
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut builder = Builder::default();
        let mut offset = 0;
        while let Some(rest) = text.get(offset..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with("${") {
                let (part, length) = variable(rest, offset)?;
                builder.push(part);
                offset += length;
            } else if let Some(character) = rest.chars().next() {
                builder.character(character);
                offset += character.len_utf8();
            }
        }
        Ok(builder.finish())
    }

    /// Takes a text apart in which `${` means nothing: policies of version 2008-10-17.
    pub fn without_variables(text: &str) -> Template {
        let mut builder = Builder::default();
        for character in text.chars() {
            builder.character(character);
        }
        builder.finish()
    }

    /// Whether some part is a [`Part::Variable`].
    pub fn has_variables(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable { .. }))
    }
}

#[derive(Default)]
struct Builder {
    parts: Vec<Part>,
    text: String,
}

impl Builder {
    fn character(&mut self, character: char) {
        match character {
            '*' => self.push(Part::AnySequence),
            '?' => self.push(Part::AnyCharacter),
            _ => self.text.push(character),
        }
    }

    fn push(&mut self, part: Part) {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(std::mem::take(&mut self.text)));
        }
        self.parts.push(part);
    }

    fn finish(mut self) -> Template {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(self.text));
        }
        Template { parts: self.parts }
    }
}

/// Reads the variable that `rest` begins with; answers it and its length in bytes.
fn variable(rest: &str, offset: usize) -> Result<(Part, usize), TemplateError> {
    let end = closing_brace(rest).ok_or(TemplateError::MissingBrace { offset })?;
    let inside = rest.get(2..end).unwrap_or("");
    let length = end + 1;
    match inside {
        "" => return Err(TemplateError::Empty { offset }),
        "*" | "?" | "$" => {
            let character = inside.chars().next().unwrap_or_default();
            return Ok((Part::LiteralCharacter(character), length));
        }
        _ => {}
    }
    let (key, default) = match inside.split_once(',') {
        None => (inside, None),
        Some((key, default)) => (key, Some(default)),
    };
    if key.trim().is_empty() {
        return Err(TemplateError::Empty { offset });
    }
    // AWS: tag keys may hold spaces, so `${aws:PrincipalTag/cost center}` is fine; spaces around
    // the key are not.
    if key.trim() != key {
        return Err(TemplateError::Space { offset });
    }
    let default = match default {
        None => None,
        Some(default) => Some(quoted(default).ok_or(TemplateError::MissingQuote { offset })?),
    };
    Ok((Part::Variable { key: key.to_owned(), default }, length))
}

/// The byte of the brace that ends the variable; braces inside the quoted default do not count.
fn closing_brace(rest: &str) -> Option<usize> {
    let mut quoted = false;
    for (index, byte) in rest.bytes().enumerate() {
        match byte {
            b'\'' => quoted = !quoted,
            b'}' if !quoted => return Some(index),
            _ => {}
        }
    }
    // An unpaired quote must not swallow the rest of the text: take the first brace.
    rest.find('}')
}

/// The text between the single quotes of ` 'default'`. AWS asks for the space and knows no other;
/// what it makes of another form nobody says, so that none is taken.
fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix(" '")?.strip_suffix('\'')?;
    (!inner.contains('\'')).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests;
