//! Pages of lists: `MaxItems`, `Marker`, `IsTruncated`.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use entail_wire::error::ErrorCode;

use crate::{control_error::ControlError, limits::PAGE_ITEMS_DEFAULT};

/// What one call asks for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// The most items in the answer.
    pub items_max: usize,
    /// The last item of the page before.
    pub after: Option<String>,
}

impl PageRequest {
    /// Reads `Marker` and `MaxItems`; a marker that no answer gave is refused.
    pub fn new(marker: Option<&str>, max_items: Option<i32>) -> Result<Self, ControlError> {
        let items_max = max_items
            .and_then(|items| usize::try_from(items).ok())
            .unwrap_or(PAGE_ITEMS_DEFAULT);
        let after = marker.map(decode_marker).transpose()?;
        Ok(Self { items_max, after })
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page starts, if there is one.
    pub marker: Option<String>,
}

impl<T> Page<T> {
    /// Whether there is more.
    pub const fn is_truncated(&self) -> bool {
        self.marker.is_some()
    }

    /// The same page with other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), marker: self.marker }
    }
}

/// The page that `request` asks for of items in ascending order of `name_of`, which must differ
/// from item to item.
pub fn page<T>(
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

/// The marker after an item of this name.
pub fn encode_marker(name: &str) -> String {
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
