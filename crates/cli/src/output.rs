//! Standard output of the short commands, and standard error of all. `print!` and `eprintln!` panic
//! where nobody reads any more.

use std::{
    fmt,
    io::{self, Write as _},
};

use crate::exit::Exit;

/// A line on standard error, as `eprintln!` writes it.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::output::tell(format_args!("{}\n", format_args!($($text)*)))
    };
}

/// Prints `text`. A reader that has had enough (`| head`) is no failure; a full disk is.
pub(crate) fn print(text: &str) -> Exit {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            say!("error: can't write to standard output: {error}");
            Exit::Failed
        }
        _ => Exit::Done,
    }
}

/// Writes to standard error. Whoever can't be told there is told by the exit status; a deployment must
/// not end for it.
pub(crate) fn tell(text: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_all(text.to_string().as_bytes());
}
