//! What the places of principals are called in a report.

use std::collections::BTreeSet;

use super::Report;
use crate::journal::Place;

/// What places are called: accounts and regions are named where a report has several.
pub(super) struct Headings {
    accounts: Several,
    regions: Several,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Several {
    Yes,
    No,
}

impl Several {
    fn of<'a>(names: impl Iterator<Item = Option<&'a str>>) -> Self {
        if names.collect::<BTreeSet<_>>().len() > 1 { Self::Yes } else { Self::No }
    }
}

impl Headings {
    pub(super) fn of(report: &Report) -> Self {
        let refused = report.refused_by_aws.iter().map(|it| &it.place);
        let all = report.principals.iter().map(|it| &it.place).chain(refused);
        let all: Vec<&Place> = all.collect();
        let stacks = all.iter().filter(|place| matches!(place, Place::Template { .. }));
        Self {
            accounts: Several::of(all.iter().map(|place| place.account())),
            regions: Several::of(stacks.map(|place| region(place))),
        }
    }

    /// Where a principal stands, without the line.
    pub(super) fn place(&self, place: &Place) -> String {
        match place {
            Place::Call { .. } => format!("calls{}", self.whereabouts(place)),
            Place::Template { stack: Some(stack), file, .. } => {
                let file = file.as_ref().map(|file| format!(", {file}")).unwrap_or_default();
                format!("stack {stack}{}{file}", self.whereabouts(place))
            }
            Place::Template { stack: None, file: Some(file), .. } => file.clone(),
            Place::Template { stack: None, file: None, .. } => "template".to_owned(),
        }
    }

    /// The same for one alone: a call has its own name.
    pub(super) fn of_one(&self, place: &Place) -> String {
        match place {
            Place::Call { call, .. } => format!("{call}{}", self.whereabouts(place)),
            Place::Template { .. } => self.place(place),
        }
    }

    /// ` (111122223333, eu-west-1)`, as far as there are several.
    fn whereabouts(&self, place: &Place) -> String {
        let account = place.account().filter(|_| self.accounts == Several::Yes);
        let region = region(place).filter(|_| self.regions == Several::Yes);
        let known: Vec<&str> = account.into_iter().chain(region).collect();
        if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
    }
}

fn region(place: &Place) -> Option<&str> {
    match place {
        Place::Template { region, .. } => region.as_deref(),
        Place::Call { .. } => None,
    }
}
