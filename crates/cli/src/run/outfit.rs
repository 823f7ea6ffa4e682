//! What the child gets: its command line, variables, credentials, and files of its own.

use entail_propagate::{
    configuration::FrontSts,
    credentials::{Environment, ForChild},
    run::{
        self, Session,
        child::{CommandToRun, EnvironmentChanges},
        command_line::{CommandLine, Facts, Preload, Sts},
        scratch::Scratch,
        variables,
    },
};

use super::{Fault, RunArguments};

/// All of it. The files and what serves the credentials go when this is dropped.
pub(super) struct Outfit {
    pub(super) command: CommandToRun,
    pub(super) changes: EnvironmentChanges,
    pub(super) warnings: Vec<String>,
    _credentials: Option<ForChild>,
    _files: Option<Scratch>,
}

impl Outfit {
    pub(super) async fn prepare(
        session: &Session,
        arguments: &RunArguments,
        front_sts: FrontSts,
        environment: &Environment,
        line: &CommandLine,
    ) -> Result<Self, Fault> {
        let command = arguments.command();
        let sts = sts(front_sts, line, session);
        let preload = if arguments.node_preload { Preload::Yes } else { Preload::No };
        let mut changes = EnvironmentChanges::default();
        let credentials = session.for_child().await?;
        if let Some(credentials) = &credentials {
            changes.unset.extend(credentials.unset.iter().map(Into::into));
            for (name, value) in &credentials.set {
                changes.set(name, value.expose());
            }
        }
        // After the credentials: with them come the endpoints of a profile.
        let url = format!("http://{}", session.address());
        for (name, value) in variables::endpoints(&run::fronted(sts), &url) {
            changes.set(name, value);
        }
        variables::without_http_proxy(environment, &mut changes);
        let files = files(session, preload, environment, &mut changes)?;
        let mut warnings = line.warnings(Facts { sts, preload });
        warnings.extend(session.warnings());
        warnings.extend(credentials.iter().flat_map(|it| it.warnings.clone()));
        Ok(Self { command, changes, warnings, _credentials: credentials, _files: files })
    }
}

fn sts(front_sts: FrontSts, line: &CommandLine, session: &Session) -> Sts {
    let wanted = match front_sts {
        FrontSts::Always => true,
        FrontSts::Never => false,
        FrontSts::Auto => line.needs_sts(|profile| session.assumes_role(profile)).is_some(),
    };
    if wanted { Sts::Fronted } else { Sts::Direct }
}

/// The files that the child reads. Without any there is no folder that could be left behind.
fn files(
    session: &Session,
    preload: Preload,
    environment: &Environment,
    changes: &mut EnvironmentChanges,
) -> std::io::Result<Option<Scratch>> {
    let shows_more = !session.reaches_aws();
    if !shows_more && preload == Preload::No {
        return Ok(None);
    }
    let files = Scratch::new()?;
    if shows_more {
        variables::data_path(environment, &files.client_models()?, changes);
    }
    if preload == Preload::Yes {
        variables::node_preload(environment, &files.node_preload()?, changes);
    }
    Ok(Some(files))
}
