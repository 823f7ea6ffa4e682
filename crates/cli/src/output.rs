//! Standard output of the short commands. `print!` panics where nobody reads any more.

use std::io::{self, Write as _};

use crate::exit::Exit;

/// Prints `text`. A reader that has had enough (`| head`) is no failure; a full disk is.
pub(crate) fn print(text: &str) -> Exit {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("error: can't write to standard output: {error}");
            Exit::Failed
        }
        _ => Exit::Done,
    }
}
