//! The lineage's state machine explored further than CI has time for.
//!
//! `cargo test` explores every world to the depth that stands with it; a longer run is for the night
//! and for whoever changed the lineage.

use std::process::Command;

const MORE_STEPS_DEFAULT: &str = "1";

/// `[--depth N]`: steps beyond those of `cargo test`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let more_steps = options(arguments)?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["test", "--locked", "--release", "--package", "entail-lineage"])
        .args(["--test", "model", "--", "--nocapture", "exploration"])
        .env("ENTAIL_EXPLORE_MORE_STEPS", more_steps);
    crate::process::run(&mut command).map_err(|error| error.to_string())
}

fn options(arguments: &[String]) -> Result<String, String> {
    match arguments {
        [] => Ok(MORE_STEPS_DEFAULT.to_owned()),
        [option, value] if option == "--depth" => {
            let steps: u8 =
                value.parse().map_err(|_| format!("`{value}` is no number of steps"))?;
            Ok(steps.to_string())
        }
        _ => Err("`explore` takes `--depth N`: steps beyond those of `cargo test`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::options;

    fn read(arguments: &[&str]) -> Result<String, String> {
        options(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn one_step_more_unless_said_otherwise() {
        assert_eq!(read(&[]), Ok("1".to_owned()));
        assert_eq!(read(&["--depth", "3"]), Ok("3".to_owned()));
    }

    #[test]
    fn what_is_no_option_or_no_number_is_refused() {
        for arguments in [&["--deep", "1"][..], &["--depth"], &["--depth", "far"], &["2"]] {
            assert!(read(arguments).is_err(), "{arguments:?}");
        }
    }
}
