//! The report at the end: on standard error, or in files.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use entail_propagate::{
    configuration::{Configuration, ReportFormat},
    journal::Journal,
    report::Report,
};

use super::{Fault, SessionArguments};
use crate::{exit::Exit, output};

/// Columns of a report where standard error is no terminal.
const WIDTH: u16 = 80;
const WIDTH_MIN: u16 = 40;
const WIDTH_MAX: u16 = 120;

/// A report that is asked for: `text`, `json` or `junit`, with `=FILE` in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    format: ReportFormat,
    file: Option<PathBuf>,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file's name is missing after `=`".to_owned()),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = match format {
            "text" => ReportFormat::Text,
            "json" => ReportFormat::Json,
            "junit" => ReportFormat::Junit,
            _ => return Err("expected `text`, `json` or `junit`, or one with `=FILE`".to_owned()),
        };
        Ok(Self { format, file })
    }
}

/// Writes reports where they are asked for.
#[derive(Debug)]
pub(crate) struct Reporter {
    targets: Vec<Target>,
    manner: Manner,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// What was done.
    Plain,
    /// Nothing, as long as everything is bounded.
    Quiet,
}

impl Reporter {
    /// Makes sure that the files can be written: a report that can't be is no news for the end of
    /// a long deployment. Until then they hold a report of nothing.
    pub(crate) fn open(
        session: &SessionArguments,
        configuration: &Configuration,
    ) -> Result<Self, Fault> {
        let manner = if session.quiet { Manner::Quiet } else { Manner::Plain };
        Self::new(targets(&session.report, configuration), manner)
    }

    /// The same for a command that has no session.
    pub(crate) fn new(targets: Vec<Target>, manner: Manner) -> Result<Self, Fault> {
        let nothing_yet = Report::of(&Journal::default());
        for target in &targets {
            let Some(file) = &target.file else { continue };
            let text = text(&nothing_yet, target.format);
            fs::write(file, text).map_err(|error| cannot_write(file, &error))?;
        }
        Ok(Self { targets, manner })
    }

    /// Writes all of them. Without one on standard error, a line there tells what the others tell.
    pub(crate) fn write(&self, report: &Report) -> Exit {
        let mut exit = Exit::Done;
        for target in &self.targets {
            let Some(file) = &target.file else { continue };
            if let Err(error) = fs::write(file, text(report, target.format)) {
                say!("error: {}", cannot_write(file, &error));
                exit = Exit::Failed;
            }
        }
        if self.manner == Manner::Plain || !is_bounded(report) {
            self.say(report);
        }
        exit
    }

    fn say(&self, report: &Report) {
        let mut on_standard_error =
            self.targets.iter().filter(|target| target.file.is_none()).peekable();
        if on_standard_error.peek().is_none() {
            output::tell(format_args!("{}", report.summary()));
        }
        for target in on_standard_error {
            output::tell(format_args!("{}", text(report, target.format)));
        }
    }
}

/// Whether there is nothing to say to who wants to hear of what is unbounded only: calls went through as
/// they were where there was no boundary to pass on.
fn is_bounded(report: &Report) -> bool {
    report.is_clean() && (report.nothing_required.is_none() || report.calls == 0)
}

/// Those of the command line, else that of `entail.toml`, else a text.
fn targets(flags: &[Target], configuration: &Configuration) -> Vec<Target> {
    if !flags.is_empty() {
        return flags.to_vec();
    }
    let format = configuration.report_format.unwrap_or_default();
    vec![Target { format, file: configuration.report.clone() }]
}

fn text(report: &Report, format: ReportFormat) -> String {
    match format {
        ReportFormat::Text => report.text(width()),
        ReportFormat::Json => report.json(),
        ReportFormat::Junit => report.junit(),
    }
}

fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stderr());
    usize::from(terminal.map_or(WIDTH, |(width, _)| width.0).clamp(WIDTH_MIN, WIDTH_MAX))
}

fn cannot_write(file: &Path, error: &std::io::Error) -> String {
    format!("can't write the report to `{}`: {error}", file.display())
}

#[cfg(test)]
mod tests {
    use entail_propagate::journal::Event;

    use super::*;

    #[test]
    fn calls_that_no_boundary_was_put_into_are_told_in_every_manner() {
        let journal = Journal::default();
        journal.add(Event::NothingRequired { because: "nobody demands one".to_owned() });
        assert!(is_bounded(&Report::of(&journal)));
        journal.add(Event::Call { call: "iam:CreateRole".to_owned(), target: None });
        assert!(!is_bounded(&Report::of(&journal)));
    }

    #[test]
    fn a_report_is_a_format_with_or_without_a_file() {
        let plain = Target { format: ReportFormat::Json, file: None };
        assert_eq!("json".parse(), Ok(plain));
        let file = Some(PathBuf::from("out/a=b.xml"));
        assert_eq!("junit=out/a=b.xml".parse(), Ok(Target { format: ReportFormat::Junit, file }));
        for wrong in ["", "xml", "json=", "JSON", "=file"] {
            assert!(wrong.parse::<Target>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_stand_over_the_file_and_a_text_is_what_nobody_asks_for() {
        let silent = Configuration::default();
        let text = Target { format: ReportFormat::Text, file: None };
        assert_eq!(targets(&[], &silent), [text]);
        let file = Some(PathBuf::from("r.json"));
        let configured = Configuration {
            report: file.clone(),
            report_format: Some(ReportFormat::Json),
            ..Configuration::default()
        };
        assert_eq!(targets(&[], &configured), [Target { format: ReportFormat::Json, file }]);
        let flag: Target = "junit".parse().unwrap();
        assert_eq!(targets(std::slice::from_ref(&flag), &configured), [flag]);
    }
}
