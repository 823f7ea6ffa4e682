use super::Index;
use crate::compile::Policy;
use crate::limits::PATTERNS_BY_BEGINNING;

/// How many groups of services are looked up by beginnings, and how many are not.
fn groups(policy: &Policy) -> (usize, usize) {
    let Index { services, .. } = &policy.statements().unwrap().index;
    let by_beginning =
        services.iter().filter(|service| service.group.by_beginning.is_some()).count();
    (by_beginning, services.len() - by_beginning)
}

/// As many statements as make a group, with the same services and resources of their own.
fn policy(services: usize, resources: usize) -> Policy {
    let texts = |texts: Vec<String>| texts.join(r#"",""#);
    let actions = texts((0..services).map(|number| format!("{number:x}:x")).collect());
    let statements = (0..13).map(|statement| {
        let resources =
            texts((0..resources).map(|number| format!("{statement:x}/{number}")).collect());
        format!(r#"{{"Effect":"Deny","Action":["{actions}"],"Resource":["{resources}"]}}"#)
    });
    let statements: Vec<String> = statements.collect();
    Policy::from_text("made-up", &format!(r#"{{"Statement":[{}]}}"#, statements.join(",")))
}

#[test]
fn many_services_times_many_resources_are_not_all_looked_up() {
    let (services, resources) = (600, 600);
    let (by_beginning, others) = groups(&policy(services, resources));
    assert!(by_beginning > 0 && others > 0, "{by_beginning} of {services} groups");
    assert!(by_beginning * 13 * (resources + 1) <= PATTERNS_BY_BEGINNING);
}

#[test]
fn a_usual_policy_is_looked_up_as_a_whole() {
    assert_eq!(groups(&policy(20, 40)), (20, 0));
}
