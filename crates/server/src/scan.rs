//! Lists of the store that fill more than one page, read to their end.

use entail_store::RecordError;

/// Everything that `next` answers, page after page. It is given the last entry of the page before
/// and answers an empty page after the last one.
pub(crate) fn to_the_end<T>(
    mut next: impl FnMut(Option<&T>) -> Result<Vec<T>, RecordError>,
) -> Result<Vec<T>, RecordError> {
    let mut found = Vec::new();
    loop {
        let page = next(found.last())?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_read_once() {
        let found = to_the_end(|last: Option<&u32>| {
            let first = last.map_or(0, |last| last + 1);
            Ok((first..7).take(3).collect())
        });
        assert_eq!(found.unwrap(), [0, 1, 2, 3, 4, 5, 6]);
    }
}
