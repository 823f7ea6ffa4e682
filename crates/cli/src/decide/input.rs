//! From a stream to its cases: one case, an array of them, or one a line.
//!
//! Whether a stream is JSON Lines shows in its first line that is not blank: if that is a whole
//! object, the stream is, and is read line by line, so that millions can be piped through. If not,
//! the stream is read to its end and taken as one JSON value; where it is none either but has a
//! line that is a case, it is JSON Lines after all with a bad first line.

use std::io::{self, BufRead, Read};

use entail_engine::case::{self, Case, CaseErrors};
use entail_engine::limits::CASE_BYTES;

/// Bytes of a stream that is not JSON Lines: an array of cases is held in memory.
const DOCUMENT_BYTES: u64 = CASE_BYTES as u64;

/// What could not be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// The stream broke off.
    Stream(io::Error),
    /// A value is no case.
    Case {
        /// Lines of the stream before the text the errors speak of.
        lines_before: usize,
        errors: CaseErrors,
    },
}

impl Fault {
    /// Each mistake, with its place in the stream.
    pub(super) fn messages(&self) -> Vec<String> {
        let (lines_before, errors) = match self {
            Self::Stream(error) => return vec![format!("can't be read: {error}")],
            Self::Case { lines_before, errors } => (lines_before, errors),
        };
        let in_stream = |error: &case::CaseError| {
            let mut error = error.clone();
            error.line += lines_before;
            error.to_string()
        };
        errors.errors.iter().map(in_stream).collect()
    }
}

/// Gives each case, or what is in its place, to `take`. The error is one that `take` answers.
pub(super) fn each(
    source: &mut dyn BufRead,
    take: &mut dyn FnMut(Result<Case, Fault>) -> io::Result<()>,
) -> io::Result<()> {
    let mut lines = Lines { source, read: 0 };
    let first = loop {
        match lines.next() {
            Ok(None) => return Ok(()),
            Ok(Some(line)) if line.trim().is_empty() => {}
            Ok(Some(line)) => break line,
            Err(error) => return take(Err(Fault::Stream(error))),
        }
    };
    if is_whole_object(&first) {
        take(one(&first, lines.read - 1))?;
        return lines.each(take);
    }
    let lines_before = lines.read - 1;
    let mut text = first;
    let limit = DOCUMENT_BYTES.saturating_sub(text.len() as u64) + 1;
    if let Err(error) = lines.source.take(limit).read_to_string(&mut text) {
        return take(Err(Fault::Stream(error)));
    }
    match case::parse_all(&text) {
        Ok(cases) => cases.into_iter().try_for_each(|case| take(Ok(case))),
        Err(errors) if !is_json(&text) && text.lines().any(is_case_line) => {
            drop(errors);
            let mut rest = io::Cursor::new(text).chain(lines.source);
            Lines { source: &mut rest, read: lines_before }.each(take)
        }
        Err(errors) => take(Err(Fault::Case { lines_before, errors })),
    }
}

struct Lines<'a> {
    source: &'a mut dyn BufRead,
    read: usize,
}

impl Lines<'_> {
    /// The next line with its end; `None` after the last. A line too long for a case is cut there,
    /// which makes it an unreadable case, and its rest is passed over.
    fn next(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        let limit = DOCUMENT_BYTES + 1;
        let length = (&mut *self.source).take(limit).read_until(b'\n', &mut bytes)?;
        if length == 0 {
            return Ok(None);
        }
        if length as u64 == limit && !bytes.ends_with(b"\n") {
            self.source.skip_until(b'\n')?;
        }
        self.read += 1;
        // Bytes that are no UTF-8 make this line bad JSON, and the rest go on.
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn each(
        &mut self,
        take: &mut dyn FnMut(Result<Case, Fault>) -> io::Result<()>,
    ) -> io::Result<()> {
        loop {
            match self.next() {
                Ok(None) => return Ok(()),
                Ok(Some(line)) if line.trim().is_empty() => {}
                Ok(Some(line)) => take(one(&line, self.read - 1))?,
                Err(error) => return take(Err(Fault::Stream(error))),
            }
        }
    }
}

fn one(line: &str, lines_before: usize) -> Result<Case, Fault> {
    // The line's own end would move the place of a fault at its end to the next line.
    case::parse(line.trim_end_matches(['\r', '\n']))
        .map_err(|errors| Fault::Case { lines_before, errors })
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_whole_object(line: &str) -> bool {
    line.trim_start().starts_with('{') && is_json(line)
}

/// Told from a line inside a broken document by the member that every case has.
fn is_case_line(line: &str) -> bool {
    is_whole_object(line)
        && serde_json::from_str::<serde_json::Value>(line)
            .is_ok_and(|value| value.get("request").is_some())
}
