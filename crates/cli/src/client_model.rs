//! `entail client-model`: the botocore overlay for `TransitivePermissionsBoundary` and the extra
//! elements of answers, and the model of the administrator's API.
//!
//! botocore merges `<folder>/iam/2010-05-08/service-2.sdk-extras.json` into its own model, and takes
//! `<folder>/entail/2026-11-01/service-2.json` for a service's; the folders it looks in are
//! `~/.aws/models` and those of `AWS_DATA_PATH`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use entail_wire::{
    client_model::{ENTAIL_MODEL, IAM_SDK_EXTRAS, STS_SDK_EXTRAS},
    service::Service,
};

use crate::{exit::Exit, output};

/// What botocore merges into a model of its own.
const OVERLAY: &str = "service-2.sdk-extras.json";
/// What botocore takes for a whole model.
const MODEL: &str = "service-2.json";

/// The files that are shipped, by service.
const FILES: [(Service, &str, &str); 3] = [
    (Service::Entail, MODEL, ENTAIL_MODEL),
    (Service::Iam, OVERLAY, IAM_SDK_EXTRAS),
    (Service::Sts, OVERLAY, STS_SDK_EXTRAS),
];

#[derive(Debug, Args)]
pub(crate) struct ClientModelArguments {
    #[command(subcommand)]
    command: ClientModelCommand,
}

#[derive(Debug, Subcommand)]
enum ClientModelCommand {
    /// Write the models where awscli and boto3 find them
    Install {
        /// The folder to install into; use it with `AWS_DATA_PATH`
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
    /// Print one of them
    Print {
        /// The service: iam, sts or entail
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
        say!("error: there is no home folder: name one with --directory");
        return Exit::BadInput;
    };
    for (service, name, json) in FILES {
        let path = directory.join(service.signing_name()).join(service.version());
        match write_file(&path, name, json) {
            Ok(file) => {
                output::print(&format!("wrote {}\n", file.display()));
            }
            Err(error) => {
                say!("error: can't write below `{}`: {error}", path.display());
                return Exit::Failed;
            }
        }
    }
    Exit::Done
}

fn default_directory() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".aws").join("models"))
}

fn write_file(directory: &Path, name: &str, json: &str) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let file = directory.join(name);
    fs::write(&file, json)?;
    Ok(file)
}

fn print(service: &str) -> Exit {
    let found = FILES.iter().find(|(known, ..)| known.signing_name() == service);
    if let Some((_, _, json)) = found {
        return output::print(json);
    }
    let known: Vec<&str> = FILES.iter().map(|(known, ..)| known.signing_name()).collect();
    say!("error: there is no model of `{service}`; there is one of: {}", known.join(", "));
    Exit::BadInput
}
