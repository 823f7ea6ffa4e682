//! The engine and the reference evaluator on cases made up by the million.
//!
//! `cargo test` takes a few thousand of the same cases; a longer run is for the night and for whoever
//! changed the engine.

use std::process::Command;

const CASES_DEFAULT: &str = "1000000";
const SEED_DEFAULT: &str = "1";

/// `[--cases N] [--seed S]`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let (cases, seed) = options(arguments)?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["test", "--locked", "--release", "--package", "entail-testkit"])
        .args(["--test", "agreement", "--", "--nocapture"])
        .env("ENTAIL_AGREEMENT_CASES", cases)
        .env("ENTAIL_AGREEMENT_SEED", seed);
    crate::process::run(&mut command).map_err(|error| error.to_string())
}

fn options(arguments: &[String]) -> Result<(String, String), String> {
    let (mut cases, mut seed) = (CASES_DEFAULT.to_owned(), SEED_DEFAULT.to_owned());
    let mut arguments = arguments.iter();
    while let Some(option) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{option}` takes a number"))?;
        let number: u64 = value.parse().map_err(|_| format!("`{value}` is no number"))?;
        match option.as_str() {
            "--cases" => cases = number.to_string(),
            "--seed" => seed = number.to_string(),
            other => return Err(format!("`{other}` is neither `--cases` nor `--seed`")),
        }
    }
    Ok((cases, seed))
}

#[cfg(test)]
mod tests {
    use super::options;

    fn read(arguments: &[&str]) -> Result<(String, String), String> {
        options(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_million_cases_of_the_first_seed_unless_said_otherwise() {
        assert_eq!(read(&[]), Ok(("1000000".to_owned(), "1".to_owned())));
        assert_eq!(read(&["--seed", "7"]), Ok(("1000000".to_owned(), "7".to_owned())));
        assert_eq!(read(&["--cases", "9", "--seed", "7"]), Ok(("9".to_owned(), "7".to_owned())));
    }

    #[test]
    fn what_is_no_option_or_no_number_is_refused() {
        for arguments in [&["--case", "1"][..], &["--cases"], &["--cases", "many"]] {
            assert!(read(arguments).is_err(), "{arguments:?}");
        }
    }
}
