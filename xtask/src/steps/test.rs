//! The README's test command: all Rust tests and doc tests, then the client tests.

use crate::process::{TaskError, run_keeping};
use crate::steps::clients;
use crate::workspace::Workspace;
use crate::{Outcome, Task};

pub(crate) const TASK: Task =
    Task { name: "test", about: "Rust tests, doc tests, then real AWS clients", run: test };

fn test(workspace: &Workspace) -> Result<Outcome, TaskError> {
    let mut command = workspace.cargo(["test", "--locked", "--workspace"]);
    let results = run_keeping(&mut command, |line| line.starts_with("test result:"))?;
    let mut lines = vec![total(&results)];
    lines.extend(clients::test(workspace)?);
    Ok(Outcome::Tested(lines))
}

/// One line out of cargo's many `test result:` lines.
fn total(results: &[String]) -> String {
    let sum = |word: &str| results.iter().map(|line| count(line, word)).sum::<u64>();
    format!(
        "cargo test: {} passed; {} failed; {} ignored, in {} test programs",
        sum("passed"),
        sum("failed"),
        sum("ignored"),
        results.len()
    )
}

/// The number before `word` in a `test result:` line.
fn count(line: &str, word: &str) -> u64 {
    line.split(['.', ';'])
        .filter_map(|part| part.trim().strip_suffix(word))
        .find_map(|number| number.trim().parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn results_of_all_test_programs_are_added_up() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out";
        assert_eq!(
            total(&[line.to_owned(), line.to_owned()]),
            "cargo test: 24 passed; 0 failed; 2 ignored, in 2 test programs"
        );
    }
}
