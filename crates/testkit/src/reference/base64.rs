//! Base 64, as binary values of conditions are written.
//!
//! AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals>

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bits that a text stands for; none where it is no base 64 with its padding.
pub(super) fn decoded(text: &str) -> Option<Vec<bool>> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    if !text.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bits = Vec::new();
    for digit in digits.chars() {
        let value = ALPHABET.find(digit)?;
        bits.extend((0..6).rev().map(|bit| value >> bit & 1 == 1));
    }
    // What the last digit has beyond whole bytes must be zero.
    let rest = bits.split_off(bits.len() - bits.len() % 8);
    (!rest.contains(&true)).then_some(bits)
}
