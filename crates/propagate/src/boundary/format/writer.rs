//! Nested values with one member a line, in any notation that has braces and brackets.

use super::super::document::Node;

/// How a notation writes what differs.
pub(super) trait Dialect {
    /// What stands between a key and its value.
    fn between(&self) -> &'static str {
        ": "
    }

    /// What stands after each member of an object but the last.
    fn after(&self) -> &'static str {
        ","
    }

    fn key(&self, key: &str) -> String;

    fn text(&self, text: &str) -> String;
}

/// Spaces of one level.
const INDENT: usize = 2;

/// Writes a value; its first line stands where it is put, the others `depth` levels deep.
pub(super) fn write(node: &Node, dialect: &impl Dialect, depth: usize) -> String {
    match node {
        Node::Text(text) => dialect.text(text),
        Node::Bare(text) => text.clone(),
        Node::List(elements) => {
            let lines: Vec<String> =
                elements.iter().map(|it| write(it, dialect, depth + 1)).collect();
            container(['[', ']'], ",", &lines, depth)
        }
        Node::Map(members) => {
            let line = |(key, value): &(String, Node)| {
                let value = write(value, dialect, depth + 1);
                format!("{}{}{value}", dialect.key(key), dialect.between())
            };
            let lines: Vec<String> = members.iter().map(line).collect();
            container(['{', '}'], dialect.after(), &lines, depth)
        }
    }
}

fn container([open, close]: [char; 2], after: &str, lines: &[String], depth: usize) -> String {
    if lines.is_empty() {
        return format!("{open}{close}");
    }
    let inner = " ".repeat(INDENT * (depth + 1));
    let outer = " ".repeat(INDENT * depth);
    let body = lines.join(&format!("{after}\n{inner}"));
    format!("{open}\n{inner}{body}\n{outer}{close}")
}
