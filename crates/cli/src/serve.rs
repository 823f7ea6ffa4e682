//! `entail serve`: the server on its embedded store.

use std::{
    io::IsTerminal as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use entail_policy::arn::AccountId;
use entail_server::{
    DataDirectory, Listener, Server, TlsFiles, audit::AuditLog,
    limits::AUDIT_LOG_FILE_BYTES_DEFAULT,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::{exit::Exit, logging::LogArguments, output};

/// Where the audit log is in the data folder when no other folder is named.
const AUDIT_LOG_FOLDER: &str = "audit-log";

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The address to listen on; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4588")]
    listen: SocketAddr,
    /// The folder that holds the store, the key file and root's credentials; made when missing
    #[arg(long, value_name = "DIR", default_value = "entail-data")]
    data: PathBuf,
    /// The account's number, twelve digits: made at the first start, compared at later ones
    /// [default: a random one]
    #[arg(long, value_name = "ID", value_parser = account_id)]
    account: Option<AccountId>,
    /// Print root's credentials at the first start even where standard output is no terminal
    #[arg(long)]
    print_root_credentials: bool,
    /// The certificate chain for TLS, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// The private key for TLS, PEM
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Listen without TLS on an address that other machines can reach
    #[arg(long)]
    allow_plain_http: bool,
    /// The folder of the audit log, JSON lines in `CloudTrail`'s format; made when missing
    /// [default: `audit-log` in the data folder]
    #[arg(long, value_name = "DIR")]
    audit_log: Option<PathBuf>,
    /// The size after which the audit log begins another file; older files are kept until somebody
    /// removes them
    #[arg(long, value_name = "BYTES", default_value_t = AUDIT_LOG_FILE_BYTES_DEFAULT)]
    audit_log_file_bytes: u64,
    #[command(flatten)]
    logging: LogArguments,
}

fn account_id(text: &str) -> Result<AccountId, String> {
    AccountId::parse(text).map_err(|error| error.to_string())
}

pub(crate) fn run(arguments: &ServeArguments) -> Exit {
    if let Err(error) = arguments.logging.start("info") {
        say!("error: {error}");
        return Exit::BadInput;
    }
    let tls = tls_files(arguments);
    if tls.is_none() && !arguments.listen.ip().is_loopback() && !arguments.allow_plain_http {
        say!(
            "error: `{}` can be reached from other machines, and secrets would cross the network \
             in the clear; give --tls-certificate and --tls-key, or say --allow-plain-http",
            arguments.listen
        );
        return Exit::BadInput;
    }
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            say!("error: can't start: {error}");
            return Exit::Failed;
        }
    };
    match runtime.block_on(serve(arguments, tls.as_ref())) {
        Ok(()) => Exit::Done,
        Err(error) => {
            say!("error: {error}");
            Exit::Failed
        }
    }
}

fn tls_files(arguments: &ServeArguments) -> Option<TlsFiles> {
    let (certificate, key) = (arguments.tls_certificate.as_ref()?, arguments.tls_key.as_ref()?);
    Some(TlsFiles { certificate: certificate.clone(), key: key.clone() })
}

async fn serve(
    arguments: &ServeArguments,
    tls: Option<&TlsFiles>,
) -> Result<(), Box<dyn std::error::Error>> {
    // Before the data folder is touched: an address that is taken must not leave a new account.
    let listener = Listener::bind(arguments.listen, tls).await?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let directory =
        DataDirectory::open(&arguments.data, arguments.account.as_ref().map(AccountId::as_str))
            .await?;
    announce(arguments, &directory);
    let audit_log = arguments.audit_log.clone();
    let audit_log = audit_log.unwrap_or_else(|| arguments.data.join(AUDIT_LOG_FOLDER));
    let audit_log = AuditLog::open(&audit_log, arguments.audit_log_file_bytes)?
        .follow(Arc::clone(&directory.store), directory.account.clone());
    let server = Arc::new(Server::new(directory.store, directory.keyring, directory.account));
    // Nobody may read this; the server serves all the same.
    output::print(&format!("listening on {}\n", listener.url()?));
    let shutdown = async move {
        tokio::select! {
            _ = interrupt.recv() => tracing::info!("interrupted: finishing what is in flight"),
            _ = terminate.recv() => tracing::info!("asked to stop: finishing what is in flight"),
        }
    };
    server.run(listener, shutdown).await;
    audit_log.finish().await;
    Ok(())
}

fn announce(arguments: &ServeArguments, directory: &DataDirectory) {
    let file = DataDirectory::root_credentials_file(&arguments.data);
    match &directory.root_credentials {
        Some(credentials) => {
            say!("made account {}; root's credentials are in {}", directory.account, shown(&file));
            if arguments.print_root_credentials || std::io::stdout().is_terminal() {
                output::print(credentials.as_export_lines().as_str());
                output::print("\n");
            }
        }
        None if arguments.print_root_credentials => {
            say!("root's credentials were printed at the first start; see {}", shown(&file));
        }
        None => {}
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
