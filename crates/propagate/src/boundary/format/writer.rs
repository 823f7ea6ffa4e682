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

    /// The keys of members that stand one behind the other, each on one line.
    fn keys(&self, keys: Vec<String>) -> Vec<String> {
        keys
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
            let values = members.iter().map(|(_, value)| write(value, dialect, depth + 1));
            let lines = member_lines(members, &values.collect::<Vec<String>>(), dialect);
            container(['{', '}'], dialect.after(), &lines, depth)
        }
    }
}

/// The members, a text each; runs of those on one line are shown to the notation together.
fn member_lines(
    members: &[(String, Node)],
    values: &[String],
    dialect: &impl Dialect,
) -> Vec<String> {
    let pairs: Vec<(&String, &String)> = members.iter().map(|(key, _)| key).zip(values).collect();
    let runs = pairs.chunk_by(|(_, one), (_, next)| !one.contains('\n') && !next.contains('\n'));
    let lines = runs.flat_map(|run| {
        let keys = dialect.keys(run.iter().map(|(key, _)| dialect.key(key)).collect());
        let line = |(key, (_, value)): (String, &(&String, &String))| {
            format!("{key}{}{value}", dialect.between())
        };
        keys.into_iter().zip(run).map(line).collect::<Vec<String>>()
    });
    lines.collect()
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
