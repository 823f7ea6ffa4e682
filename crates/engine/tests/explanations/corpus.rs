//! Reading the corpus.

use std::fs;
use std::path::{Path, PathBuf};

use entail_engine::case::{self, Case};
use serde_json::Value;

/// The JSON files of a folder of the corpus, by name.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// The cases of a file.
pub(crate) fn cases(file: &Path) -> Vec<Case> {
    let text = fs::read_to_string(file).unwrap();
    case::parse_all(&text).unwrap_or_else(|errors| panic!("{}: {errors}", file.display()))
}

/// The cases of a file, each beside what it was read from.
pub(crate) fn written_cases(file: &Path) -> Vec<(Value, Case)> {
    let written: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let written = match written {
        Value::Array(written) => written,
        single => vec![single],
    };
    written.into_iter().zip(cases(file)).collect()
}
