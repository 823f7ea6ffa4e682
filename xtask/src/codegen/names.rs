//! Names of the model as names of Rust.

/// `ListMFADevices` becomes `list_mfa_devices`.
pub(super) fn snake_case(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut output = String::new();
    for (index, &character) in characters.iter().enumerate() {
        let previous = index.checked_sub(1).and_then(|index| characters.get(index));
        let next = characters.get(index + 1);
        let after_lower = previous.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        let before_lower = next.is_some_and(char::is_ascii_lowercase);
        let after_upper = previous.is_some_and(char::is_ascii_uppercase);
        if character.is_ascii_uppercase() && (after_lower || (after_upper && before_lower)) {
            output.push('_');
        }
        output.push(character.to_ascii_lowercase());
    }
    output
}

/// `statusType` becomes `StatusType`.
pub(super) fn type_name(shape: &str) -> String {
    let mut characters = shape.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

/// `roleNameType` becomes `ROLE_NAME_TYPE`.
pub(super) fn constant_name(shape: &str) -> String {
    snake_case(shape).to_ascii_uppercase()
}

/// An optional number as Rust code has it.
pub(super) fn optional_number(value: Option<i64>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", number(value)))
}

/// A number as Rust code has it: groups of three digits from five digits on.
fn number(value: i64) -> String {
    let digits = value.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut output = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            output.push('_');
        }
        output.push(digit);
    }
    output
}
