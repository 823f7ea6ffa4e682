//! Logs: what is in them, how they look and where they go, the same for every command that has them.

use std::{fs::OpenOptions, io::IsTerminal as _, path::PathBuf, sync::Arc};

use clap::{Args, ValueEnum};
use tracing_subscriber::{EnvFilter, fmt::writer::BoxMakeWriter};

#[derive(Debug, Args)]
pub(crate) struct LogArguments {
    /// How logs are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// What is logged: error, warn, info, debug, trace, off, or a filter such as `warn,entail=debug`
    /// [default: info, of a quiet proxy warn, of `entail run` off]
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// The file that logs are added to [default: standard error]
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

/// Why there can be no logs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LogError {
    /// Not a filter.
    #[error("`{filter}` is no log filter: {source}")]
    Filter {
        /// What was given.
        filter: String,
        /// What is wrong with it.
        source: tracing_subscriber::filter::ParseError,
    },
    /// The file can't be written.
    #[error("can't write logs to `{}`: {source}", path.display())]
    File {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl LogArguments {
    /// Starts to log; by this filter where the command line names none.
    pub(crate) fn start(&self, filter: &str) -> Result<(), LogError> {
        let text = self.log.as_deref().unwrap_or(filter);
        let filter = EnvFilter::try_new(text)
            .map_err(|source| LogError::Filter { filter: text.to_owned(), source })?;
        let (writer, is_terminal) = match &self.log_file {
            Some(path) => {
                let file = OpenOptions::new().create(true).append(true).open(path);
                let file = file.map_err(|source| LogError::File { path: path.clone(), source })?;
                (BoxMakeWriter::new(Arc::new(file)), false)
            }
            None => (BoxMakeWriter::new(std::io::stderr), std::io::stderr().is_terminal()),
        };
        let builder = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(writer)
            .with_ansi(is_terminal)
            // Where logs can't be written nobody reads of it either, and the calls go on.
            .log_internal_errors(false);
        match self.log_format {
            LogFormat::Text => builder.init(),
            LogFormat::Json => builder.json().init(),
        }
        Ok(())
    }
}
