//! `entail client-model`: the botocore overlay for `TransitivePermissionsBoundary` and the extra
//! elements of answers.
//!
//! botocore merges `<folder>/iam/2010-05-08/service-2.sdk-extras.json` into its own model; the
//! folders it looks in are `~/.aws/models` and those of `AWS_DATA_PATH`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use entail_wire::{
    client_model::{IAM_SDK_EXTRAS, STS_SDK_EXTRAS},
    service::Service,
};

use crate::{exit::Exit, output};

/// The overlays that are shipped, by service.
const OVERLAYS: [(Service, &str); 2] =
    [(Service::Iam, IAM_SDK_EXTRAS), (Service::Sts, STS_SDK_EXTRAS)];

#[derive(Debug, Args)]
pub(crate) struct ClientModelArguments {
    #[command(subcommand)]
    command: ClientModelCommand,
}

#[derive(Debug, Subcommand)]
enum ClientModelCommand {
    /// Write the overlay where awscli and boto3 find it
    Install {
        /// The folder to install into; use it with `AWS_DATA_PATH`
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
    /// Print an overlay
    Print {
        /// The service whose overlay to print
        #[arg(long, default_value = "iam")]
        service: String,
    },
}

pub(crate) fn run(arguments: &ClientModelArguments) -> Exit {
    match &arguments.command {
        ClientModelCommand::Install { directory } => install(directory.as_deref()),
        ClientModelCommand::Print { service } => print(service),
    }
}

fn install(directory: Option<&Path>) -> Exit {
    let Some(directory) = directory.map(Path::to_owned).or_else(default_directory) else {
        eprintln!("error: there is no home folder: name one with --directory");
        return Exit::BadInput;
    };
    for (service, overlay) in OVERLAYS {
        let path = directory.join(service.signing_name()).join(service.version());
        match write_overlay(&path, overlay) {
            Ok(file) => {
                output::print(&format!("wrote {}\n", file.display()));
            }
            Err(error) => {
                eprintln!("error: can't write below `{}`: {error}", path.display());
                return Exit::Failed;
            }
        }
    }
    Exit::Done
}

fn default_directory() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".aws").join("models"))
}

fn write_overlay(directory: &Path, json: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let file = directory.join("service-2.sdk-extras.json");
    fs::write(&file, json)?;
    Ok(file)
}

fn print(service: &str) -> Exit {
    if let Some((_, overlay)) = OVERLAYS.iter().find(|(known, _)| known.signing_name() == service) {
        return output::print(overlay);
    }
    let known: Vec<&str> = OVERLAYS.iter().map(|(known, _)| known.signing_name()).collect();
    eprintln!("error: there is no overlay for `{service}`; there is one for: {}", known.join(", "));
    Exit::BadInput
}
