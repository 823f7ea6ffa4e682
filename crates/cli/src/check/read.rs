//! Files, folders and standard input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes of one file: plans of large configurations are several megabytes.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Folders inside one another.
const FOLDER_DEPTH_MAX: usize = 32;

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Input {
    pub(super) files: Vec<ReadFile>,
    pub(super) faults: Vec<String>,
    /// Files of folders whose name does not end in `.json`.
    pub(super) not_json: usize,
    /// Symbolic links in folders.
    pub(super) links: usize,
}

#[derive(Debug)]
pub(super) struct ReadFile {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) asked_for: AskedFor,
}

/// How a file came to be read: one from a folder need hold no policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedFor {
    ByName,
    ByFolder,
}

pub(super) fn files(paths: &[PathBuf]) -> Input {
    let mut read = Input::default();
    for path in paths {
        if path.as_os_str() == "-" {
            read.add("standard input", AskedFor::ByName, &mut io::stdin().lock());
        } else if path.is_dir() {
            read.folder(path, 0);
        } else {
            read.file(path, AskedFor::ByName);
        }
    }
    read
}

/// Whether a text is YAML or HCL: its faults as JSON would help nobody.
fn is_other_language(name: &str, text: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default().to_ascii_lowercase();
    let is_named_so = ["yaml", "yml", "tf", "hcl"].iter().any(|it| extension == *it);
    is_named_so && !text.trim_start().starts_with(['{', '['])
}

impl Input {
    fn add(&mut self, name: &str, asked_for: AskedFor, source: &mut dyn Read) {
        let mut text = String::new();
        match source.take(FILE_BYTES_MAX + 1).read_to_string(&mut text) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                self.faults.push(format!("`{name}` is no text in UTF-8"));
            }
            Err(error) => self.faults.push(format!("can't read `{name}`: {error}")),
            Ok(_) if text.len() as u64 > FILE_BYTES_MAX => {
                self.faults.push(format!("`{name}` is longer than {FILE_BYTES_MAX} bytes"));
            }
            Ok(_) if is_other_language(name, &text) => self.faults.push(format!(
                "`{name}` is no JSON: templates are read as JSON, and of Terraform what `terraform show -json` prints"
            )),
            Ok(_) => self.files.push(ReadFile { name: name.to_owned(), text, asked_for }),
        }
    }

    fn file(&mut self, path: &Path, asked_for: AskedFor) {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(mut file) => self.add(&name, asked_for, &mut file),
            Err(error) => self.faults.push(format!("can't open `{name}`: {error}")),
        }
    }

    /// Reads every `*.json` below a folder, in the order of the names. Links are not followed.
    fn folder(&mut self, folder: &Path, depth: usize) {
        let name = folder.display();
        if depth > FOLDER_DEPTH_MAX {
            self.faults.push(format!("`{name}` is more than {FOLDER_DEPTH_MAX} folders deep"));
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.faults.push(format!("can't read the folder `{name}`: {error}"));
                return;
            }
        };
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let path = entry.path();
            let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
            match entry.file_type() {
                Err(error) => self.faults.push(format!("can't read `{}`: {error}", path.display())),
                Ok(it) if it.is_dir() => self.folder(&path, depth + 1),
                Ok(it) if it.is_symlink() => self.links += 1,
                Ok(it) if it.is_file() && is_json => self.file(&path, AskedFor::ByFolder),
                Ok(_) => self.not_json += 1,
            }
        }
    }
}
