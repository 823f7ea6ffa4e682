use super::{pretty, print, size_without_white_space};
use crate::parse;
use crate::tree::Principal;

#[test]
fn nothing_is_lost() {
    let source = r#"{"b":1.50,"a":{"x":[],"y":{}},"b":"é𝄞\n\"","c":[true,null]}"#;
    let printed = print(&parse(source).document);
    let expected = r#"{"b":1.50,"a":{"x":[],"y":{}},"b":"\u00e9\ud834\udd1e\n\"","c":[true,null]}"#;
    assert_eq!(printed, expected);
}

#[test]
fn pretty_has_one_member_a_line() {
    let source = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}],"X":[]}"#;
    let expected = "{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n        {\n            \
                    \"Effect\": \"Allow\"\n        }\n    ],\n    \"X\": []\n}\n";
    assert_eq!(pretty(&parse(source).document), expected);
}

#[test]
fn principals_are_mapped_and_the_rest_stays() {
    let source = r#"{ "Statement": [
        {"Principal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:user/\u0061"]}},
        {"NotPrincipal": "*", "Action" :"sts:*"}
    ] }"#;
    let document = parse(source).document;
    let mapped = document.map_principals(|principal| match principal {
        Principal::Account(account) => Some(format!("arn:aws:iam::{account}:root")),
        Principal::Arn(arn) => Some(arn.replace("user/a", "user/\"b\"")),
        _ => None,
    });
    let expected = r#"{ "Statement": [
        {"Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/\"b\""]}},
        {"NotPrincipal": "*", "Action" :"sts:*"}
    ] }"#;
    assert_eq!(mapped, expected);
}

#[test]
fn white_space_does_not_count() {
    assert_eq!(size_without_white_space("{ \"a\" :\t\r\n\"b c\" }"), 10);
    assert_eq!(size_without_white_space("éé"), 2);
}
