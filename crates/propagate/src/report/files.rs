//! Which file of the working directory a template came from.
//!
//! Clients send a template's text and never say where it was read. The file is found by its
//! content: same length, then same bytes. Templates that a client made up on the way (what
//! `sam deploy` or a bootstrap sends) stand in no file; one that the command line names may be what
//! they were made of.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::limits::{TEMPLATE_BYTES_MAX, TEMPLATE_FILE_DEPTH_MAX, TEMPLATE_FILES_LOOKED_AT_MAX};

/// How templates' file names end.
const EXTENSIONS: [&str; 4] = ["json", "yaml", "yml", "template"];

/// Folders that hold other people's files by the thousand, and never a template of the project.
const SKIPPED_FOLDERS: [&str; 7] =
    ["node_modules", ".git", ".terraform", ".venv", "venv", "target", "__pycache__"];

/// The templates below a folder.
#[derive(Clone, Debug)]
pub struct TemplateFiles {
    root: PathBuf,
    named: Vec<PathBuf>,
}

impl TemplateFiles {
    /// The templates below this folder.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), named: Vec::new() }
    }

    /// The same, with files that the command line names.
    #[must_use]
    pub fn with_named(self, named: Vec<PathBuf>) -> Self {
        Self { named, ..self }
    }

    /// The files that the command line names, with their texts; what can't be read is none. Reads the
    /// file system and blocks for that.
    pub fn named(&self) -> Vec<(String, String)> {
        let read = |path: &PathBuf| {
            let at = self.root.join(path);
            let is_short = fs::metadata(&at)
                .is_ok_and(|it| it.is_file() && it.len() <= TEMPLATE_BYTES_MAX as u64);
            let text = is_short.then(|| fs::read_to_string(&at).ok()).flatten()?;
            let shown = path.strip_prefix(&self.root).unwrap_or(path);
            Some((shown.to_string_lossy().into_owned(), text))
        };
        self.named.iter().filter_map(read).collect()
    }

    /// The file, relative to the folder, that holds exactly this text; of several the first by
    /// name, those nearer to the folder before those below.
    ///
    /// Reads the file system and blocks for that. What is too deep
    /// ([`TEMPLATE_FILE_DEPTH_MAX`]), or comes after [`TEMPLATE_FILES_LOOKED_AT_MAX`] entries, is not
    /// looked at; links are not followed.
    pub fn find(&self, text: &str) -> Option<PathBuf> {
        let mut left = TEMPLATE_FILES_LOOKED_AT_MAX;
        let mut folders = vec![self.root.clone()];
        for _ in 0..TEMPLATE_FILE_DEPTH_MAX {
            let mut below = Vec::new();
            for folder in &folders {
                for entry in sorted_entries(folder, &mut left) {
                    match entry {
                        Entry::Folder(path) => below.push(path),
                        Entry::File(path) if holds(&path, text) => {
                            return Some(path.strip_prefix(&self.root).unwrap_or(&path).to_owned());
                        }
                        Entry::File(_) => {}
                    }
                }
            }
            folders = below;
        }
        None
    }
}

enum Entry {
    File(PathBuf),
    Folder(PathBuf),
}

/// What stands in a folder and is worth looking at. What can't be read is not.
fn sorted_entries(folder: &Path, left: &mut usize) -> Vec<Entry> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut entries: Vec<fs::DirEntry> = entries.flatten().take(*left).collect();
    *left -= entries.len();
    entries.sort_by_key(fs::DirEntry::file_name);
    entries.iter().filter_map(entry).collect()
}

fn entry(entry: &fs::DirEntry) -> Option<Entry> {
    let path = entry.path();
    let kind = entry.file_type().ok()?;
    let name = entry.file_name();
    if kind.is_dir() {
        let skipped = SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped);
        return (!skipped).then_some(Entry::Folder(path));
    }
    let extension = path.extension()?;
    let is_template = kind.is_file() && EXTENSIONS.iter().any(|known| extension == *known);
    is_template.then_some(Entry::File(path))
}

fn holds(path: &Path, text: &str) -> bool {
    let has_length = fs::metadata(path)
        .is_ok_and(|metadata| usize::try_from(metadata.len()).is_ok_and(|len| len == text.len()));
    has_length && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn found(files: &[(&str, &str)], text: &str) -> Option<String> {
        let project = project(files);
        let file = TemplateFiles::below(project.path()).find(text)?;
        Some(file.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_template_is_found_by_its_content() {
        let files = [("app.yaml", "Resources: {}\n"), ("cdk.out/App.template.json", "{\"A\":1}")];
        assert_eq!(found(&files, "{\"A\":1}").as_deref(), Some("cdk.out/App.template.json"));
        assert_eq!(found(&files, "Resources: {}\n").as_deref(), Some("app.yaml"));
        assert_eq!(found(&files, "Resources: {}").as_deref(), None);
    }

    #[test]
    fn of_two_files_the_nearer_is_named() {
        let files = [("a/deep/app.json", "{}"), ("z.json", "{}"), ("y.json", "{}")];
        assert_eq!(found(&files, "{}").as_deref(), Some("y.json"));
    }

    #[test]
    fn folders_of_dependencies_and_other_kinds_of_files_are_not_looked_at() {
        let files = [("node_modules/x/app.json", "{}"), ("app.txt", "{}"), ("LICENSE", "{}")];
        assert_eq!(found(&files, "{}"), None);
    }

    #[test]
    fn what_is_too_deep_is_not_looked_at() {
        let folders = |depth: usize| format!("{}app.json", "d/".repeat(depth));
        let deepest = folders(TEMPLATE_FILE_DEPTH_MAX - 1);
        assert_eq!(found(&[(&deepest, "{}")], "{}"), Some(deepest.clone()));
        assert_eq!(found(&[(&folders(TEMPLATE_FILE_DEPTH_MAX), "{}")], "{}"), None);
    }
}
