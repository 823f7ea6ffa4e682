//! `cargo xtask codegen`: writes `crates/wire/src/shapes/` from the service models in `models/`.
//!
//! - without arguments: writes the files and removes those that no operation asks for any more;
//! - `--check`: writes nothing, and fails where a file is not what it should be;
//! - `--refresh PATH`: first trims the models anew from the botocore package at PATH.

mod emit;
mod files;
mod merge;
mod model;
mod names;
mod refresh;
#[cfg(test)]
mod tests;
mod text;

use std::path::{Path, PathBuf};

/// A service whose shapes are generated.
#[derive(Debug, Clone, Copy)]
struct ServiceModel {
    /// The signing name, the name of the module, and the stem of the overlay's file.
    name: &'static str,
    /// The API version, which is a folder in botocore.
    version: &'static str,
    /// The variant of `entail_wire::Service`.
    variant: &'static str,
    /// The name in the addresses of AWS's API reference.
    reference: &'static str,
    /// How its answers are written.
    protocol: Protocol,
}

/// How a service's answers are written, and with it whose model it is: AWS's speak Query, and come
/// from botocore with overlays; ours speaks JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Query,
    Json,
}

impl Protocol {
    /// The module of `entail_wire` that writes it.
    const fn module(self) -> &'static str {
        match self {
            Self::Query => "xml",
            Self::Json => "json",
        }
    }
}

/// Every service, in the order of the names.
const SERVICES: [ServiceModel; 3] = [
    ServiceModel {
        name: "entail",
        version: "2026-11-01",
        variant: "Entail",
        reference: "Entail",
        protocol: Protocol::Json,
    },
    ServiceModel {
        name: "iam",
        version: "2010-05-08",
        variant: "Iam",
        reference: "IAM",
        protocol: Protocol::Query,
    },
    ServiceModel {
        name: "sts",
        version: "2011-06-15",
        variant: "Sts",
        reference: "STS",
        protocol: Protocol::Query,
    },
];

/// Runs the task with the arguments that follow its name.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root()?;
    match arguments.as_slice() {
        [] => {}
        ["--check"] => return files::check(&root, &generate(&root)?),
        ["--refresh", package] => refresh::run(&root, Path::new(package))?,
        _ => return Err("usage: cargo xtask codegen [--check | --refresh PATH]".to_owned()),
    }
    files::write(&root, &generate(&root)?)
}

/// Every generated file, formatted, by its path below `crates/wire/src/shapes/`.
fn generate(root: &Path) -> Result<files::Files, String> {
    let mut generated = files::Files::new();
    for service in SERVICES {
        let model = model::Model::load(&root.join("models"), service)?;
        generated.extend(emit::service(&model)?);
    }
    files::format(root, &generated)
}

/// The workspace's folder: the one above this crate's.
fn root() -> Result<PathBuf, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(Path::to_path_buf).ok_or_else(|| "xtask has no parent folder".to_owned())
}
