//! Policy, engine and lineage read no clock, environment, network, files or randomness: all of it is
//! in the request.

use super::{assert_none, sources};

const PURE_CRATES: &[&str] = &["crates/policy/src/", "crates/engine/src/", "crates/lineage/src/"];
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "std::net::Udp",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "RandomState",
];

#[test]
fn pure_crates_read_nothing_but_their_arguments() {
    let mut violations = Vec::new();
    for file in sources(&["rs"]) {
        if !PURE_CRATES.iter().any(|folder| file.path.starts_with(folder)) || file.is_test() {
            continue;
        }
        let code = file.text.split("\nmod tests {").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            for word in IMPURE.iter().filter(|word| !comment && line.contains(**word)) {
                violations.push(format!("{}:{}: `{word}`", file.path, number + 1));
            }
        }
    }
    assert_none("pass it in: invariant 4 of ARCHITECTURE.md", &violations);
}
