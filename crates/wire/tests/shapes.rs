//! Requests in, answers out: `corpus/wire/shapes/NAME.request` is read by its shape, and the answer
//! must be `NAME.xml` to the byte.
//!
//! `ENTAIL_BLESS=1 cargo test -p entail-wire --test shapes` writes the answers anew; look at the
//! difference before you commit it.

// `cfg(test)` holds for all of this file; clippy wants to see it where tests may unwrap.
#[cfg(test)]
#[path = "shapes/answers.rs"]
mod answers;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use answers::CASES;
use entail_wire::laws::texts;
use entail_wire::query::Parameters;

#[cfg(test)]
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../corpus/wire/shapes")
}

#[cfg(test)]
fn request(name: &str) -> Parameters {
    let text = fs::read_to_string(folder().join(format!("{name}.request"))).unwrap();
    // One parameter a line: the file is for people, the wire has them joined.
    Parameters::parse(text.trim_end().replace('\n', "&").as_bytes()).unwrap()
}

#[test]
fn every_answer_is_the_recorded_one() {
    for (name, answer) in CASES {
        let text = answer(&request(name));
        let path = folder().join(format!("{name}.xml"));
        if std::env::var_os("ENTAIL_BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(path).unwrap(), "{name}");
    }
}

#[test]
fn every_answer_is_well_formed_and_names_its_request() {
    for (name, answer) in CASES {
        let leaves = texts(&answer(&request(name)));
        let id = leaves.iter().find(|(path, _)| path.ends_with("/RequestId"));
        assert_eq!(id.unwrap().1, answers::REQUEST_ID, "{name}");
    }
}

#[test]
fn every_file_of_the_corpus_belongs_to_a_case() {
    let expected: BTreeSet<String> = CASES
        .iter()
        .flat_map(|(name, _)| [format!("{name}.request"), format!("{name}.xml")])
        .collect();
    let present: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(present, expected);
}
