//! Pages of lists: `MaxItems`, `Marker`, `IsTruncated`.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use entail_store::{
    Records,
    limits::SCAN_ENTRIES_MAX,
    records::{NameKind, Record},
};
use entail_wire::error::ErrorCode;

use crate::{control_error::ControlError, limits::PAGE_ITEMS_DEFAULT};

/// What one call asks for.
#[derive(Debug, Clone)]
pub(crate) struct PageRequest {
    /// The most items in the answer.
    pub items_max: usize,
    /// The last item of the page before.
    pub after: Option<String>,
}

impl PageRequest {
    /// Reads `Marker` and `MaxItems`; a marker that no answer gave is refused.
    pub(crate) fn new(marker: Option<&str>, max_items: Option<i32>) -> Result<Self, ControlError> {
        let items_max =
            max_items.and_then(|items| usize::try_from(items).ok()).unwrap_or(PAGE_ITEMS_DEFAULT);
        let after = marker.map(decode_marker).transpose()?;
        Ok(Self { items_max, after })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts, if there is one.
    pub marker: Option<String>,
}

impl<T> Page<T> {
    /// Whether there is more.
    pub(crate) const fn is_truncated(&self) -> bool {
        self.marker.is_some()
    }

    /// The same page with other items.
    pub(crate) fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), marker: self.marker }
    }
}

/// The page that `request` asks for of items in ascending order of `name_of`, which must differ
/// from item to item.
pub(crate) fn page<T>(
    items: impl IntoIterator<Item = T>,
    request: &PageRequest,
    name_of: impl Fn(&T) -> String,
) -> Page<T> {
    let mut page = Page { items: Vec::new(), marker: None };
    let mut last = None;
    for item in items {
        let name = name_of(&item);
        if request.after.as_ref().is_some_and(|after| name <= *after) {
            continue;
        }
        if page.items.len() == request.items_max {
            page.marker = last.map(|name: String| encode_marker(&name));
            break;
        }
        page.items.push(item);
        last = Some(name);
    }
    page
}

/// The page of users, roles or policies that `request` asks for, by name without regard to case,
/// of those that `keep` keeps. Names are read in runs, so that a page costs what it shows.
pub(crate) fn page_of_entities<R: Record<Id = str>>(
    view: &impl Records,
    kind: NameKind,
    request: &PageRequest,
    keep: impl Fn(&R) -> bool,
) -> Result<Page<R>, ControlError> {
    let mut items = Vec::new();
    let mut after = request.after.clone();
    let mut last_shown: Option<String> = None;
    loop {
        let names = view.names(kind, after.as_deref(), SCAN_ENTRIES_MAX)?;
        if names.is_empty() {
            return Ok(Page { items, marker: None });
        }
        for name in names {
            let found = view.find::<R>(&name.id)?;
            let entity = found.ok_or_else(|| {
                ControlError::internal(format!("`{}` has a name and no record", name.id))
            })?;
            after = Some(name.name.clone());
            if !keep(&entity) {
                continue;
            }
            if items.len() == request.items_max {
                return Ok(Page { items, marker: last_shown.as_deref().map(encode_marker) });
            }
            items.push(entity);
            last_shown = Some(name.name);
        }
    }
}

/// All users, roles or policies of a kind, by name without regard to case: for lists that AWS answers
/// whole.
pub(crate) fn every_entity<R: Record<Id = str>>(
    view: &impl Records,
    kind: NameKind,
) -> Result<Vec<R>, ControlError> {
    let everything = PageRequest { items_max: usize::MAX, after: None };
    Ok(page_of_entities(view, kind, &everything, |_: &R| true)?.items)
}

/// The page of tags that `request` asks for, in the order in which they were set. The marker is a
/// place, as tags have no other order.
pub(crate) fn page_of_tags<T>(tags: Vec<T>, request: &PageRequest) -> Page<T> {
    let numbered = tags.into_iter().enumerate();
    page(numbered, request, |(place, _)| format!("{place:04}")).map(|(_, tag)| tag)
}

/// The marker after an item of this name.
pub(crate) fn encode_marker(name: &str) -> String {
    URL_SAFE_NO_PAD.encode(name)
}

fn decode_marker(marker: &str) -> Result<String, ControlError> {
    URL_SAFE_NO_PAD
        .decode(marker)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| ControlError::new(ErrorCode::ValidationError, "Invalid Marker."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(marker: Option<&str>, max_items: i32) -> Page<&'static str> {
        let request = PageRequest::new(marker, Some(max_items)).unwrap();
        page(["a", "b", "c"], &request, |name| (*name).to_owned())
    }

    #[test]
    fn pages_follow_one_another_without_gap_or_repetition() {
        let first = names(None, 2);
        assert_eq!(first.items, ["a", "b"]);
        let second = names(first.marker.as_deref(), 2);
        assert_eq!(second.items, ["c"]);
        assert!(!second.is_truncated());
    }

    #[test]
    fn a_page_that_ends_with_the_list_is_not_truncated() {
        assert!(!names(None, 3).is_truncated());
    }

    #[test]
    fn a_foreign_marker_is_refused() {
        assert!(PageRequest::new(Some("!!"), None).is_err());
    }
}
