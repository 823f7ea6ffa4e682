//! Values that are put into templates, written as their surroundings are.

use std::borrow::Cow;

use super::document::ScalarStyle;

/// A value that is put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum New {
    /// A text.
    Text(String),
    /// A text in which CloudFormation substitutes.
    Sub(String),
    /// A list.
    List(Vec<New>),
    /// A mapping.
    Mapping(Vec<(String, New)>),
}

/// How values in braces are written, and scalars everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// JSON.
    Json,
    /// YAML inside of braces or brackets.
    YamlFlow(Quotes),
    /// YAML by indentation.
    YamlBlock(Quotes),
}

/// Whether texts stand in quotes where they needn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// They don't.
    AsNeeded,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
}

impl From<ScalarStyle> for Quotes {
    fn from(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::SingleQuoted => Self::Single,
            ScalarStyle::DoubleQuoted => Self::Double,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => Self::AsNeeded,
        }
    }
}

/// White space around the parts of values in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// Between key and value, with the colon.
    pub(crate) colon: String,
    /// After a comma, where everything stands on one line.
    pub(crate) space: &'static str,
    /// Line end and indentation of what stands in the braces, one entry a line; `None` where
    /// everything stands on one line.
    pub(crate) line: Option<String>,
    /// One more level of indentation.
    pub(crate) unit: String,
}

impl New {
    /// A mapping with one entry.
    pub(crate) fn entry(key: &str, value: New) -> New {
        New::Mapping(vec![(key.to_owned(), value)])
    }

    /// Entry `a: {b: {c: value}}` of the keys `a`, `b`, `c`: the value of the first key.
    pub(crate) fn below(keys: &[&str], value: New) -> New {
        keys.iter().rev().fold(value, |inner, key| New::entry(key, inner))
    }

    /// In braces, or a scalar. The layout is that of the mapping which the value is put into.
    pub(crate) fn flow(&self, spelling: Spelling, layout: &Layout) -> String {
        match self {
            New::Text(text) => scalar(text, spelling).into_owned(),
            New::Sub(text) if spelling == Spelling::Json => {
                New::entry("Fn::Sub", New::Text(text.clone())).flow(spelling, layout)
            }
            New::Sub(text) => format!("!Sub {}", double_quoted(text)),
            New::List(items) => {
                let inner = layout.deeper();
                let items: Vec<_> = items.iter().map(|item| item.flow(spelling, &inner)).collect();
                braced('[', &items, ']', layout)
            }
            New::Mapping(entries) => {
                let inner = layout.deeper();
                let entries =
                    entries.iter().map(|(key, value)| member(key, value, spelling, &inner));
                braced('{', &entries.collect::<Vec<_>>(), '}', layout)
            }
        }
    }

    /// The lines of an entry by indentation, without the indentation of the first and the line end
    /// of the last.
    pub(crate) fn block(&self, key: &str, quotes: Quotes, indent: &Indent<'_>) -> String {
        let spelling = Spelling::YamlBlock(quotes);
        let key = scalar(key, spelling);
        let deeper = indent.deeper();
        let line = deeper.line();
        match self {
            New::Text(text) => format!("{key}: {}", scalar(text, spelling)),
            New::Sub(text) => format!("{key}: !Sub {}", double_quoted(text)),
            New::Mapping(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{line}{}", value.block(key, quotes, &deeper)));
                format!("{key}:{}", entries.collect::<String>())
            }
            New::List(items) => {
                let items =
                    items.iter().map(|item| format!("{line}- {}", item.item(quotes, &deeper)));
                format!("{key}:{}", items.collect::<String>())
            }
        }
    }

    /// What follows the dash of a list by indentation.
    fn item(&self, quotes: Quotes, indent: &Indent<'_>) -> String {
        match self {
            New::Mapping(entries) => {
                let inner = Indent { column: indent.column + 2, ..*indent };
                let entries = entries.iter().map(|(key, value)| value.block(key, quotes, &inner));
                entries.collect::<Vec<_>>().join(&inner.line())
            }
            other => other.flow(Spelling::YamlFlow(quotes), &Layout::one_line()),
        }
    }
}

/// An entry of a mapping in braces.
pub(crate) fn member(key: &str, value: &New, spelling: Spelling, layout: &Layout) -> String {
    format!("{}{}{}", scalar(key, spelling), layout.colon, value.flow(spelling, layout))
}

fn braced(open: char, parts: &[String], close: char, layout: &Layout) -> String {
    let inner = layout.deeper();
    match (&inner.line, &layout.line) {
        (Some(inner), Some(outer)) if !parts.is_empty() => {
            format!("{open}{inner}{}{outer}{close}", parts.join(&format!(",{inner}")))
        }
        _ => format!("{open}{}{close}", parts.join(&format!(",{}", layout.space))),
    }
}

impl Layout {
    /// Everything on one line.
    pub(crate) fn one_line() -> Self {
        Self { colon: ": ".to_owned(), space: " ", line: None, unit: String::new() }
    }

    /// That of a value inside.
    pub(crate) fn deeper(&self) -> Self {
        let line = self.line.as_ref().map(|line| format!("{line}{}", self.unit));
        Self { line, ..self.clone() }
    }
}

/// Indentation of a mapping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Indent<'a> {
    /// Spaces before its keys.
    pub(crate) column: usize,
    /// Spaces of one more level.
    pub(crate) unit: usize,
    /// How lines end.
    pub(crate) line_end: &'a str,
}

impl Indent<'_> {
    /// Line end and indentation.
    pub(crate) fn line(&self) -> String {
        format!("{}{}", self.line_end, " ".repeat(self.column))
    }

    /// That of a mapping inside.
    pub(crate) fn deeper(&self) -> Self {
        Self { column: self.column + self.unit, ..*self }
    }
}

/// A text as a scalar.
pub(crate) fn scalar(text: &str, spelling: Spelling) -> Cow<'_, str> {
    let (quotes, forbidden): (_, &[char]) = match spelling {
        Spelling::Json => return Cow::Owned(double_quoted(text)),
        Spelling::YamlFlow(quotes) => (quotes, &[',', '[', ']', '{', '}']),
        Spelling::YamlBlock(quotes) => (quotes, &[]),
    };
    match quotes {
        Quotes::AsNeeded if is_plain(text) && !text.contains(forbidden) => Cow::Borrowed(text),
        Quotes::Single if text.chars().all(|character| (' '..='~').contains(&character)) => {
            Cow::Owned(format!("'{}'", text.replace('\'', "''")))
        }
        _ => Cow::Owned(double_quoted(text)),
    }
}

/// Words that YAML 1.1 takes for something else than a text.
const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];

/// Whether a text may stand without quotes where nothing is in braces, and stays a text.
fn is_plain(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|character| character.is_ascii_graphic())
        && !text.ends_with(':')
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A text in double quotes, the same in both languages.
pub(crate) fn double_quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Indent, Layout, New, Quotes, Spelling, scalar};

    fn policy() -> New {
        New::Mapping(vec![
            ("Version".to_owned(), New::Text("2012-10-17".to_owned())),
            (
                "Names".to_owned(),
                New::List(vec![New::Text("a".to_owned()), New::Text("b,c".to_owned())]),
            ),
            (
                "Items".to_owned(),
                New::List(vec![New::Mapping(vec![
                    ("A".to_owned(), New::Text("x".to_owned())),
                    ("B".to_owned(), New::entry("C", New::Text("z".to_owned()))),
                ])]),
            ),
        ])
    }

    #[test]
    fn blocks_are_indented() {
        let indent = Indent { column: 4, unit: 2, line_end: "\n" };
        let text = policy().block("Policy", Quotes::AsNeeded, &indent);
        assert_eq!(
            text,
            "Policy:\n      Version: \"2012-10-17\"\n      Names:\n        - a\n        - \"b,c\"\n      Items:\n        - A: x\n          B:\n            C: z"
        );
    }

    #[test]
    fn braces_stand_on_one_line_or_on_many() {
        let one = policy().flow(Spelling::YamlFlow(Quotes::AsNeeded), &Layout::one_line());
        assert_eq!(
            one,
            "{Version: \"2012-10-17\", Names: [a, \"b,c\"], Items: [{A: x, B: {C: z}}]}"
        );
        let layout =
            Layout { line: Some("\n".to_owned()), unit: "\t".to_owned(), ..Layout::one_line() };
        let many = New::below(&["a", "b"], New::Text("c".to_owned())).flow(Spelling::Json, &layout);
        assert_eq!(many, "{\n\t\"a\": {\n\t\t\"b\": \"c\"\n\t}\n}");
    }

    #[test]
    fn texts_stand_in_quotes_where_they_must() {
        let block = Spelling::YamlBlock(Quotes::AsNeeded);
        let flow = Spelling::YamlFlow(Quotes::AsNeeded);
        assert_eq!(
            scalar("arn:aws:iam::111122223333:policy/a,b", block),
            "arn:aws:iam::111122223333:policy/a,b"
        );
        assert_eq!(
            scalar("arn:aws:iam::111122223333:policy/a,b", flow),
            "\"arn:aws:iam::111122223333:policy/a,b\""
        );
        for text in ["", "yes", "No", "a b", "x:", "1", "é"] {
            assert_eq!(scalar(text, block), format!("\"{text}\""));
        }
        assert_eq!(scalar("it's", Spelling::YamlBlock(Quotes::Single)), "'it''s'");
    }
}
