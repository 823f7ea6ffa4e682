//! `credential_process`: a program that writes credentials to its standard output.
//!
//! AWS: <https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html>

use std::{process::Stdio, time::Duration};

use tokio::{io::AsyncReadExt as _, process::Command, time::timeout};
use zeroize::Zeroizing;

use super::{refused, written};
use crate::{
    credentials::{CredentialsError, Environment, Origin, Resolved},
    limits::{CREDENTIAL_PROCESS_BYTES_MAX, CREDENTIAL_PROCESS_SECONDS_MAX},
};

/// The only version of what such programs write.
const VERSION: u64 = 1;

/// Runs the program of a profile, without a shell, as the AWS CLI does. What it says on its standard
/// error the user sees; what it writes to its standard output nobody does.
pub(in crate::credentials) async fn process(
    command: &str,
    profile: &str,
    environment: &Environment,
) -> Result<Resolved, CredentialsError> {
    let origin = Origin::Process(profile.to_owned());
    let words = words(command)
        .filter(|words| !words.is_empty())
        .ok_or_else(|| refused(&origin, "its command has a quote that is not closed"))?;
    let seconds = CREDENTIAL_PROCESS_SECONDS_MAX;
    let text = timeout(Duration::from_secs(seconds), output(&words, environment))
        .await
        .map_err(|_| refused(&origin, format!("it has not ended within {seconds} seconds")))?
        .map_err(|reason| refused(&origin, reason))?;
    let version = serde_json::from_str::<Versioned>(&text).map(|versioned| versioned.version);
    if version.ok() != Some(VERSION) {
        return Err(refused(&origin, "it did not write JSON with `\"Version\": 1`"));
    }
    let missing = "it did not write AccessKeyId and SecretAccessKey";
    let written = written::read(&text).ok_or_else(|| refused(&origin, missing))?;
    Ok(written.resolved(origin))
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Versioned {
    version: u64,
}

async fn output(words: &[String], environment: &Environment) -> Result<Zeroizing<String>, String> {
    let (program, arguments) = words.split_first().ok_or("it is empty")?;
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(environment.variables())
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| format!("`{program}` can't be started: {error}"))?;
    let mut text = Zeroizing::new(String::new());
    if let Some(stdout) = child.stdout.take() {
        let read = stdout.take(CREDENTIAL_PROCESS_BYTES_MAX).read_to_string(&mut text).await;
        read.map_err(|_| "what it wrote can't be read as text".to_owned())?;
    }
    let status = child.wait().await.map_err(|error| error.to_string())?;
    if status.success() { Ok(text) } else { Err(format!("`{program}` failed with {status}")) }
}

/// The words of a command line, as a POSIX shell takes them apart, without expanding anything.
fn words(command: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = command.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (Some(open), _) if open == character => quote = None,
            (None, '\\') => word.get_or_insert_default().push(characters.next()?),
            (Some('"'), '\\') => {
                let next = characters.next()?;
                let word = word.get_or_insert_default();
                if !matches!(next, '"' | '\\') {
                    word.push('\\');
                }
                word.push(next);
            }
            (None, _) if character.is_whitespace() => found.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    found.extend(word);
    quote.is_none().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_taken_apart_without_a_shell() {
        let split = |command| words(command).unwrap();
        assert_eq!(split("  tool --a b "), ["tool", "--a", "b"]);
        assert_eq!(
            split(r#""/my tools/x" 'a b' c\ d "" "e\"f\g" $HOME"#),
            ["/my tools/x", "a b", "c d", "", "e\"f\\g", "$HOME"]
        );
        assert_eq!(words("tool 'open"), None);
        assert_eq!(words("tool \\"), None);
    }

    async fn run(script: &str) -> Result<Resolved, CredentialsError> {
        let environment = Environment::from([("PATH", "/usr/bin:/bin"), ("KEY", "AKIAPROCESS")]);
        process(&format!("sh -c '{script}'"), "dev", &environment).await
    }

    #[tokio::test]
    async fn what_the_program_writes_becomes_credentials() {
        let script = r#"echo "{\"Version\":1,\"AccessKeyId\":\"$KEY\",\"SecretAccessKey\":\"s\",
            \"SessionToken\":\"t\",\"Expiration\":\"2026-11-22T10:00:00Z\"}""#;
        let found = run(script).await.unwrap();
        assert_eq!(found.credentials.access_key_id, "AKIAPROCESS");
        assert_eq!(found.credentials.session_token.unwrap().expose(), "t");
        assert_eq!(found.expires.unwrap().to_string(), "2026-11-22T10:00:00Z");
    }

    #[tokio::test]
    async fn failures_are_told_without_what_was_written() {
        for script in [
            "echo hidden; exit 3",
            "echo hidden",
            r#"echo "{\"Version\":2,\"SecretAccessKey\":\"hidden\"}""#,
            r#"echo "{\"Version\":1,\"SecretAccessKey\":\"hidden\"}""#,
        ] {
            let refused = run(script).await.unwrap_err().to_string();
            assert!(refused.contains("credential_process of profile `dev`"), "{refused}");
            assert!(!refused.contains("hidden"), "{refused}");
        }
        let environment = Environment::default();
        let refused = process("/no/such/tool", "dev", &environment).await.unwrap_err().to_string();
        assert!(refused.contains("`/no/such/tool` can't be started"), "{refused}");
    }
}
