//! The format of AWS's shared files: sections of settings, some with settings inside them.
//!
//! Names of settings are in lower case here; names of sections are as written. A setting that comes
//! twice counts as written last, a section that comes twice is one. A line that begins with white
//! space belongs to the setting before it: to its text, or as a setting inside it where it has none.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html>

use std::collections::BTreeMap;

/// What a setting is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A text.
    Text(String),
    /// Settings inside it.
    Inside(BTreeMap<String, String>),
}

/// The settings of a section by name.
pub(super) type Settings = BTreeMap<String, Setting>;

/// A line that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) reason: &'static str,
}

/// The sections of a file by the text between their brackets.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Settings>, Fault> {
    let mut sections: BTreeMap<String, Settings> = BTreeMap::new();
    let mut section = None;
    let mut last: Option<String> = None;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let fault = |reason| Fault { line: index + 1, reason };
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let is_indented = line.starts_with([' ', '\t']);
        if is_indented && let (Some(section), Some(name)) = (&section, &last) {
            let settings = sections.entry(String::clone(section)).or_default();
            settings.entry(name.clone()).or_insert(Setting::Text(String::new())).extend(content);
        } else if let Some(header) = content.strip_prefix('[') {
            let (name, _) = header.split_once(']').ok_or_else(|| fault("`[` without `]`"))?;
            let name = unquoted(name);
            sections.entry(name.clone()).or_default();
            section = Some(name);
            last = None;
        } else {
            let section =
                section.as_ref().ok_or_else(|| fault("a setting before any [section]"))?;
            let (name, value) =
                content.split_once('=').ok_or_else(|| fault("expected `name = value`"))?;
            let name = name.trim().to_ascii_lowercase();
            if name.is_empty() {
                return Err(fault("`=` without a name before it"));
            }
            let value = Setting::Text(without_comment(value).to_owned());
            sections.entry(section.clone()).or_default().insert(name.clone(), value);
            last = Some(name);
        }
    }
    Ok(sections)
}

impl Setting {
    /// Adds a line that continues it.
    fn extend(&mut self, line: &str) {
        match self {
            Self::Text(text) if text.is_empty() => {
                *self = match inside(line) {
                    Some(entry) => Self::Inside(BTreeMap::from([entry])),
                    None => Self::Text(line.to_owned()),
                };
            }
            Self::Text(text) => {
                text.push('\n');
                text.push_str(line);
            }
            Self::Inside(settings) => settings.extend(inside(line)),
        }
    }
}

/// A setting inside another; nothing where the line is none.
fn inside(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), without_comment(value).to_owned()))
}

/// A value up to the white space before a comment.
fn without_comment(value: &str) -> &str {
    let mut before = ' ';
    let comment = value.char_indices().find(|&(_, character)| {
        let begins = before.is_whitespace() && matches!(character, '#' | ';');
        before = character;
        begins
    });
    comment.and_then(|(index, _)| value.get(..index)).unwrap_or(value).trim()
}

/// The name of a section: words with one space between them, quotes taken off.
fn unquoted(name: &str) -> String {
    let name = name.trim();
    let (kind, rest) = name.split_once([' ', '\t']).unwrap_or(("", name));
    let rest = rest.trim();
    let quoted = |mark| rest.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    let rest = quoted('"').or_else(|| quoted('\'')).unwrap_or(rest);
    if kind.is_empty() { rest.to_owned() } else { format!("{kind} {rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<'a>(sections: &'a BTreeMap<String, Settings>, section: &str, name: &str) -> &'a str {
        match &sections[section][name] {
            Setting::Text(text) => text,
            Setting::Inside(_) => panic!("`{name}` has settings inside it"),
        }
    }

    #[test]
    fn sections_settings_and_comments_are_read_as_aws_clients_read_them() {
        let sections = parse(
            "# comment\n; comment\n[default]\nRegion = eu-west-1 # here\nsecret=a#b;c=d\n\
             [ profile   \"my team\" ] ; comment\nregion=one\nregion=two\n[default]\noutput=json\n",
        )
        .unwrap();
        assert_eq!(text(&sections, "default", "region"), "eu-west-1");
        assert_eq!(text(&sections, "default", "secret"), "a#b;c=d");
        assert_eq!(text(&sections, "default", "output"), "json");
        assert_eq!(text(&sections, "profile my team", "region"), "two");
    }

    #[test]
    fn indented_lines_continue_a_text_or_are_settings_inside() {
        let sections = parse(
            "[services local]\niam =\n  endpoint_url = http://127.0.0.1:1 # x\n\tOther=y\ns3=\n\n \
             endpoint_url=z\n[profile p]\nlong = first\n  second = third\n",
        )
        .unwrap();
        let inside = |name: &str| match &sections["services local"][name] {
            Setting::Inside(settings) => settings.clone(),
            Setting::Text(text) => panic!("`{name}` is `{text}`"),
        };
        assert_eq!(inside("iam")["endpoint_url"], "http://127.0.0.1:1");
        assert_eq!(inside("iam")["other"], "y");
        assert_eq!(inside("s3")["endpoint_url"], "z");
        assert_eq!(text(&sections, "profile p", "long"), "first\nsecond = third");
    }

    #[test]
    fn what_is_no_setting_is_refused_with_its_line() {
        for (wrong, line) in [("a = b", 1), ("[x]\n\nnonsense", 3), ("[x]\n=y", 2), ("[open", 1)] {
            assert_eq!(parse(wrong).unwrap_err().line, line, "{wrong}");
        }
    }
}
