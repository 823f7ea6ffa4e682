//! A template of the corpus with its options and golden files.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use entail_policy::arn::Arn;
use entail_propagate::template::{
    How, Language, OnConflict, Options, Placement, Rewritten, TemplateError, rewrite,
};

/// The boundary that the corpus is rewritten with.
pub(crate) const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/Boundary";
/// Written by those who mean to change the golden files.
const UPDATE_VARIABLE: &str = "UPDATE_EXPECT";

/// A template, and how it is rewritten.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: String,
    path: PathBuf,
    on_conflict: OnConflict,
    identical: Vec<Arn>,
}

/// All templates of the corpus, in the order of their names.
pub(crate) fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/templates");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus can be read")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| has_extension(path, &["json", "yaml"]))
        .filter(|path| {
            !path.file_stem().is_some_and(|stem| has_extension(Path::new(stem), &["expected"]))
        })
        .collect();
    paths.sort();
    paths.into_iter().map(Case::read).collect()
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|found| extensions.contains(&found))
}

impl Case {
    fn read(path: PathBuf) -> Self {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a template is UTF-8");
        let mut case =
            Self { name, text, path, on_conflict: OnConflict::Replace, identical: Vec::new() };
        let options = fs::read_to_string(case.path.with_extension("options")).unwrap_or_default();
        for line in options.lines() {
            match line.split_once(" = ") {
                Some(("on-conflict", "refuse")) => case.on_conflict = OnConflict::Refuse,
                Some(("identical", arn)) => case.identical.push(Arn::parse(arn).expect("an ARN")),
                _ => panic!("{}: no option: `{line}`", case.name),
            }
        }
        case
    }

    /// A template that is in no file.
    pub(crate) fn made_up(text: String) -> Self {
        Self {
            name: "made up".to_owned(),
            text,
            path: PathBuf::new(),
            on_conflict: OnConflict::Replace,
            identical: Vec::new(),
        }
    }

    pub(crate) fn rewrite(&self, text: &str) -> Result<Rewritten, TemplateError> {
        let boundary = Arn::parse(BOUNDARY).expect("an ARN");
        let on_conflict = self.on_conflict;
        rewrite(text, &Options { boundary: &boundary, on_conflict, identical: &self.identical })
    }

    pub(crate) fn rewritten(&self) -> Result<Rewritten, TemplateError> {
        self.rewrite(&self.text)
    }

    /// `role.json` has `role.expected.json`.
    pub(crate) fn expected_path(&self) -> PathBuf {
        let extension = self.path.extension().expect("a template has an extension");
        self.path.with_extension(format!("expected.{}", extension.to_string_lossy()))
    }

    /// `role.json` has `role.json.report`: its YAML twin may have the same name.
    pub(crate) fn report_path(&self) -> PathBuf {
        PathBuf::from(format!("{}.report", self.path.display()))
    }

    /// What rewriting says, a line each.
    pub(crate) fn report(&self) -> String {
        let mut report = String::new();
        match self.rewritten() {
            Err(error) => writeln!(report, "refused: {error}"),
            Ok(rewritten) => {
                let language = match rewritten.language {
                    Language::Json => "JSON",
                    Language::Yaml => "YAML",
                };
                let mut lines = vec![language.to_owned()];
                lines.extend(rewritten.placements.iter().map(placement_line));
                lines.extend(rewritten.unbounded.iter().map(|entry| {
                    format!(
                        "unbounded: {} {} (line {}): {}",
                        entry.resource_type, entry.logical_id, entry.line, entry.why
                    )
                }));
                lines.extend(rewritten.nested.iter().map(|entry| {
                    let url = entry.template_url.as_deref().unwrap_or("not literal");
                    format!("nested: {} (line {}): {url}", entry.logical_id, entry.line)
                }));
                writeln!(report, "{}", lines.join("\n"))
            }
        }
        .expect("a text takes everything");
        report
    }
}

fn placement_line(placement: &Placement) -> String {
    let how = match &placement.how {
        How::AlreadyThere => "already there".to_owned(),
        How::KeptIdentical => "kept: its document is identical".to_owned(),
        How::Inserted { .. } => "inserted".to_owned(),
        How::Replaced { original, .. } => format!("in the place of `{}`", original.escape_debug()),
        How::Inside => "in the template inside".to_owned(),
    };
    let Placement { resource_type, logical_id, line, value, .. } = placement;
    let path = placement.path.join(" / ");
    format!("bounded: {resource_type} {logical_id} (line {line}) at {path}: {value}: {how}")
}

/// Compares a golden file, or writes it where that is asked for; without a text there is no file.
pub(crate) fn compare_or_write(path: &Path, text: Option<String>) -> Option<String> {
    let found = fs::read(path).ok().map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
    if found == text {
        return None;
    }
    if std::env::var_os(UPDATE_VARIABLE).is_none() {
        let shown = |text: Option<String>| text.unwrap_or_else(|| "no file\n".to_owned());
        let (found, text) = (shown(found), shown(text));
        return Some(format!("{}\n--- expected\n{found}+++ found\n{text}", path.display()));
    }
    match text {
        Some(text) => fs::write(path, text).expect("a golden file can be written"),
        None => fs::remove_file(path).expect("a golden file can be removed"),
    }
    None
}
