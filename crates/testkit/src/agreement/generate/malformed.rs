//! Documents that cannot be read.

use super::super::Choices;
use crate::reference::json::Json;

/// The document with something wrong in its text; at times something that only looks wrong.
pub(super) fn malformed(choices: &mut Choices<'_>, document: &Json) -> String {
    let text = document.to_string();
    let (from, to) = *choices
        .one(&[
            &("\"Effect\"", "\"Effect\": \"Allow\", \"Effect\""),
            &("\"Allow\"", "\"allow\""),
            &("\"Effect\"", "\"Efect\""),
            &("\"Action\"", "\"NotAction\": \"*\", \"Action\""),
            &("\"Resource\"", "\"NotResource\": \"*\", \"Resource\""),
            &("\"Statement\": [", "\"Statement\": [],\"Statement\": ["),
            &("2012-10-17", "2012-10-18"),
            &("\"Version\"", "\"version\""),
            &("{", "{,"),
            &("}", ",}"),
            &("\"*\"", "null"),
            &("\"*\"", "5"),
            &("\"*\"", "[]"),
            &("\"*\"", "[\"*\", [\"*\"]]"),
            &("\"*\"", "{}"),
            &("\"*\"", "\"\\u002a\""),
            &("\"*\"", "\"\\ud800\""),
            &("\"Action\"", "\"Sid\": 7, \"Action\""),
            &("\"Action\"", "\"Condition\": {\"Bool\": {\"a:b\": {}}}, \"Action\""),
            &("\"Action\"", "\"Condition\": {\"Bool\": \"true\"}, \"Action\""),
            &("\"Action\"", "\"Condition\": [], \"Action\""),
            &("\"Action\"", "\"Condition\": {}, \"Action\""),
            &("\"Action\"", "\"\\u0041ction\""),
            &("\"AWS\"", "\"aws\""),
            &("111122223333", "1111"),
            &("{", "// all\n{"),
            &("{", "\u{feff}{"),
            &("{", " \n\t{"),
            &("}", "}}"),
            &("\n", "\u{a0}"),
        ])
        .unwrap_or(&("", ""));
    match choices.below(8) {
        0 => text.chars().take(choices.below(text.len())).collect(),
        1 => format!("{text}{}", choices.text(&["x", "{}", " ", "\0", ","])),
        2 => choices.text(&["", "[]", "{}", "null", "{\"Statement\":[]}", "\"*\"", "7"]).to_owned(),
        _ => text.replacen(from, to, 1),
    }
}
