use super::{Part, Template, TemplateError};

fn parts(text: &str) -> Vec<Part> {
    Template::parse(text).unwrap().parts
}

fn named(key: &str) -> Part {
    Part::Variable { key: key.into(), default: None }
}

#[test]
fn text_wildcards_and_variables_are_told_apart() {
    let expected = vec![
        Part::Text("a".into()),
        Part::AnySequence,
        Part::Text("b".into()),
        Part::AnyCharacter,
        named("aws:username"),
    ];
    assert_eq!(parts("a*b?${aws:username}"), expected);
}

#[test]
fn literal_characters_are_not_wildcards() {
    let expected =
        vec![Part::LiteralCharacter('*'), Part::LiteralCharacter('?'), Part::LiteralCharacter('$')];
    assert_eq!(parts("${*}${?}${$}"), expected);
}

#[test]
fn default_stands_in_single_quotes() {
    let wanted = Part::Variable { key: "aws:username".into(), default: Some("a, {b}*".into()) };
    assert_eq!(parts("${aws:username, 'a, {b}*'}"), vec![wanted]);
    let empty = Part::Variable { key: "k:v".into(), default: Some(String::new()) };
    assert_eq!(parts("${k:v, ''}"), vec![empty]);
}

#[test]
fn tag_keys_may_hold_spaces() {
    assert_eq!(
        parts("${aws:PrincipalTag/cost center}"),
        vec![named("aws:PrincipalTag/cost center")]
    );
}

#[test]
fn lone_dollar_and_braces_are_text() {
    assert_eq!(parts("a$b{c}$"), vec![Part::Text("a$b{c}$".into())]);
}

#[test]
fn faults_say_where() {
    assert_eq!(Template::parse("ab${x"), Err(TemplateError::MissingBrace { offset: 2 }));
    assert_eq!(Template::parse("${}"), Err(TemplateError::Empty { offset: 0 }));
    assert_eq!(Template::parse("é${ x}"), Err(TemplateError::Space { offset: 2 }));
    assert_eq!(Template::parse("${x, y}"), Err(TemplateError::MissingQuote { offset: 0 }));
    assert_eq!(Template::parse("${x, 'y}z"), Err(TemplateError::MissingQuote { offset: 0 }));
    for other in ["${x,'y'}", "${x,  'y'}", "${x, 'y' }"] {
        assert_eq!(Template::parse(other), Err(TemplateError::MissingQuote { offset: 0 }));
    }
    assert_eq!(TemplateError::Empty { offset: 7 }.offset(), 7);
}

#[test]
fn old_version_knows_no_variables() {
    let template = Template::without_variables("${a}*");
    assert_eq!(template.parts, vec![Part::Text("${a}".into()), Part::AnySequence]);
    assert!(!template.has_variables());
    assert!(Template::parse("${a}").unwrap().has_variables());
}
