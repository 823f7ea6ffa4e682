//! `entail decide`: cases in, decisions with their reasons out. The format of cases is that of
//! [`entail_engine::case`].

mod input;

use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use entail_engine::case::{Answer, Case};
use entail_engine::explain::{Detail, Report, printable};
use serde::Serialize;

use crate::exit::Exit;

#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct DecideArguments {
    /// Files of cases: one case, an array, or one case a line; `-` or none reads standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What to print for each case
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Say why, in one sentence and statement by statement, and what would allow what is denied
    ///
    /// `short` draws the statements that decide or come near and counts those about other actions;
    /// `full` draws every element of every statement. With `--format json` both are the same.
    #[arg(long, value_enum, value_name = "DETAIL", num_args = 0..=1, require_equals = true,
          default_missing_value = "short")]
    explain: Option<Explain>,
}

const EXAMPLES: &str = "Exit status:
  0  every expectation held, or there was none
  1  an expectation did not hold
  2  some input could not be read; the other files and lines are decided all the same
  3  the decisions could not be written

Examples:
  entail decide corpus/decisions/boundary.json
  entail decide --explain case.json
  entail decide --explain=full case.json
  generate-cases | entail decide --format json | jq 'select(.decision == \"allow\")'";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for a person
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Explain {
    /// The statements that decide or come near
    Short,
    /// Every element of every statement
    Full,
}

impl From<Explain> for Detail {
    fn from(explain: Explain) -> Self {
        match explain {
            Explain::Short => Self::Short,
            Explain::Full => Self::Full,
        }
    }
}

pub(crate) fn run(arguments: &DecideArguments) -> Exit {
    let stdout = io::stdout().lock();
    let mut deciding = Deciding {
        format: arguments.format,
        detail: arguments.explain.map(Detail::from),
        output: io::BufWriter::new(stdout),
        has_drawn: false,
        failed: 0,
        unreadable: 0,
    };
    match deciding.all(&arguments.files) {
        Ok(()) => deciding.exit(),
        // Whoever reads our output has enough of it, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => deciding.exit(),
        Err(error) => {
            say!("error: can't write the decisions: {error}");
            Exit::Failed
        }
    }
}

/// The run over all inputs and what it has come to so far.
struct Deciding<W: Write> {
    format: Format,
    /// How much to explain, where anything is to be explained.
    detail: Option<Detail>,
    output: W,
    /// Whether an explanation stands before the next one.
    has_drawn: bool,
    failed: usize,
    unreadable: usize,
}

impl<W: Write> Deciding<W> {
    /// The error is that of writing; what can't be read is reported and counted.
    fn all(&mut self, files: &[PathBuf]) -> io::Result<()> {
        if files.is_empty() {
            self.input("standard input", &mut io::stdin().lock())?;
        }
        for file in files {
            let name = file.display().to_string();
            if name == "-" {
                self.input("standard input", &mut io::stdin().lock())?;
                continue;
            }
            if file.is_dir() {
                self.unreadable(&name, &["is a folder; name the files in it".to_owned()])?;
                continue;
            }
            match std::fs::File::open(file) {
                Ok(file) => self.input(&name, &mut BufReader::new(file))?,
                Err(error) => self.unreadable(&name, &[format!("can't be opened: {error}")])?,
            }
        }
        self.output.flush()
    }

    fn input(&mut self, name: &str, source: &mut dyn BufRead) -> io::Result<()> {
        input::each(source, &mut |found| match found {
            Ok(case) => self.case(&case),
            Err(fault) => self.unreadable(name, &fault.messages()),
        })
    }

    fn case(&mut self, case: &Case) -> io::Result<()> {
        let answer = case.run();
        let explanation = self.detail.map(|_| Report::new(&case.request, &case.policies));
        self.failed += usize::from(answer.pass == Some(false));
        match self.format {
            Format::Json => {
                self.json(&JsonAnswer { answer: &answer, explanation: explanation.as_ref() })
            }
            Format::Text => {
                if explanation.is_some() && std::mem::replace(&mut self.has_drawn, true) {
                    writeln!(self.output)?;
                }
                self.text(case, &answer, explanation.as_ref())?;
                match explanation.zip(self.detail) {
                    Some((explanation, detail)) => self.drawing(&explanation.draw(detail)),
                    None => Ok(()),
                }
            }
        }
    }

    fn text(
        &mut self,
        case: &Case,
        answer: &Answer,
        explanation: Option<&Report>,
    ) -> io::Result<()> {
        let name = printable(answer.name.as_deref().unwrap_or("(no name)"));
        write!(self.output, "{name}: {} by {}", answer.decision, answer.layer)?;
        for statement in &answer.because {
            write!(self.output, " ({})", printable(statement))?;
        }
        if let Some(explanation) = explanation {
            write!(self.output, ": {}", explanation.reason)?;
        }
        writeln!(self.output)?;
        for difference in case.expect.iter().flat_map(|expect| expect.differences(answer)) {
            writeln!(self.output, "  FAILED {}", printable(&difference))?;
        }
        Ok(())
    }

    /// An explanation, indented under the line of its case.
    fn drawing(&mut self, drawing: &str) -> io::Result<()> {
        drawing.lines().try_for_each(|line| writeln!(self.output, "  {line}"))
    }

    /// Tells what is wrong with one case, line or file of the input `name`.
    fn unreadable(&mut self, name: &str, messages: &[String]) -> io::Result<()> {
        self.unreadable += 1;
        match self.format {
            Format::Json => {
                self.json(&JsonError { error: &format!("{name}: {}", messages.join("; ")) })
            }
            Format::Text => {
                for message in messages {
                    say!("error: {name}: {message}");
                }
                Ok(())
            }
        }
    }

    fn json(&mut self, line: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.output, line)?;
        writeln!(self.output)
    }

    fn exit(&self) -> Exit {
        if self.unreadable > 0 {
            Exit::BadInput
        } else if self.failed > 0 {
            Exit::No
        } else {
            Exit::Done
        }
    }
}

#[derive(Serialize)]
struct JsonAnswer<'a> {
    #[serde(flatten)]
    answer: &'a Answer,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Report>,
}

#[derive(Serialize)]
struct JsonError<'a> {
    error: &'a str,
}

#[cfg(test)]
mod tests;
