//! `entail proxy`: what `entail run` has between a command and AWS, as a process of its own.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    net::{Ipv6Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use clap::Args;
use entail_propagate::{
    configuration::FrontSts,
    intercept::Mode,
    journal::Journal,
    limits::FIRST_BYTE_SECONDS_MAX,
    report::Report,
    run::{self, Options, Session, command_line::Sts, signals::Signals, variables},
};
use tokio::{sync::Mutex, time::timeout};

use crate::{
    exit::Exit,
    output,
    run::{Fault, SessionArguments, in_runtime, say_what_is_passed_on, surroundings},
};

const AFTER_HELP: &str = "\
The proxy signs anew with the credentials that the client has signed with, and verifies the client's
signature first. It knows the credentials of its own environment and profiles, and those that STS
gives out through it; calls that are signed with others are refused.

On SIGTERM or SIGINT it ends what is under way, writes its report, and exits with 0.

Exit status:
  0  it was asked to end
  2  the command line can't be read, or asks for an address that other machines can reach
  3  it can't work: entail.toml, credentials, the boundary, a port that is taken, a file";

#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct ProxyArguments {
    /// The address to listen on; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4589")]
    listen: SocketAddr,
    /// A name or address under which clients reach this proxy, for an address that is not loopback;
    /// may be given several times, and the first is told to clients
    #[arg(long, value_name = "NAME", value_parser = host)]
    host: Vec<String>,
    /// Listen on an address that other machines can reach: the traffic is signed, but not encrypted
    #[arg(long)]
    allow_plain_http: bool,
    /// A file that gets the variables for clients when the proxy is ready, and is removed at the end
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    #[command(flatten)]
    session: SessionArguments,
}

pub(crate) fn run(arguments: &ProxyArguments) -> Exit {
    let logged = if arguments.session.quiet { "warn" } else { "info" };
    if let Err(error) = arguments.session.logging.start(logged) {
        say!("error: {error}");
        return Exit::BadInput;
    }
    if !arguments.listen.ip().is_loopback() {
        if !arguments.allow_plain_http {
            say!(
                "error: `{}` can be reached from other machines, and calls would cross the network \
                 unencrypted; listen on 127.0.0.1, or say --allow-plain-http",
                arguments.listen
            );
            return Exit::BadInput;
        }
        if arguments.listen.ip().is_unspecified() && arguments.host.is_empty() {
            say!(
                "entail: warning: clients are told to call 127.0.0.1, which is here only: name with \
                 --host how other machines reach this one"
            );
        }
        say!(
            "entail: warning: `{}` can be reached from other machines: calls and answers cross the \
             network unencrypted, credentials that AWS gives out among them; whoever is on the way can \
             read and change answers",
            arguments.listen
        );
    }
    in_runtime(execute(arguments)).unwrap_or_else(|fault| {
        say!("error: {fault}");
        Exit::Failed
    })
}

async fn execute(arguments: &ProxyArguments) -> Result<Exit, Fault> {
    let signals = Mutex::new(Signals::catch()?);
    let next_signal = async || {
        signals.lock().await.next().await;
    };
    let journal = Arc::new(Journal::default());
    let (surroundings, reporter) = surroundings(&arguments.session, arguments.listen)?;
    let sts = sts(arguments.session.front_sts(&surroundings.configuration), arguments.listen);
    let options = Options { hosts: arguments.host.clone(), ..arguments.session.options() };
    let session = tokio::select! {
        session = Session::prepare(surroundings, options, Arc::clone(&journal)) => session?,
        () = next_signal() => return Ok(Exit::Done),
    };
    if !arguments.session.quiet {
        say_what_is_passed_on(&session, Mode::Inject);
    }
    let variables = shell_variables(session.address(), &arguments.host, sts);
    let ready_file = arguments.ready_file.as_deref();
    let ready = ready_file.map(|path| ReadyFile::write(path, &variables)).transpose()?;
    // Nobody may read this; the proxy serves all the same.
    output::print(&variables);
    let ended = async {
        next_signal().await;
        tracing::info!("asked to stop: finishing what is in flight");
    };
    // Whoever can't wait for what is under way sends a second signal.
    let patience = async {
        let limit = Duration::from_secs(FIRST_BYTE_SECONDS_MAX);
        let _ = timeout(limit, next_signal()).await;
    };
    session.serve(ended, patience).await;
    drop(ready);
    Ok(reporter.write(&Report::of(&journal)))
}

/// A host as it stands in a URL.
fn host(text: &str) -> Result<String, String> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<Ipv6Addr>() {
        return Ok(format!("[{address}]"));
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if text.is_empty() || !text.bytes().all(is_plain) {
        return Err("expected a name or an address, without scheme and port".to_owned());
    }
    Ok(text.to_owned())
}

/// Whether clients are told to call STS here. Nobody knows what they are, and those that assume a role
/// could not be served otherwise; but its answers are secrets, which cross no network by themselves.
fn sts(wanted: FrontSts, listen: SocketAddr) -> Sts {
    match wanted {
        FrontSts::Always => Sts::Fronted,
        FrontSts::Auto if listen.ip().is_loopback() => Sts::Fronted,
        FrontSts::Auto | FrontSts::Never => Sts::Direct,
    }
}

/// What clients have to be told, for a shell to read.
fn shell_variables(address: SocketAddr, hosts: &[String], sts: Sts) -> String {
    let host = match (hosts.first(), address.ip().is_unspecified()) {
        (Some(host), _) => format!("{host}:{}", address.port()),
        (None, true) => format!("127.0.0.1:{}", address.port()),
        (None, false) => address.to_string(),
    };
    let mut lines = String::new();
    for (name, value) in variables::endpoints(&run::fronted(sts), &format!("http://{host}")) {
        let _ = writeln!(lines, "export {name}={value}");
    }
    lines
}

/// A file that is there as long as the proxy is ready.
struct ReadyFile<'a> {
    path: &'a Path,
    text: &'a str,
}

impl<'a> ReadyFile<'a> {
    /// Whoever waits for the file finds all of it: it takes its name when it is written.
    fn write(path: &'a Path, text: &'a str) -> Result<Self, Fault> {
        let failed = |error: std::io::Error| format!("can't write `{}`: {error}", path.display());
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        // It has no secrets, and clients in other containers may have other users.
        let readable = fs::Permissions::from_mode(0o644);
        let named = tempfile::Builder::new().permissions(readable).tempfile_in(folder);
        let mut file = named.map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(Self { path, text })
    }
}

impl Drop for ReadyFile<'_> {
    fn drop(&mut self) {
        // Another proxy may be ready there by now.
        if fs::read_to_string(self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_are_told_the_name_that_they_reach() {
        let told = |address: &str, hosts: &[&str], sts| {
            let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
            shell_variables(address.parse().unwrap(), &hosts, sts)
        };
        let expected = "export AWS_ENDPOINT_URL_IAM=http://127.0.0.1:4589\n\
            export AWS_ENDPOINT_URL_CLOUDFORMATION=http://127.0.0.1:4589\n\
            export AWS_ENDPOINT_URL_CLOUDCONTROL=http://127.0.0.1:4589\n";
        assert_eq!(told("127.0.0.1:4589", &[], Sts::Direct), expected);
        let sts = "export AWS_ENDPOINT_URL_STS=http://entail:4589\n";
        assert!(told("0.0.0.0:4589", &["entail", "other"], Sts::Fronted).ends_with(sts));
        assert!(told("0.0.0.0:4589", &[], Sts::Direct).contains("http://127.0.0.1:4589\n"));
        assert!(told("[::1]:4589", &[], Sts::Direct).contains("http://[::1]:4589\n"));
    }

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_more() {
        for (text, written) in
            [("entail", "entail"), ("10.0.0.7", "10.0.0.7"), ("::1", "[::1]"), ("[::1]", "[::1]")]
        {
            assert_eq!(host(text).as_deref(), Ok(written));
        }
        for text in ["", "entail:4589", "http://entail", "a b", "[entail]", "::1%eth0"] {
            assert!(host(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_answers_of_sts_cross_the_network_only_where_that_is_asked_for() {
        let of = |wanted, address: &str| sts(wanted, address.parse().unwrap());
        assert_eq!(of(FrontSts::Auto, "127.0.0.1:0"), Sts::Fronted);
        assert_eq!(of(FrontSts::Auto, "0.0.0.0:0"), Sts::Direct);
        assert_eq!(of(FrontSts::Always, "0.0.0.0:0"), Sts::Fronted);
        assert_eq!(of(FrontSts::Never, "127.0.0.1:0"), Sts::Direct);
    }

    #[test]
    fn the_ready_file_is_there_as_long_as_the_proxy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready");
        let ready = ReadyFile::write(&path, "export A=b\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "export A=b\n");
        // As readable as any other file that is made here.
        fs::write(folder.path().join("other"), "").unwrap();
        let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode("ready") & 0o444, mode("other") & 0o444);
        fs::remove_file(folder.path().join("other")).unwrap();
        drop(ready);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let ready = ReadyFile::write(&path, "export A=b\n").unwrap();
        let next = ReadyFile::write(&path, "export A=c\n").unwrap();
        drop(ready);
        assert_eq!(fs::read_to_string(&path).unwrap(), "export A=c\n");
        drop(next);
        assert!(!path.exists());
    }
}
