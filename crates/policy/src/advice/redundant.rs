//! Entries that others of the same list cover.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::Finding;
use crate::finding::permission::{REDUNDANT_ACTION, REDUNDANT_RESOURCE};
use crate::limits::REDUNDANCY_ENTRIES_MAX;
use crate::pattern::Pattern;
use crate::span::Span;
use crate::tree::Statement;

pub(super) fn advise(statement: &Statement, faults: &mut Faults) {
    let actions = statement.action.iter().flat_map(|element| &element.patterns);
    let actions = actions.map(|pattern| (pattern.value.text.to_ascii_lowercase(), pattern.span));
    covered(&REDUNDANT_ACTION, &actions.collect::<Vec<_>>(), faults);
    let resources = statement.resource.iter().flat_map(|element| &element.patterns);
    let resources = resources.map(|pattern| (pattern.value.clone(), pattern.span));
    covered(&REDUNDANT_RESOURCE, &resources.collect::<Vec<_>>(), faults);
}

/// Reports each entry that another one covers; of equal ones the first is kept.
fn covered(finding: &'static Finding, entries: &[(String, Span)], faults: &mut Faults) {
    if entries.len() > REDUNDANCY_ENTRIES_MAX {
        return;
    }
    let wide: Vec<Wide<'_>> = entries.iter().filter_map(Wide::new).collect();
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (text, span) in entries {
        // A variable is no text: two of them may differ.
        if text.contains("${") {
            continue;
        }
        let equal = first.get(text.as_str()).copied();
        first.entry(text).or_insert(*span);
        let wider = || wide.iter().find(|wide| wide.covers(text)).map(|wide| wide.span);
        if let Some(place) = equal.or_else(wider) {
            let message = "another entry of the list covers this one";
            faults.push(Diagnostic::new(finding, *span, message).with_secondary(place, "here"));
        }
    }
}

/// An entry with wildcards, ready to be compared with the others.
struct Wide<'text> {
    text: &'text str,
    span: Span,
    pattern: Pattern,
}

impl<'text> Wide<'text> {
    fn new((text, span): &'text (String, Span)) -> Option<Wide<'text>> {
        let is_wide = text.contains(['*', '?']) && !text.contains("${");
        is_wide.then(|| Wide { text, span: *span, pattern: Pattern::new(text) })
    }

    /// Whether every text that `inner` matches is matched by this one, and more; may say no where
    /// it is so.
    fn covers(&self, inner: &str) -> bool {
        // Of a long list most pairs do not match: that is asked first.
        self.pattern.matches(inner)
            && self.text != inner
            && (!self.text.contains('?') || !inner.contains(['*', '?']))
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;
    use crate::span::Span;

    #[test]
    fn a_pattern_covers_what_it_takes_in_whole() {
        for (outer, inner, is_covered) in [
            ("s3:get*", "s3:getobject*", true),
            ("*", "s3:*", true),
            ("s3:get?", "s3:geta", true),
            ("s3:get?", "s3:get*", false),
            ("s3:get*", "s3:get*", false),
        ] {
            let entry = (outer.to_owned(), Span::new(0, 0));
            let wide = Wide::new(&entry).expect("a wildcard");
            assert_eq!(wide.covers(inner), is_covered, "{outer} {inner}");
        }
    }
}
