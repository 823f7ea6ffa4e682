//! Templates and those of the stacks inside of them: read, rewritten, and written all or none.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use entail_propagate::{
    limits::{NESTED_STACK_DEPTH_MAX, TEMPLATE_BYTES_MAX},
    template::{Accounts, NestedStack, Options, Rewritten, TemplateError, Unbounded, rewrite_for},
};
use tempfile::NamedTempFile;

use super::arguments::Output;

/// The name that stands for standard input.
pub(super) const STANDARD_INPUT: &str = "-";

/// A template that was read and rewritten.
#[derive(Debug)]
pub(super) struct Template {
    /// Its name, as the user wrote it.
    pub(super) name: String,
    /// The file behind links; none of standard input.
    path: Option<PathBuf>,
    /// Its text as it was.
    pub(super) text: String,
    /// Its text as it is to be.
    pub(super) rewritten: Rewritten,
    /// Stacks inside of it whose templates were not rewritten.
    pub(super) not_followed: Vec<Unbounded>,
}

/// Why a file can't be rewritten.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// It can't be read.
    #[error("can't read `{name}`: {error}")]
    Read {
        /// Its name.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is no template that can be rewritten.
    #[error("`{name}`: {error}")]
    Template {
        /// Its name.
        name: String,
        /// Why.
        error: Box<TemplateError>,
    },
    /// It can't be written.
    #[error("can't write `{name}`, and no file was changed: {error}")]
    Write {
        /// Its name.
        name: String,
        /// Why.
        error: io::Error,
    },
}

/// A template that is to be read.
#[derive(Debug)]
struct Wanted {
    path: PathBuf,
    accounts: Accounts,
    /// In how many other templates it is.
    depth: usize,
}

impl Template {
    /// Whether rewriting changes it.
    pub(super) fn is_changed(&self) -> bool {
        self.text != self.rewritten.text
    }
}

/// Rewrites files in memory, and with them those of their nested stacks where all of them are
/// looked at.
pub(super) fn rewrite(
    files: &[PathBuf],
    output: Output,
    options: &Options<'_>,
) -> Result<Vec<Template>, FileError> {
    let wanted = |path: &PathBuf| Wanted { path: path.clone(), accounts: Accounts::One, depth: 0 };
    let mut queue: Vec<Wanted> = files.iter().rev().map(wanted).collect();
    let mut seen: BTreeMap<PathBuf, Accounts> = BTreeMap::new();
    let mut templates: Vec<Template> = Vec::new();
    while let Some(Wanted { path, accounts, depth }) = queue.pop() {
        let is_piped = path.as_os_str() == STANDARD_INPUT;
        let name = if is_piped { "standard input".to_owned() } else { path.display().to_string() };
        let file = if is_piped { None } else { fs::canonicalize(&path).ok() };
        // What is for any account is right for this one too.
        match seen.insert(file.clone().unwrap_or_else(|| path.clone()), accounts) {
            None => {}
            Some(Accounts::One) if accounts == Accounts::Any => {
                templates.retain(|known| known.path != file);
            }
            Some(before) => {
                seen.insert(file.unwrap_or(path), before);
                continue;
            }
        }
        let text = read(&path).map_err(|error| FileError::Read { name: name.clone(), error })?;
        let rewritten = rewrite_for(accounts, &text, options)
            .map_err(|error| FileError::Template { name: name.clone(), error: Box::new(error) })?;
        let mut template = Template { name, path: file, text, rewritten, not_followed: Vec::new() };
        for nested in template.rewritten.nested.clone() {
            match follow(&path, &nested, output, depth) {
                Ok(path) => {
                    queue.push(Wanted { path, accounts: nested.accounts, depth: depth + 1 });
                }
                Err(why) => template.not_followed.push(Unbounded {
                    logical_id: nested.logical_id,
                    resource_type: nested.resource_type,
                    line: nested.line,
                    why,
                }),
            }
        }
        templates.push(template);
    }
    Ok(templates)
}

/// The file that a nested stack's template is in, as `aws cloudformation package` would find it, or
/// why its template is not rewritten.
fn follow(
    parent: &Path,
    nested: &NestedStack,
    output: Output,
    depth: usize,
) -> Result<PathBuf, String> {
    let Some(url) = &nested.template_url else {
        return Err("where its template is, is computed on AWS: rewrite that template by itself, \
                    or deploy with `entail run`"
            .to_owned());
    };
    let local = url.strip_prefix("file://").unwrap_or(url);
    if local.contains("://") || local.contains("${") {
        return Err(format!(
            "its template is not here but at `{url}`: rewrite it there, or deploy with `entail run`"
        ));
    }
    if output == Output::Template {
        return Err(format!("its template `{url}` is not rewritten with this one: use --in-place"));
    }
    let path = parent.parent().unwrap_or(Path::new("")).join(local);
    if !path.is_file() {
        return Err(format!("its template `{}` is no file", path.display()));
    }
    if depth >= NESTED_STACK_DEPTH_MAX {
        return Err(format!("more than {NESTED_STACK_DEPTH_MAX} stacks are inside one another"));
    }
    Ok(path)
}

fn read(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let limit = TEMPLATE_BYTES_MAX as u64 + 1;
    if path.as_os_str() == STANDARD_INPUT {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    if bytes.len() > TEMPLATE_BYTES_MAX {
        let message = format!("it has more than the {TEMPLATE_BYTES_MAX} bytes of a template");
        return Err(io::Error::other(message));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not in UTF-8"))
}

/// Writes what has changed: everything beside its file first, then each in the place of its file.
pub(super) fn write(templates: &[Template]) -> Result<(), FileError> {
    let mut ready = Vec::new();
    for template in templates.iter().filter(|template| template.is_changed()) {
        let Some(path) = &template.path else { continue };
        let file = prepare(path, &template.rewritten.text)
            .map_err(|error| FileError::Write { name: template.name.clone(), error })?;
        ready.push((template, path, file));
    }
    let mut written: Vec<(&Template, &PathBuf)> = Vec::new();
    for (template, path, file) in ready {
        if let Err(error) = file.persist(path) {
            undo(&written);
            return Err(FileError::Write { name: template.name.clone(), error: error.error });
        }
        written.push((template, path));
    }
    Ok(())
}

/// A file in the same folder, with the permissions of the one that it is to replace.
fn prepare(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(fs::metadata(path)?.permissions())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Puts files back that were written already.
fn undo(written: &[(&Template, &PathBuf)]) {
    for (template, path) in written {
        let restored = prepare(path, &template.text)
            .and_then(|file| file.persist(path).map_err(|error| error.error));
        if let Err(error) = restored {
            say!("error: `{}` was changed and can't be put back: {error}", template.name);
        }
    }
}
