//! What a boundary closes in part: but for some names, resources or ways.

use entail_policy::arn::Arn;
use entail_policy::finding::boundary::{ALLOW_LIST, CHANGES_OUTSIDE_CODE};
use entail_policy::tree::Document;

use super::catalogue::ESCAPES;
use super::named::Names;
use super::probe::Prober;
use super::{allow_list, joined};

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
    let prober = Prober::new(document, &names);
    let mut found = Vec::new();
    for escape in ESCAPES {
        let let_through = escape.names_let_through(&prober, &names);
        let code = escape.finding.code.id;
        if !let_through.is_empty() {
            let listed = joined(let_through.iter().map(|name| format!("`{name}`")).collect());
            let but = format!("but for these names, which nobody outside may have: {listed}");
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
