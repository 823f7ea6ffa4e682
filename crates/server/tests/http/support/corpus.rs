//! Golden files: compared, or written anew where `ENTAIL_BLESS` is set.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A file or folder of the corpus.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(name)
}

/// Asserts that the file holds this text, or writes it.
pub(crate) fn assert_golden(name: &str, text: &str) {
    let file = path(name);
    if std::env::var_os("ENTAIL_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        golden == text,
        "corpus/{name} differs at line {}; look at the difference that \
         `ENTAIL_BLESS=1 cargo test -p entail-server --test http` makes.\n--- now\n{text}",
        1 + golden.lines().zip(text.lines()).take_while(|(old, new)| old == new).count(),
    );
}

/// The files of a folder of the corpus.
pub(crate) fn files(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(path(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
