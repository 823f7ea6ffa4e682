//! The command line of `entail lineage`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::change::Confirmation;

const ENDPOINT_HELP: &str = "The server's address [default: AWS_ENDPOINT_URL_ENTAIL, \
AWS_ENDPOINT_URL, the profile's, or http://127.0.0.1:4588]";
const REGION_HELP: &str = "The region that requests are signed for [default: AWS_REGION, \
AWS_DEFAULT_REGION, the profile's, or us-east-1]";
const CA_BUNDLE_HELP: &str = "Certificates that the server's is checked against, PEM [default: \
AWS_CA_BUNDLE, or the system's]";
const ENTITY_HELP: &str = "An ARN, or its last part: user/dev, role/app, policy/baseline";

#[derive(Debug, Args)]
#[command(after_help = "Credentials are found as the AWS CLI finds them: AWS_ACCESS_KEY_ID and \
AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN), or a profile of the shared files, of whatever kind. \
Every call needs permission \
for its action: entail:GetLineage, entail:ListDescendants and so on; see docs/lineage-command.md.")]
pub(crate) struct LineageArguments {
    #[command(flatten)]
    pub(super) connection: ConnectionArguments,
    /// How answers are printed
    #[arg(long, global = true, value_enum, default_value_t = Output::Text)]
    pub(super) output: Output,
    /// Make a change without asking, after its dry run was printed
    #[arg(long, global = true, conflicts_with = "dry_run")]
    yes: bool,
    /// Tell what a change would do, and change nothing
    #[arg(long, global = true)]
    dry_run: bool,
    #[command(subcommand)]
    pub(super) command: LineageCommand,
}

impl LineageArguments {
    /// Whether changes are asked about.
    pub(super) const fn confirmation(&self) -> Confirmation {
        match (self.dry_run, self.yes) {
            (true, _) => Confirmation::DryRunOnly,
            (false, true) => Confirmation::Given,
            (false, false) => Confirmation::Asked,
        }
    }
}

/// Which server, and as whom.
#[derive(Debug, Args)]
pub(crate) struct ConnectionArguments {
    /// The server's address
    #[arg(long, global = true, value_name = "URL", help = ENDPOINT_HELP)]
    pub(super) endpoint_url: Option<String>,
    /// The region that requests are signed for
    #[arg(long, global = true, value_name = "REGION", help = REGION_HELP)]
    pub(super) region: Option<String>,
    /// The profile of the shared files, which then stands over the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// Certificates that the server's is checked against, PEM
    #[arg(long, global = true, value_name = "FILE", help = CA_BUNDLE_HELP)]
    pub(super) ca_bundle: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
}

/// How a tree is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TreeFormat {
    Text,
    Dot,
    Svg,
    Json,
}

impl TreeFormat {
    /// What the flags choose; clap lets one of them through at most.
    pub(super) const fn chosen(dot: bool, svg: bool, output: Output) -> Self {
        match (dot, svg, output) {
            (true, _, _) => Self::Dot,
            (_, true, _) => Self::Svg,
            (_, _, Output::Json) => Self::Json,
            (_, _, Output::Text) => Self::Text,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum LineageCommand {
    /// Draw who created whom, with boundaries
    Tree {
        /// Whose line [default: everybody's]
        #[arg(help = "Whose line: an ARN, user/NAME or role/NAME [default: everybody's]")]
        principal: Option<String>,
        /// As a graph for Graphviz
        #[arg(long, conflicts_with_all = ["svg", "output"])]
        dot: bool,
        /// As a picture
        #[arg(long, conflicts_with = "output")]
        svg: bool,
    },
    /// Show everything recorded of one principal or object
    Show {
        #[arg(help = ENTITY_HELP)]
        entity: String,
    },
    /// Say which policies bound a principal, and where each comes from
    Why {
        /// A user or role [default: the calling session]
        principal: Option<String>,
    },
    /// Bind with a transitive boundary also what was created before it was set
    Cascade {
        /// The principal whose transitive boundary it is
        #[arg(
            help = "The principal: an ARN, user/NAME, role/NAME, or the unique id of a deleted one"
        )]
        principal: String,
        /// Free the line from this boundary instead
        #[arg(long, value_name = "POLICY")]
        withdraw: Option<String>,
        /// Withdraw even where sessions under the boundary wrote last
        #[arg(long, requires = "withdraw")]
        accept_writes: bool,
    },
    /// Put an existing principal or object under a boundary
    Adopt {
        #[arg(help = ENTITY_HELP)]
        entity: String,
        /// The boundary
        policy: String,
        /// Let the line change it too, not only assume and pass it
        #[arg(long)]
        write: bool,
    },
    /// Take an adoption back
    Disown {
        #[arg(help = ENTITY_HELP)]
        entity: String,
        /// The boundary
        policy: String,
        /// Withdraw even where sessions under the boundary wrote last
        #[arg(long)]
        accept_writes: bool,
    },
    /// Let sessions drop a boundary when they obtain a role: an exit
    Admit {
        /// The role
        role: String,
        /// The boundary
        policy: String,
        /// Close the exit
        #[arg(long)]
        withdraw: bool,
    },
    /// Say whether a principal's transitive boundary binds its own sessions too
    ApplyToSelf {
        /// The user or role
        principal: String,
        /// Whether it does
        #[arg(value_enum)]
        state: Switch,
    },
    /// Say whether sessions under boundaries that a role lacks may obtain it
    ObtainMode {
        /// The role
        role: String,
        /// Carry their boundaries along, or refuse them
        #[arg(value_enum)]
        mode: ObtainMode,
    },
    /// List everything that uses a policy, and the origins of each boundary
    References {
        /// The policy
        policy: String,
    },
    /// Take one origin of a boundary from a label, also of a deleted principal
    WithdrawReference {
        #[arg(help = ENTITY_HELP)]
        entity: String,
        /// The boundary
        policy: String,
        /// The unique id of the origin, as `references` lists it
        origin: String,
        /// Withdraw even where sessions under the boundary wrote last
        #[arg(long)]
        accept_writes: bool,
    },
    /// Say who gains or loses what when a boundary gets a new document
    Impact {
        /// The boundary
        policy: String,
        /// The new document; - for standard input
        document: PathBuf,
        /// Exit with 1 where somebody gains or loses anything
        #[arg(long)]
        fail_on_change: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ObtainMode {
    Carry,
    Strict,
}
