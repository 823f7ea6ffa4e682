//! Short texts compared eight bytes at a time: most are of ten to forty bytes, for which calling
//! out costs more than comparing.

const WORD: usize = 8;

/// Whether both are the same bytes.
#[inline]
pub(crate) fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && same_words(left, right)
}

/// What follows the beginning, if the text begins so.
#[inline]
pub(crate) fn behind_beginning<'a>(beginning: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    let (first, rest) = text.split_at_checked(beginning.len())?;
    same_words(beginning, first).then_some(rest)
}

/// What comes before the end, if the text ends so.
#[inline]
pub(crate) fn before_end<'a>(end: &[u8], text: &'a [u8]) -> Option<&'a [u8]> {
    let (rest, last) = text.split_at_checked(text.len().checked_sub(end.len())?)?;
    same_words(end, last).then_some(rest)
}

/// Whether texts of one length are the same. The last word may overlap the one before.
#[inline]
fn same_words(left: &[u8], right: &[u8]) -> bool {
    let (Some(left_last), Some(right_last)) =
        (left.last_chunk::<WORD>(), right.last_chunk::<WORD>())
    else {
        return left.iter().eq(right);
    };
    let words = |text| <[u8]>::as_chunks::<WORD>(text).0;
    left_last == right_last
        && words(left).iter().zip(words(right)).all(|(left, right)| left == right)
}

/// Where a byte stands first.
#[inline]
pub(crate) fn position(wanted: u8, text: &[u8]) -> Option<usize> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, rest) = text.as_chunks::<WORD>();
    for (number, word) in words.iter().enumerate() {
        // A byte of the difference is zero where the wanted one stands; the lowest mark is certain.
        let difference = u64::from_le_bytes(*word) ^ (LOW * u64::from(wanted));
        let marks = difference.wrapping_sub(LOW) & !difference & HIGH;
        if marks != 0 {
            return Some(number * WORD + marks.trailing_zeros() as usize / WORD);
        }
    }
    let place = rest.iter().position(|byte| *byte == wanted)?;
    Some(words.len() * WORD + place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> impl Iterator<Item = Vec<u8>> {
        let alphabet = [b'a', b'b', b'*', 0, 0x80, 0xff];
        (0..40).flat_map(move |length: usize| {
            (0..7).map(move |step: usize| {
                (0..length)
                    .map(|at| alphabet[(at * at + at * step + step) % alphabet.len()])
                    .collect()
            })
        })
    }

    #[test]
    fn texts_are_compared_as_the_library_does() {
        for left in texts() {
            for right in texts() {
                assert_eq!(equal(&left, &right), left == right);
                assert_eq!(behind_beginning(&left, &right), right.strip_prefix(&*left));
                assert_eq!(before_end(&left, &right), right.strip_suffix(&*left));
            }
        }
    }

    #[test]
    fn a_byte_is_found_where_it_stands_first() {
        for text in texts() {
            for wanted in [b'a', b'b', b'*', 0, 0x7f, 0x80, 0x81, 0xff] {
                let expected = text.iter().position(|byte| *byte == wanted);
                assert_eq!(position(wanted, &text), expected, "{wanted} in {text:?}");
            }
        }
    }
}
