//! Tests of the state file.

use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use super::{Account, InjectedPrincipal, InjectedTemplate, PrincipalKind, State, StateError};
use crate::template::{How, Placement};

fn account() -> Account {
    Account { partition: "aws".to_owned(), id: "123456789012".to_owned() }
}

fn injected() -> InjectedPrincipal {
    InjectedPrincipal {
        boundary: "arn:aws:iam::123456789012:policy/edge".to_owned(),
        original: None,
        id: Some("AROAEXAMPLE".to_owned()),
    }
}

fn template(sha256: &str) -> InjectedTemplate {
    let placement = Placement {
        logical_id: "Role".to_owned(),
        resource_type: "AWS::IAM::Role".to_owned(),
        path: vec!["Resources".to_owned()],
        line: 3,
        value: "arn:aws:iam::111122223333:policy/Dev".to_owned(),
        how: How::Inserted { text: "x".to_owned() },
    };
    InjectedTemplate { sha256: sha256.to_owned(), placements: vec![placement] }
}

fn put(state: &State, name: &str) {
    let name = name.to_owned();
    let change = move |record: &mut super::AccountRecord| {
        record.put_principal(PrincipalKind::Role, &name, injected());
    };
    state.change(&account(), change).unwrap();
}

fn knows(state: &State, kind: PrincipalKind, name: &str) -> bool {
    state.look_up(&account(), |record| record.principal(kind, name).cloned()).is_some()
}

#[test]
fn what_was_injected_is_known_to_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deeper").join("injected.json");
    let state = State::open(&path).unwrap();
    assert!(state.is_empty());
    put(&state, "Deploy");
    let next = State::open(&path).unwrap();
    assert!(knows(&next, PrincipalKind::Role, "deploy"), "names do not differ by case alone");
    assert!(!knows(&next, PrincipalKind::User, "deploy"));
    assert!(!next.is_empty());
}

#[test]
fn what_is_forgotten_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    let state = State::open(&path).unwrap();
    put(&state, "deploy");
    let forget = |record: &mut super::AccountRecord| {
        record.forget_principal(PrincipalKind::Role, "DEPLOY");
    };
    state.change(&account(), forget).unwrap();
    assert!(state.is_empty() && State::open(&path).unwrap().is_empty());
}

#[test]
fn runs_at_the_same_time_do_not_lose_each_others_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    let states: Vec<_> = (0..4).map(|_| Arc::new(State::open(&path).unwrap())).collect();
    let threads: Vec<_> = states
        .iter()
        .cloned()
        .enumerate()
        .map(|(run, state)| {
            std::thread::spawn(move || (0..8).for_each(|i| put(&state, &format!("role-{run}-{i}"))))
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    for (run, i) in (0..4).flat_map(|run| (0..8).map(move |i| (run, i))) {
        let name = format!("role-{run}-{i}");
        assert!(states.iter().all(|state| knows(state, PrincipalKind::Role, &name)), "{name}");
    }
}

#[test]
fn only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    put(&State::open(&path).unwrap(), "role");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_that_cannot_be_understood_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    for text in ["", "{", "[]", r#"{"accounts":{}}"#, r#"{"version":1,"accounts":7}"#] {
        std::fs::write(&path, text).unwrap();
        let error = State::open(&path).unwrap_err();
        assert!(matches!(error, StateError::Corrupt { .. }), "{text}: {error}");
        assert!(error.to_string().contains("injected.json"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_file_that_became_unreadable_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    let state = State::open(&path).unwrap();
    put(&state, "first");
    std::fs::write(&path, "broken").unwrap();
    assert!(knows(&state, PrincipalKind::Role, "first"), "what is known stays good");
    let change = |record: &mut super::AccountRecord| {
        record.put_principal(PrincipalKind::Role, "second", injected());
    };
    assert!(matches!(state.change(&account(), change), Err(StateError::Corrupt { .. })));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "broken");
}

#[test]
fn a_file_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    std::fs::write(&path, r#"{"version":2,"nobody":"knows"}"#).unwrap();
    let error = State::open(&path).unwrap_err();
    assert!(matches!(error, StateError::Newer { version: 2, .. }), "{error}");
}

#[test]
fn a_stack_keeps_its_newest_templates_and_finds_them_by_their_text() {
    let state = State::in_memory();
    for number in 0..80 {
        let put = move |record: &mut super::AccountRecord| {
            let region = record.region_mut("eu-west-1");
            region.put_template("app", template(&format!("{number}")));
        };
        state.change(&account(), put).unwrap();
    }
    let region = |look: fn(&super::RegionRecord) -> bool| {
        state.look_up(&account(), |record| record.region("eu-west-1").map(look)).unwrap()
    };
    assert!(region(
        |region| region.template("app", "79").is_some() && region.template("app", "0").is_none()
    ));
    assert!(region(|region| region.template("app-Child-1A2B", "79").is_some()));
    assert!(region(|region| region.template("apple", "79").is_none()));
    assert!(region(|region| region.template("", "79").is_some()));
}

#[test]
fn a_text_that_is_the_clients_own_by_now_is_not_known_any_more() {
    let mut region = super::RegionRecord::default();
    region.put_template("app", template("text"));
    let own = InjectedTemplate { sha256: "text".to_owned(), placements: Vec::new() };
    region.put_template("app", own);
    assert_eq!(region, super::RegionRecord::default());
}

#[test]
fn the_file_is_in_the_project_or_in_the_users_state_folder() {
    let none = |_: &str| None;
    let path = |project: Option<&str>, variables: &dyn Fn(&str) -> Option<String>| {
        State::default_path(project.map(std::path::Path::new), variables)
            .map(|path| path.to_string_lossy().into_owned())
    };
    assert_eq!(path(Some("/project"), &none).unwrap(), "/project/.entail/injected.json");
    let home = |name: &str| (name == "HOME").then(|| "/users/a".to_owned());
    assert_eq!(path(None, &home).unwrap(), "/users/a/.local/state/entail/injected.json");
    let both = |name: &str| Some(if name == "HOME" { "/users/a" } else { "/state" }.to_owned());
    assert_eq!(path(None, &both).unwrap(), "/state/entail/injected.json");
    let relative = |name: &str| Some(if name == "HOME" { "/users/a" } else { "state" }.to_owned());
    assert_eq!(path(None, &relative).unwrap(), "/users/a/.local/state/entail/injected.json");
    assert_eq!(path(None, &none), None);
}

#[test]
fn who_holds_the_lock_keeps_nobody_from_looking_and_is_not_waited_for_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    let state = Arc::new(State::open(&path).unwrap());
    put(&state, "first");
    let lock = std::fs::File::open(folder.path().join("injected.json.lock")).unwrap();
    lock.lock().unwrap();
    let changing = Arc::clone(&state);
    let change = std::thread::spawn(move || changing.change(&account(), |_| {}).unwrap_err());
    let began = std::time::Instant::now();
    while !change.is_finished() {
        let looked = std::time::Instant::now();
        assert!(knows(&state, PrincipalKind::Role, "first"));
        assert!(looked.elapsed().as_secs() < 1, "a look waited for the lock");
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert!(began.elapsed().as_secs() < 30, "the lock is waited for without end");
    }
    assert!(change.join().unwrap().to_string().contains("another run held its lock"));
    drop(lock);
    put(&state, "second");
    assert!(knows(&state, PrincipalKind::Role, "second"));
}

#[test]
fn changes_that_wait_together_are_all_made_however_long_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("injected.json");
    let state = Arc::new(State::open(&path).unwrap());
    put(&state, "first");
    let lock = std::fs::File::open(folder.path().join("injected.json.lock")).unwrap();
    lock.lock().unwrap();
    let threads: Vec<_> = (0..40)
        .map(|number| {
            let state = Arc::clone(&state);
            std::thread::spawn(move || put(&state, &format!("role-{number}")))
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_secs(2));
    drop(lock);
    let began = std::time::Instant::now();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(began.elapsed().as_secs() < 5, "each change was written on its own");
    let next = State::open(&path).unwrap();
    assert!((0..40).all(|it| knows(&next, PrincipalKind::Role, &format!("role-{it}"))));
}
