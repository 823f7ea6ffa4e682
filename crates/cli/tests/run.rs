//! `entail run` and `entail proxy`, as a shell, a script or a supervisor has them. Nothing here calls
//! AWS: there are no credentials, and what is created through a run is tested with real clients.
#![expect(clippy::unwrap_used, reason = "helpers of tests panic as tests do")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Once, atomic::AtomicBool},
    time::{Duration, Instant},
};

use tempfile::TempDir;

const BOUNDARY: &str = "arn:aws:iam::111122223333:policy/Developer";
const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;
const SIGQUIT: i32 = 3;
const SIGTERM: i32 = 15;

/// Where the tests run in the background of a shell, signals are ignored, and would be by what they
/// start. A signal that is caught here is not.
fn ignore_no_signals() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for signal in [SIGHUP, SIGINT, SIGQUIT, SIGTERM] {
            let always = Arc::new(AtomicBool::new(true));
            signal_hook::flag::register_conditional_shutdown(signal, 128 + signal, always).unwrap();
        }
    });
}

/// A folder to work in, with an environment of its own.
struct Place {
    work: TempDir,
    temporary: TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    fn new() -> Self {
        let (work, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Self { work, temporary, variables: Vec::new() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self, words: &[&str]) -> Command {
        ignore_no_signals();
        let mut command = Command::new(env!("CARGO_BIN_EXE_entail"));
        command.args(words).current_dir(self.work.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("HOME", self.work.path()).env("TMPDIR", self.temporary.path());
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// `entail run` with this behind it, to its end.
    fn run(&self, words: &[&str]) -> Output {
        self.command(&[&["run"], words].concat()).output().unwrap()
    }

    /// `entail run` of a script that says `ready`, after its first line was read.
    fn start(&self, options: &[&str], script: &str) -> Running {
        let script = format!("echo ready ${{AWS_ENDPOINT_URL_IAM##*:}}; {script}");
        let words = [&["run"], options, &["--", "sh", "-c", &script]].concat();
        Running::new(self.command(&words).spawn().unwrap())
    }

    /// What a command sees of its environment.
    fn environment(&self, options: &[&str]) -> Vec<String> {
        let output = self.run(&[options, &["--", "env"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output).lines().map(str::to_owned).collect()
    }

    fn left_behind(&self) -> Vec<std::path::PathBuf> {
        fs::read_dir(self.temporary.path()).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

/// A run that has begun.
struct Running {
    process: Child,
    output: BufReader<std::process::ChildStdout>,
    port: u16,
}

impl Running {
    fn new(mut process: Child) -> Self {
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let port = line.strip_prefix("ready ").unwrap().trim().parse().unwrap();
        Self { process, output, port }
    }

    fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    fn is_open(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// What else it printed, and how it ended.
    fn end(&mut self) -> (String, std::process::ExitStatus) {
        let deadline = Instant::now() + Duration::from_secs(30);
        let status = loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < deadline, "the run does not end");
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (rest, status)
    }

    /// What it said on standard error.
    fn said(&mut self) -> String {
        let mut said = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        said
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn value<'a>(environment: &'a [String], name: &str) -> Option<&'a str> {
    environment.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))
}

#[test]
fn a_run_ends_as_its_command() {
    let place = Place::new();
    for status in [0, 1, 2, 3, 125, 254] {
        let output = place.run(&["--", "sh", "-c", &format!("exit {status}")]);
        assert_eq!(output.status.code(), Some(status), "{}", stderr(&output));
    }
}

#[test]
fn a_command_that_a_signal_ends_ends_the_run_by_it() {
    let place = Place::new();
    let ended =
        |signal: &str| place.run(&["--", "sh", "-c", &format!("kill -s {signal} $$")]).status;
    assert_eq!(ended("TERM").signal(), Some(SIGTERM));
    assert_eq!(ended("INT").signal(), Some(SIGINT));
    // Others would leave a core dump of entail's, or mean something else to it.
    assert_eq!(ended("USR1").code(), Some(128 + 10));
    assert_eq!(ended("KILL").code(), Some(128 + 9));
}

#[test]
fn what_can_not_be_started_is_told_as_env_tells_it() {
    let place = Place::new();
    let missing = place.run(&["--", "no-such-command", "--help"]);
    assert_eq!(missing.status.code(), Some(127));
    let message = "error: can't start `no-such-command`: there is no such command\n";
    assert!(stderr(&missing).ends_with(message), "{}", stderr(&missing));
    fs::write(place.work.path().join("text"), "text").unwrap();
    let refused = place.run(&["./text"]);
    assert_eq!(refused.status.code(), Some(126));
    assert!(stderr(&refused).contains("can't start `./text`: "), "{}", stderr(&refused));
}

#[test]
fn what_fails_before_the_command_is_125_and_the_command_is_not_started() {
    let place = Place::new();
    fs::write(place.work.path().join("entail.toml"), "no-such-key = 1\n").unwrap();
    let boundary = "arn:aws:iam::111122223333:role/x";
    for words in [
        &["--no-such-option", "--", "touch", "started"][..],
        &["--boundary", boundary, "--", "touch", "started"],
        &["--report", "xml", "--", "touch", "started"],
        &["--configuration", "missing.toml", "--", "touch", "started"],
        &["--", "touch", "started"],
        &[],
    ] {
        let output = place.run(words);
        assert_eq!(output.status.code(), Some(125), "{words:?}: {}", stderr(&output));
        assert!(stderr(&output).starts_with("error: "), "{words:?}: {}", stderr(&output));
    }
    fs::remove_file(place.work.path().join("entail.toml")).unwrap();
    let output = place.run(&["--report", "json=no/such/folder.json", "--", "touch", "started"]);
    assert_eq!(output.status.code(), Some(125));
    assert!(stderr(&output).contains("`no/such/folder.json`"), "{}", stderr(&output));
    assert!(!place.work.path().join("started").exists());
}

#[test]
fn options_behind_the_command_are_the_commands() {
    let output = Place::new().run(&["echo", "--boundary", "x", "--", "-h"]);
    assert_eq!(stdout(&output), "--boundary x -- -h\n");
}

#[test]
fn the_command_has_its_streams_to_itself() {
    let place = Place::new();
    let script = ["run", "--", "sh", "-c", "cat; echo aside >&2"];
    let mut run = place.command(&script).stdin(Stdio::piped()).spawn().unwrap();
    run.stdin.take().unwrap().write_all(b"one\ntwo").unwrap();
    let output = run.wait_with_output().unwrap();
    assert_eq!(stdout(&output), "one\ntwo");
    assert!(stderr(&output).contains("\naside\n"), "{}", stderr(&output));
}

#[test]
fn only_variables_of_single_services_are_set() {
    let environment = Place::new().environment(&[]);
    let iam = value(&environment, "AWS_ENDPOINT_URL_IAM").unwrap();
    assert!(iam.starts_with("http://127.0.0.1:"), "{iam}");
    for service in ["CLOUDFORMATION", "CLOUDCONTROL"] {
        assert_eq!(value(&environment, &format!("AWS_ENDPOINT_URL_{service}")), Some(iam));
    }
    let others = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "NO_PROXY", "no_proxy"];
    for name in others.into_iter().chain(["AWS_DATA_PATH", "NODE_OPTIONS"]) {
        assert_eq!(value(&environment, name), None, "{name}");
    }
}

#[test]
fn what_the_user_has_set_stays() {
    let place = Place::new()
        .with("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        .with("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:2")
        .with("HTTPS_PROXY", "http://127.0.0.1:3")
        .with("NO_PROXY", "internal");
    let environment = place.environment(&[]);
    assert_eq!(value(&environment, "AWS_ENDPOINT_URL"), Some("http://127.0.0.1:1"));
    assert_eq!(value(&environment, "AWS_ENDPOINT_URL_S3"), Some("http://127.0.0.1:2"));
    assert_eq!(value(&environment, "HTTPS_PROXY"), Some("http://127.0.0.1:3"));
    for name in ["NO_PROXY", "no_proxy"] {
        assert_eq!(value(&environment, name), Some("internal,127.0.0.1,localhost"));
    }
    assert_ne!(value(&environment, "AWS_ENDPOINT_URL_IAM"), None);
}

#[test]
fn sts_is_fronted_where_it_is_needed_or_asked_for() {
    let place = Place::new();
    let is_fronted = |words: &[&str]| {
        let output = place.run(words);
        let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
        value(&lines, "AWS_ENDPOINT_URL_STS").is_some()
    };
    assert!(!is_fronted(&["env"]));
    assert!(is_fronted(&["--front-sts", "always", "env"]));
    assert!(is_fronted(&["sh", "-c", "env; : npx cdk deploy"]));
    assert!(!is_fronted(&["--front-sts", "never", "sh", "-c", "env; : npx cdk deploy"]));
    fs::write(place.work.path().join("cdk.json"), "{}").unwrap();
    assert!(is_fronted(&["env"]));
}

#[test]
fn files_for_the_command_are_there_while_it_runs_and_gone_afterwards() {
    let place = Place::new().with("AWS_ENDPOINT_URL_IAM", "http://127.0.0.1:9");
    let seen = place.environment(&["--node-preload"]);
    let models = Path::new(value(&seen, "AWS_DATA_PATH").unwrap());
    assert!(models.starts_with(place.temporary.path()), "{}", models.display());
    assert!(value(&seen, "NODE_OPTIONS").unwrap().starts_with("--require \""));
    assert_eq!(place.left_behind(), [""; 0].map(std::path::PathBuf::from));

    let overlay = "test -f \"$AWS_DATA_PATH/iam/2010-05-08/service-2.sdk-extras.json\"; exit $?";
    let mut run = place.start(&["--node-preload"], &format!("read _; {overlay}"));
    assert_eq!(place.left_behind().len(), 1);
    assert_eq!(run.end().1.code(), Some(0));
    assert_eq!(place.left_behind(), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn a_signal_to_the_run_reaches_the_command_which_ends_as_it_likes() {
    for signal in ["TERM", "INT", "HUP", "QUIT"] {
        let place = Place::new();
        let script = format!(
            "trap 'echo cleaning up; exit 9' {signal}; echo set; n=0; \
             while [ $n -lt 400 ]; do sleep 0.05; n=$((n+1)); done"
        );
        let mut run = place.start(&["--node-preload"], &script);
        assert_eq!(run.next_line(), "set");
        assert!(run.is_open());
        run.signal(signal);
        let (printed, status) = run.end();
        assert_eq!(printed, "cleaning up\n", "{signal}: {status}: {}", run.said());
        assert_eq!(status.code(), Some(9), "{signal}: {status}");
        assert!(!run.is_open());
        assert_eq!(place.left_behind().len(), 0, "{signal}");
    }
}

#[test]
fn a_command_that_does_not_mind_a_signal_is_waited_for() {
    let place = Place::new();
    let script = "trap 'echo once more' INT; echo set; n=0; \
                  while ! test -f go && [ $n -lt 400 ]; do sleep 0.05; n=$((n+1)); done; exit 4";
    let mut run = place.start(&[], script);
    assert_eq!(run.next_line(), "set");
    for _ in 0..2 {
        run.signal("INT");
        assert_eq!(run.next_line(), "once more");
    }
    fs::write(place.work.path().join("go"), "").unwrap();
    assert_eq!(run.end().1.code(), Some(4));
}

#[test]
fn a_signal_to_the_whole_group_reaches_the_command_once() {
    // That is what `timeout` sends, beside one to the run alone.
    let place = Place::new();
    let counting =
        "trap 'echo got it' TERM; n=0; while [ $n -lt 40 ]; do sleep 0.05; n=$((n+1)); done";
    let entail = env!("CARGO_BIN_EXE_entail");
    let words = ["0.5", entail, "run", "--quiet", "--", "sh", "-c", counting];
    let mut command = place.command(&[]);
    let mut timeout = Command::new("timeout");
    timeout.args(words).current_dir(place.work.path()).env_clear();
    for (name, value) in command.stdin(Stdio::null()).get_envs() {
        timeout.env(name, value.unwrap());
    }
    let output = timeout.output().unwrap();
    assert_eq!(stdout(&output), "got it\n", "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn signals_that_were_ignored_are_ignored_by_the_command_too() {
    let place = Place::new();
    let entail = env!("CARGO_BIN_EXE_entail");
    let script = format!("trap '' HUP; exec {entail} run -- grep SigIgn /proc/self/status");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    shell.env("HOME", place.work.path()).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = shell.output().unwrap();
    let mask = stdout(&output).trim().strip_prefix("SigIgn:\t").unwrap();
    assert_eq!(u64::from_str_radix(mask, 16).unwrap() & 1, 1, "{mask}");
}

#[test]
fn a_signal_while_the_boundary_is_looked_for_ends_the_run_before_the_command() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let place = Place::new()
        .with("AWS_ENDPOINT_URL", &url)
        .with("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
        .with("AWS_SECRET_ACCESS_KEY", "secret");
    let mut run = place.command(&["run", "--", "touch", "started"]).spawn().unwrap();
    // The run asks who it is.
    let _asked = silent.accept().unwrap();
    assert!(
        Command::new("kill").args(["-s", "INT", &run.id().to_string()]).status().unwrap().success()
    );
    assert_eq!(run.wait().unwrap().signal(), Some(SIGINT));
    assert!(!place.work.path().join("started").exists());
}

#[test]
fn the_beginning_says_what_is_passed_on_and_the_end_what_was_done() {
    let place = Place::new();
    let output = place.run(&["--boundary", BOUNDARY, "--", "true"]);
    let expected = format!(
        "entail: passing on {BOUNDARY} (named by --boundary)\n{}",
        "entail: no call came to pass on a boundary in\n"
    );
    assert_eq!(stderr(&output), expected);
    let output = place.run(&["--", "true"]);
    let expected = format!(
        "entail: no boundary to pass on, calls go through as they are: {}\n{}",
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a \
         profile of ~/.aws/config or ~/.aws/credentials with --profile",
        "entail: no call came to pass on a boundary in\n"
    );
    assert_eq!(stderr(&output), expected);
    assert_eq!(stderr(&place.run(&["--quiet", "--", "true"])), "");
}

#[test]
fn reports_are_written_where_they_are_asked_for() {
    let place = Place::new();
    let words = ["--report", "json=r.json", "--report", "junit=r.xml", "--", "true"];
    let output = place.run(&words);
    assert_eq!(output.status.code(), Some(0));
    assert!(stderr(&output).ends_with("entail: no call came to pass on a boundary in\n"));
    let read = |name: &str| fs::read_to_string(place.work.path().join(name)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
    assert_eq!((&report["form"], &report["calls"]), (&1.into(), &0.into()));
    assert!(read("r.xml").contains("<testsuites name=\"entail run\" tests=\"0\""));
    let output = place.run(&["--report", "json", "--", "true"]);
    assert!(stderr(&output).contains("\n{\n  \"form\": 1,"), "{}", stderr(&output));
}

#[test]
fn what_goes_past_is_warned_of_before_the_command_starts() {
    let place = Place::new().with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE");
    let output = place.run(&["--report", "json=r.json", "echo", "--endpoint-url", "http://x"]);
    for word in ["`--endpoint-url`", "`AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`"] {
        assert!(stderr(&output).contains(&format!("entail: warning: {word} ")), "{word}");
    }
    let report = fs::read_to_string(place.work.path().join("r.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["warnings"].as_array().unwrap().len(), 2);
}

#[test]
fn a_sidecar_tells_when_it_is_ready_and_ends_gracefully() {
    let place = Place::new();
    let words = ["proxy", "--listen", "127.0.0.1:0", "--ready-file", "ready", "--report", "json=r"];
    let mut proxy = place.command(&words).spawn().unwrap();
    let mut lines = BufReader::new(proxy.stdout.take().unwrap()).lines();
    let told: Vec<String> = (0..4).map(|_| lines.next().unwrap().unwrap()).collect();
    let url = told[0].strip_prefix("export AWS_ENDPOINT_URL_IAM=").unwrap().to_owned();
    assert_eq!(told[3], format!("export AWS_ENDPOINT_URL_STS={url}"));
    let ready = fs::read_to_string(place.work.path().join("ready")).unwrap();
    assert_eq!(ready.lines().collect::<Vec<_>>(), told);
    let address = url.strip_prefix("http://").unwrap().to_owned();
    TcpStream::connect(&address).unwrap();
    let pid = proxy.id().to_string();
    assert!(Command::new("kill").args(["-s", "TERM", &pid]).status().unwrap().success());
    assert_eq!(proxy.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&address).is_err());
    assert!(!place.work.path().join("ready").exists());
    assert!(fs::read_to_string(place.work.path().join("r")).unwrap().contains("\"form\": 1"));
}

#[test]
fn a_sidecar_logs_each_call_as_the_server_does() {
    let place = Place::new();
    let words = ["proxy", "--listen", "127.0.0.1:0", "--log-format", "json"];
    let mut proxy = place.command(&words).spawn().unwrap();
    let mut lines = BufReader::new(proxy.stdout.take().unwrap()).lines();
    let address = lines.next().unwrap().unwrap().split("//").nth(1).unwrap().to_owned();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    assert!(BufReader::new(&stream).lines().next().unwrap().unwrap().contains("403"));
    let pid = proxy.id().to_string();
    assert!(Command::new("kill").args(["-s", "TERM", &pid]).status().unwrap().success());
    let output = proxy.wait_with_output().unwrap();
    let logged: Vec<serde_json::Value> = stderr(&output)
        .lines()
        .filter(|line| !line.starts_with("entail: "))
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let fields = |message: &str| {
        let named = |line: &&serde_json::Value| line["fields"]["message"] == message;
        logged.iter().find(named).unwrap_or_else(|| panic!("{}", stderr(&output)))["fields"].clone()
    };
    assert_eq!(fields("answered")["status"], 403);
    assert!(fields("refused")["error"].as_str().unwrap().contains("`Host`"));
    assert_eq!(fields("asked to stop: finishing what is in flight").as_object().unwrap().len(), 1);
}

#[test]
fn a_run_logs_only_where_it_is_told_to_and_beside_the_command() {
    let place = Place::new();
    let words = ["--log", "info", "--log-file", "run.log", "--", "true"];
    for words in [words.to_vec(), [&["--boundary", BOUNDARY], &words[..]].concat()] {
        let output = place.run(&words);
        assert_eq!(output.status.code(), Some(0));
        assert!(!stderr(&output).contains("INFO"), "{}", stderr(&output));
    }
    let log = fs::read_to_string(place.work.path().join("run.log")).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(log.lines().next().unwrap().contains("no boundary is passed on"), "{log}");
    assert!(log.lines().nth(1).unwrap().contains(BOUNDARY), "{log}");
    let plain = place.run(&["--boundary", BOUNDARY, "--", "true"]);
    assert!(!stderr(&plain).contains("INFO"), "{}", stderr(&plain));
    for wrong in [["--log", "entail=loud"], ["--log-file", "no-such-folder/log"]] {
        let output = place.run(&[&wrong[..], &["--", "touch", "started"]].concat());
        assert_eq!(output.status.code(), Some(125));
        assert!(stderr(&output).contains(wrong[1]), "{}", stderr(&output));
    }
    assert!(!place.work.path().join("started").exists());
}

/// Standard error that nobody reads any more.
fn nobody() -> Stdio {
    let (_, writer) = std::io::pipe().unwrap();
    writer.into()
}

#[test]
fn a_run_goes_on_where_nobody_reads_standard_error() {
    let place = Place::new();
    let words = ["--log", "info", "--report", "json=r.json", "--", "sh", "-c", "exit 3"];
    let status = place.command(&[&["run"], &words[..]].concat()).stderr(nobody()).status().unwrap();
    assert_eq!(status.code(), Some(3));
    let report = fs::read_to_string(place.work.path().join("r.json")).unwrap();
    assert!(report.contains("\"nothing_required\": \"there are no credentials"), "{report}");
    let missing = place.command(&["run", "--", "no-such-command"]).stderr(nobody()).status();
    assert_eq!(missing.unwrap().code(), Some(127));
}

#[test]
fn a_sidecar_goes_on_where_nobody_reads_standard_error() {
    let place = Place::new();
    let words = ["proxy", "--listen", "127.0.0.1:0", "--log", "debug"];
    let mut proxy = place.command(&words).stderr(nobody()).spawn().unwrap();
    let mut lines = BufReader::new(proxy.stdout.take().unwrap()).lines();
    let address = lines.next().unwrap().unwrap().split("//").nth(1).unwrap().to_owned();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").unwrap();
        assert!(BufReader::new(&stream).lines().next().unwrap().unwrap().contains("403"));
    }
    let pid = proxy.id().to_string();
    assert!(Command::new("kill").args(["-s", "TERM", &pid]).status().unwrap().success());
    assert_eq!(proxy.wait().unwrap().code(), Some(0));
}

#[test]
fn a_sidecar_listens_beyond_loopback_only_when_told_so() {
    let output = Place::new().command(&["proxy", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--allow-plain-http"), "{}", stderr(&output));
}
