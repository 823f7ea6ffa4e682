//! What a boundary closes in part: but for some names, resources or ways.

use entail_policy::arn::Arn;
use entail_policy::finding::boundary::{ALLOW_LIST, CHANGES_OUTSIDE_CODE};
use entail_policy::tree::Document;

use super::catalogue::ESCAPES;
use super::escape::Escape;
use super::named::Names;
use super::probe::Prober;
use super::relaxed::{Tags, tags_of_resources};
use super::{allow_list, covers, joined};

/// A way out that is closed but for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPart {
    /// The code of what would be found if it were open.
    pub code: &'static str,
    /// What it is not closed for.
    pub but: String,
}

/// What a boundary closes in part only, of what [`advise_boundary`](super::advise_boundary) does not
/// find open.
pub fn closed_in_part(document: &Document, own_arn: Option<&Arn>) -> Vec<InPart> {
    let names = Names::new(document, own_arn);
    let prober = Prober::new(document, &names, Tags::TellBounded);
    let doubting = Prober::new(document, &names, Tags::Chosen);
    let mut found = Vec::new();
    for escape in ESCAPES {
        let let_through = escape.names_let_through(&prober, &names);
        let code = escape.finding.code.id;
        if !let_through.is_empty() {
            let listed = quoted(&let_through);
            let but = format!("but for these names, which nobody outside may have: {listed}");
            found.push(InPart { code, but });
        }
        let tags = tags_read(escape, document);
        if !tags.is_empty() && rests_on_tags(escape, [&prober, &doubting], &names, &let_through) {
            let listed = quoted(&tags);
            let but = format!(
                "but for what these tags take in, which nobody outside may have or be given: {listed}"
            );
            found.push(InPart { code, but });
        }
        if code == CHANGES_OUTSIDE_CODE.code.id && escape.is_touched_by(document) {
            let but = "narrowed: each service has ways of its own, and no list names all of them";
            found.push(InPart { code, but: but.to_owned() });
        }
    }
    if allow_list::restricts(document) {
        let but = "but for actions that are allowed on some resources or under a condition: a \
                   resource policy that names the session or user gives them on others, or without"
            .to_owned();
        found.push(InPart { code: ALLOW_LIST.code.id, but });
    }
    found
}

/// The tags of resources by which statements tell what one may do of the way out.
fn tags_read<'document>(escape: &Escape, document: &'document Document) -> Vec<&'document str> {
    let statements = document.statements.iter();
    let about = statements.filter(|it| escape.actions().any(|action| covers(it, action)));
    let mut tags: Vec<&str> = Vec::new();
    for tag in about.flat_map(tags_of_resources) {
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(tag)) {
            tags.push(tag);
        }
    }
    tags
}

/// Whether more is let through where tags of resources are not believed.
fn rests_on_tags(
    escape: &Escape,
    [believing, doubting]: [&Prober; 2],
    names: &Names<'_>,
    let_through: &[String],
) -> bool {
    let is_shut = escape.hits(believing, names).is_empty();
    let more = || escape.names_let_through(doubting, names);
    is_shut && !escape.hits(doubting, names).is_empty()
        || more().iter().any(|name| !let_through.contains(name))
}

/// "`a`, `b` and 2 more".
fn quoted(names: &[impl std::fmt::Display]) -> String {
    joined(names.iter().map(|name| format!("`{name}`")).collect())
}
