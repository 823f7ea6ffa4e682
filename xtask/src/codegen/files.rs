//! The generated files: formatted, written, compared.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Texts by their paths below `crates/wire/src/shapes/`.
pub(super) type Files = BTreeMap<PathBuf, String>;

const SHAPES: &str = "crates/wire/src/shapes";

/// Runs rustfmt over the files, in a folder of its own, by the workspace's configuration.
pub(super) fn format(root: &Path, files: &Files) -> Result<Files, String> {
    // Two runs at once (a test and a task) must not share the folder.
    let folder = root.join("target").join(format!("codegen-{}", std::process::id()));
    write_all(&folder, files)?;
    let roots = files.keys().filter(|path| path.components().count() == 1);
    let status = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root.join("rustfmt.toml"))
        .args(roots.map(|path| folder.join(path)))
        .status()
        .map_err(|error| format!("`rustfmt` cannot be run: {error}"))?;
    if !status.success() {
        return Err(format!("rustfmt refused what was generated; see `{}`", folder.display()));
    }
    let mut formatted = Files::new();
    for path in files.keys() {
        formatted.insert(path.clone(), read(&folder.join(path))?);
    }
    fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(formatted)
}

/// Writes what differs, and removes files that are not generated any more.
pub(super) fn write(root: &Path, files: &Files) -> Result<(), String> {
    let folder = root.join(SHAPES);
    for path in present(&folder)? {
        if !files.contains_key(&path) {
            fs::remove_file(folder.join(path)).map_err(|error| error.to_string())?;
        }
    }
    let changed = files
        .iter()
        .filter(|(path, text)| fs::read_to_string(folder.join(path)).ok().as_ref() != Some(*text))
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    write_all(&folder, &changed)
}

/// Fails with the names of the files that are not as they should be.
pub(super) fn check(root: &Path, files: &Files) -> Result<(), String> {
    let folder = root.join(SHAPES);
    let mut stale: Vec<PathBuf> =
        present(&folder)?.into_iter().filter(|path| !files.contains_key(path)).collect();
    for (path, text) in files {
        if fs::read_to_string(folder.join(path)).ok().as_ref() != Some(text) {
            stale.push(path.clone());
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = stale.iter().map(|path| path.display().to_string()).collect();
    Err(format!("stale below `{SHAPES}`: {}; run `cargo xtask codegen`", names.join(", ")))
}

/// The files that are there: all of `shapes/`, which holds nothing written by hand.
fn present(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        let Ok(entries) = fs::read_dir(&current) else { continue };
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(folder).map_err(|error| error.to_string())?;
                found.push(below.to_path_buf());
            }
        }
    }
    Ok(found)
}

fn write_all(folder: &Path, files: &Files) -> Result<(), String> {
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| error.to_string())?;
        }
        fs::write(&path, text)
            .map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path)
        .map_err(|error| format!("`{}` cannot be read: {error}", path.display()))
}
