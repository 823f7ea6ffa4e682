//! Trees as text, as a graph for Graphviz, and as a picture.

use super::{
    forest::{Forest, Row},
    line,
};

/// Pixels of the picture.
const ROW_HEIGHT: usize = 26;
const BOX_HEIGHT: usize = 20;
const INDENT: usize = 28;
const MARGIN: usize = 10;
const CHARACTER_WIDTH: usize = 7;

/// How far a tree may be drawn to the right before deeper rows are drawn at one depth: a line of
/// thousands would not be readable, and no terminal is that wide.
const DEPTH_DRAWN_MAX: usize = 64;

/// With lines of box characters.
pub(super) fn text(forest: &Forest) -> String {
    if forest.rows.is_empty() {
        return "nobody has created anything\n".to_owned();
    }
    let mut drawn = String::new();
    // Whether a line of each depth goes on.
    let mut open: Vec<bool> = Vec::new();
    for row in &forest.rows {
        open.truncate(row.depth);
        let trunk = open.iter().skip(1).take(DEPTH_DRAWN_MAX);
        let trunk: String = trunk.map(|goes_on| if *goes_on { "│  " } else { "   " }).collect();
        let branch = match (row.depth, row.has_next) {
            (0, _) => "",
            (_, true) => "├─ ",
            (_, false) => "└─ ",
        };
        open.push(row.has_next);
        line(&mut drawn, format_args!("{trunk}{branch}{}", caption(row)));
    }
    drawn
}

/// A directed graph, from creators to what they created.
pub(super) fn dot(forest: &Forest) -> String {
    let mut drawn = String::from("digraph lineage {\n  rankdir=LR;\n  node [shape=box];\n");
    for row in &forest.rows {
        let mut label = row.node.name.clone();
        for note in &row.node.notes {
            label.push('\n');
            label.push_str(note);
        }
        line(&mut drawn, format_args!("  {} [label={}];", quoted(&row.node.id), quoted(&label)));
    }
    for row in &forest.rows {
        if let Some(parent) = row.parent.and_then(|parent| forest.rows.get(parent)) {
            let (from, to) = (quoted(&parent.node.id), quoted(&row.node.id));
            line(&mut drawn, format_args!("  {from} -> {to};"));
        }
    }
    drawn.push_str("}\n");
    drawn
}

/// A picture that needs nothing but itself: no script, no style sheet, no font of its own.
pub(super) fn svg(forest: &Forest) -> String {
    let left = |row: &Row| MARGIN + row.depth.min(DEPTH_DRAWN_MAX) * INDENT;
    let box_width = |row: &Row| (caption(row).chars().count() + 2) * CHARACTER_WIDTH;
    let width =
        forest.rows.iter().map(|row| left(row) + box_width(row)).max().unwrap_or(0) + MARGIN;
    let height = forest.rows.len() * ROW_HEIGHT + 2 * MARGIN;
    let mut drawn = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (place, row) in forest.rows.iter().enumerate() {
        let (x, y) = (left(row), MARGIN + place * ROW_HEIGHT);
        if let Some((above, parent)) =
            row.parent.and_then(|above| Some((above, forest.rows.get(above)?)))
        {
            let trunk = left(parent) + INDENT / 2;
            let (from, to) = (MARGIN + above * ROW_HEIGHT + BOX_HEIGHT, y + BOX_HEIGHT / 2);
            line(
                &mut drawn,
                format_args!(
                    "<path d=\"M{trunk} {from}V{to}H{x}\" fill=\"none\" stroke=\"#888\"/>"
                ),
            );
        }
        let fill = if row.node.notes.is_empty() { "#fff" } else { "#eef4ff" };
        line(
            &mut drawn,
            format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{BOX_HEIGHT}\" rx=\"3\" \
                 fill=\"{fill}\" stroke=\"#446\"/>",
                box_width(row)
            ),
        );
        line(
            &mut drawn,
            format_args!(
                "<text x=\"{}\" y=\"{}\">{}</text>",
                x + CHARACTER_WIDTH,
                y + BOX_HEIGHT - 6,
                escaped(&caption(row))
            ),
        );
    }
    drawn.push_str("</svg>\n");
    drawn
}

fn caption(row: &Row) -> String {
    if row.node.notes.is_empty() {
        return row.node.name.clone();
    }
    format!("{}  [{}]", row.node.name, row.node.notes.join("; "))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    entail_wire::xml::escape(text, &mut escaped);
    escaped
}

/// A text of Graphviz's language.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::super::forest::Node;
    use super::*;

    fn row(name: &str, parent: Option<usize>, depth: usize, has_next: bool) -> Row {
        let notes = if depth == 0 { vec!["hands on \"a\"<b>".to_owned()] } else { Vec::new() };
        let node = Node { id: name.to_uppercase(), name: name.to_owned(), notes };
        Row { node, parent, depth, has_next }
    }

    fn forest() -> Forest {
        Forest {
            rows: vec![
                row("dev", None, 0, false),
                row("app", Some(0), 1, true),
                row("worker", Some(1), 2, false),
                row("zoo", Some(0), 1, false),
            ],
        }
    }

    #[test]
    fn a_tree_is_drawn_with_lines() {
        let expected = "dev  [hands on \"a\"<b>]\n├─ app\n│  └─ worker\n└─ zoo\n";
        assert_eq!(text(&forest()), expected);
        assert_eq!(text(&Forest { rows: Vec::new() }), "nobody has created anything\n");
    }

    #[test]
    fn a_graph_names_every_edge_and_escapes_its_texts() {
        let graph = dot(&forest());
        assert!(graph.contains("\"DEV\" -> \"APP\";") && graph.contains("\"APP\" -> \"WORKER\";"));
        assert!(graph.contains("\"dev\\nhands on \\\"a\\\"<b>\""), "{graph}");
    }

    #[test]
    fn a_picture_is_well_formed_and_escapes_its_texts() {
        let picture = svg(&forest());
        assert!(picture.contains("&lt;b&gt;") && !picture.contains("<b>"), "{picture}");
        assert_eq!(picture.matches("<text").count(), 4);
        assert_eq!(picture.matches("<path").count(), 3);
        let mut reader = quick_xml::Reader::from_str(&picture);
        while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
    }
}
