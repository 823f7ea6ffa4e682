//! Where something stands in the template that somebody wrote, when a client has sent another text:
//! `sam deploy` packages a template and writes it anew, with other lines.

use std::collections::BTreeMap;

use entail_policy::arn::Arn;

use crate::{
    intercept::Interceptor,
    journal::{Event, Place},
    template::{OnConflict, Options, rewrite},
};

/// A template that was written, with the line of each type and logical id in it.
struct Written {
    file: String,
    lines: BTreeMap<(String, String), usize>,
}

impl Interceptor {
    /// The events with the file and line of the template that the command line names, where the one
    /// that was sent stands in no file. What is in none of those templates, or in two, stays where it
    /// was sent.
    pub(super) async fn where_written(&self, mut events: Vec<Event>, boundary: &Arn) -> Vec<Event> {
        let has_no_file = |event: &Event| place(event).is_some_and(|it| it.file().is_none());
        if !events.iter().any(has_no_file) {
            return events;
        }
        let Some(files) = self.parts.files.clone() else { return events };
        let read = tokio::task::spawn_blocking(move || files.named()).await.unwrap_or_default();
        let written: Vec<Written> =
            read.into_iter().map(|(file, text)| Written::read(file, &text, boundary)).collect();
        for event in events.iter_mut().filter(|event| has_no_file(event)) {
            move_to(event, &written);
        }
        events
    }
}

impl Written {
    fn read(file: String, text: &str, boundary: &Arn) -> Self {
        let options = Options { boundary, on_conflict: OnConflict::Replace, identical: &[] };
        let mut lines = BTreeMap::new();
        if let Ok(read) = rewrite(text, &options) {
            let bounded =
                read.placements.into_iter().map(|it| (it.resource_type, it.logical_id, it.line));
            let unbounded =
                read.unbounded.into_iter().map(|it| (it.resource_type, it.logical_id, it.line));
            lines.extend(bounded.chain(unbounded).map(|(kind, id, line)| ((kind, id), line)));
        }
        Self { file, lines }
    }
}

fn place(event: &Event) -> Option<&Place> {
    match event {
        Event::Bounded(it) => Some(&it.place),
        Event::Unbounded(it) | Event::Unseen(it) => Some(&it.place),
        _ => None,
    }
}

fn move_to(event: &mut Event, written: &[Written]) {
    let (kind, name, place) = match event {
        Event::Bounded(it) => (&it.kind, &it.name, &mut it.place),
        Event::Unbounded(it) | Event::Unseen(it) => (&it.kind, &it.name, &mut it.place),
        _ => return,
    };
    let Place::Template { file, line, .. } = place else { return };
    let key = (kind.clone(), name.clone());
    let mut found = written.iter().filter_map(|it| Some((&it.file, it.lines.get(&key)?)));
    if let (Some((of, at)), None) = (found.next(), found.next()) {
        (*file, *line) = (Some(of.clone()), *at);
    }
}
