//! The tidy rules, as plain tests. Each says what to do instead; exception lists may only shrink.
//!
//! What clippy and rustfmt can check is theirs (length of functions, module style, glob imports);
//! here is the rest.

mod control;
mod crates;
mod data;
mod documents;
mod files;
mod purity;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no source of ours: built, downloaded or written by a running program.
const SKIPPED_FOLDERS: &[&str] = &[
    "target",
    ".git",
    "__pycache__",
    ".terraform",
    ".pytest_cache",
    "entail-data",
    "node_modules",
];

/// A text file of the project. The path is from the root, with `/`.
struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    fn has_extension(&self, extensions: &[&str]) -> bool {
        Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|extension| extensions.contains(&extension))
    }

    /// Shapes are written by `cargo xtask codegen`; their form is its business.
    fn is_generated(&self) -> bool {
        self.path.starts_with("crates/wire/src/shapes/")
    }

    /// Files that hold nothing but tests.
    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the root").to_owned()
}

/// Every text file of the project with one of `extensions`, in the order of the paths.
fn sources(extensions: &[&str]) -> Vec<SourceFile> {
    let root = root();
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.retain(|file| file.has_extension(extensions));
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be read") {
        let path = entry.expect("its entries can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                collect(root, &path, files);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let relative = path.strip_prefix(root).expect("below the root");
            files.push(SourceFile { path: relative.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Text of one file of the root folder.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
}

/// The crates of the workspace, by folder: `crates/policy`, ..., `xtask`.
fn crate_folders() -> Vec<String> {
    let mut folders = vec!["xtask".to_owned()];
    for entry in fs::read_dir(root().join("crates")).expect("crates/ exists") {
        let path = entry.expect("its entries can be read").path();
        if path.join("Cargo.toml").exists() {
            folders
                .push(format!("crates/{}", path.file_name().unwrap_or_default().to_string_lossy()));
        }
    }
    folders.sort();
    folders
}

/// Fails with every violation at once, so that one run shows all there is to mend.
fn assert_none(rule: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{rule}\n  {}\n", violations.join("\n  "));
}
