//! What the child's command line tells of it: whether it needs STS in front of the proxy, and whether
//! it is known to go past it.
//!
//! Nothing here is a promise: a script may start anything. What goes past the proxy is refused by
//! the boundary's policy, not by this.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use super::child::CommandToRun;
use crate::limits::{TERRAFORM_FILE_BYTES_MAX, TERRAFORM_FILES_MAX};

/// The CDK's own command, and `LocalStack`'s around it.
const CDK: [&str; 2] = ["cdk", "cdklocal"];
/// What the CDK leaves in the folder of a project.
const CDK_PROJECT_FILE: &str = "cdk.json";
/// Terraform and its like.
const TERRAFORM: [&str; 3] = ["terraform", "tofu", "terragrunt"];
/// Ends of the names of Terraform's files, and of Terragrunt's; `.tf.json` ends in the last.
const TERRAFORM_EXTENSIONS: [&str; 3] = ["tf", "hcl", "json"];
/// Clients that never start the CDK, whatever folder they are started in.
const NO_CDK: [&str; 11] = [
    "aws",
    "sam",
    "terraform",
    "tofu",
    "terragrunt",
    "pulumi",
    "serverless",
    "sls",
    "kubectl",
    "helm",
    "eksctl",
];
/// How templates are named on the command lines of the AWS CLI and of SAM CLI.
const TEMPLATE_OPTIONS: [&str; 3] = ["--template-file", "--template", "-t"];
/// What SAM CLI deploys where neither its command line nor [`SAM_CONFIGURATION`] names a template.
const SAM_TEMPLATES: [&str; 3] = ["template.yaml", "template.yml", "template.json"];
/// What SAM CLI reads its options from.
const SAM_CONFIGURATION: &str = "samconfig.toml";
/// Clients on the AWS SDK for JavaScript, version 2, which knows no endpoint variables.
const JAVASCRIPT_SDK_2: [&str; 2] = ["serverless", "sls"];

/// The child's command line, and the folder that it is started in.
#[derive(Clone, Debug)]
pub struct CommandLine {
    words: Vec<String>,
    directory: PathBuf,
}

impl CommandLine {
    /// A command that is started in this folder.
    pub fn new(command: &CommandToRun, directory: &Path) -> Self {
        let words = std::iter::once(&command.program).chain(&command.arguments);
        let words = words.map(|word| word.to_string_lossy().into_owned()).collect();
        Self { words, directory: directory.to_owned() }
    }

    /// Why the proxy should stand before STS; none where nothing says so.
    ///
    /// The CDK and Terraform's `assume_role` sign with credentials that they get from STS, and the
    /// proxy can learn those only there. A profile that the child names itself counts where it
    /// assumes a role: `assumes_role` tells that of a profile's name.
    pub fn needs_sts(&self, assumes_role: impl Fn(&str) -> bool) -> Option<String> {
        if self.makes_eks_tokens() {
            return None;
        }
        if let Some(name) = self.named(&CDK) {
            return Some(format!("`{name}` works with roles that it assumes"));
        }
        if self.is_cdk_project() {
            return Some(format!("`{CDK_PROJECT_FILE}` is here"));
        }
        if self.named(&TERRAFORM).is_some() && self.terraform_says(&["assume_role"]) {
            return Some("a `.tf` file here says `assume_role`".to_owned());
        }
        let profile = self.option("--profile").filter(|profile| assumes_role(profile))?;
        Some(format!("profile `{profile}` assumes a role"))
    }

    /// The templates that the command works on, as far as it names them. What a client sends may be
    /// made of them, with other lines.
    pub fn templates(&self) -> Vec<PathBuf> {
        let named: BTreeSet<&str> =
            TEMPLATE_OPTIONS.iter().flat_map(|option| self.options(option)).collect();
        let is_configured = || says(&self.directory.join(SAM_CONFIGURATION), &["template"]);
        if !named.is_empty() || self.named(&["sam"]).is_none() || is_configured() {
            return named.into_iter().map(PathBuf::from).collect();
        }
        let is_there = |name: &&&str| self.directory.join(name).is_file();
        SAM_TEMPLATES.iter().find(is_there).into_iter().map(PathBuf::from).collect()
    }

    /// What the user should know before the child is started.
    pub fn warnings(&self, facts: Facts) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.option("--endpoint-url").is_some() {
            warnings.push(
                "`--endpoint-url` on the command line goes past entail: nothing is put into \
                 those calls"
                    .to_owned(),
            );
        }
        if facts.preload == Preload::No
            && let Some(name) = self.named(&JAVASCRIPT_SDK_2)
        {
            warnings.push(format!(
                "`{name}` up to version 3 knows no endpoint variables and goes past entail: \
                 run it with --node-preload"
            ));
        }
        if facts.sts == Sts::Fronted {
            warnings.extend(self.sts_warning());
        }
        warnings
    }

    fn sts_warning(&self) -> Option<String> {
        let token = self.makes_eks_tokens()
            || (self.named(&TERRAFORM).is_some()
                && self.terraform_says(&["aws_eks_cluster_auth", "get-token"]));
        token.then(|| {
            "tokens for EKS name the address of STS, which is entail's for this run: clusters \
             refuse them; use --front-sts never where no role is assumed"
                .to_owned()
        })
    }

    /// `aws eks get-token` puts the address of STS into the token.
    fn makes_eks_tokens(&self) -> bool {
        let mut tokens = self.tokens();
        tokens.any(|token| token == "eks") && self.tokens().any(|token| token == "get-token")
    }

    /// Whether the command may start the CDK, in a folder that is one of its projects.
    fn is_cdk_project(&self) -> bool {
        let first = self.words.first().map(|word| file_name(word));
        !first.is_some_and(|first| NO_CDK.contains(&first))
            && self.directory.join(CDK_PROJECT_FILE).is_file()
    }

    /// Which of these programs is named, also behind `npx`, `sh -c` and the like.
    fn named(&self, programs: &[&'static str]) -> Option<&'static str> {
        let is_named = |program: &&&str| self.tokens().any(|token| file_name(token) == **program);
        programs.iter().find(is_named).copied()
    }

    /// The words, those of a shell's script one by one.
    fn tokens(&self) -> impl Iterator<Item = &str> {
        let separates = |it: char| it.is_whitespace() || matches!(it, ';' | '&' | '|' | '(' | ')');
        self.words.iter().flat_map(move |word| word.split(separates))
    }

    /// The value of an option, as `--option value` or `--option=value`.
    fn option(&self, name: &str) -> Option<&str> {
        self.options(name).next()
    }

    /// All its values.
    fn options(&self, name: &str) -> impl Iterator<Item = &str> {
        let mut before = None;
        self.tokens().filter_map(move |token| {
            match before.replace(token).and_then(|it: &str| it.strip_prefix(name)) {
                Some("") => Some(token),
                _ => token.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')),
            }
        })
    }

    /// Whether Terraform's files, here or where `-chdir` points to, say one of these words.
    fn terraform_says(&self, words: &[&str]) -> bool {
        let folder = match self.option("-chdir") {
            Some(folder) => self.directory.join(folder),
            None => self.directory.clone(),
        };
        let Ok(entries) = fs::read_dir(folder) else { return false };
        let is_terraform = |path: &PathBuf| {
            let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
            TERRAFORM_EXTENSIONS.contains(&extension)
        };
        let files = entries.flatten().map(|entry| entry.path()).filter(is_terraform);
        files.take(TERRAFORM_FILES_MAX).any(|file| says(&file, words))
    }
}

/// Whether a file that is not overly long has one of the words outside of line comments.
fn says(file: &Path, words: &[&str]) -> bool {
    let is_short = fs::metadata(file).is_ok_and(|it| it.len() <= TERRAFORM_FILE_BYTES_MAX);
    let text = if is_short { fs::read_to_string(file).unwrap_or_default() } else { String::new() };
    let code = |line: &&str| !line.trim_start().starts_with(['#', '/']);
    text.lines().filter(code).any(|line| words.iter().any(|word| line.contains(word)))
}

fn file_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// How the run is set up, as far as warnings depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether the proxy stands before STS.
    pub sts: Sts,
    /// Whether Node.js is led here by a module.
    pub preload: Preload,
}

/// Whether the proxy stands before STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sts {
    /// It does.
    Fronted,
    /// Calls to STS go where they always went.
    Direct,
}

/// Whether Node.js is led here by a module that it loads first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preload {
    /// It is.
    Yes,
    /// It is not.
    No,
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn command(words: &[&str], directory: &Path) -> CommandLine {
        let mut words = words.iter().map(OsString::from);
        let program = words.next().unwrap();
        CommandLine::new(&CommandToRun { program, arguments: words.collect() }, directory)
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn needs_sts(words: &[&str], files: &[(&str, &str)]) -> bool {
        let folder = folder(files);
        command(words, folder.path()).needs_sts(|profile| profile == "deploy-role").is_some()
    }

    #[test]
    fn the_cdk_is_seen_behind_its_launchers() {
        for words in [
            &["cdk", "deploy"][..],
            &["npx", "cdk", "deploy"],
            &["node_modules/.bin/cdk", "deploy"],
            &["npx", "--yes", "cdklocal", "bootstrap"],
            &["sh", "-c", "npm ci && cdk deploy --all"],
        ] {
            assert!(needs_sts(words, &[]), "{words:?}");
        }
        assert!(!needs_sts(&["aws", "s3", "ls"], &[]));
        assert!(!needs_sts(&["echo", "cdkfoo"], &[]));
    }

    #[test]
    fn the_templates_that_a_command_names_are_known() {
        let templates = |words: &[&str], files: &[(&str, &str)]| {
            let folder = folder(files);
            let found = command(words, folder.path()).templates();
            found.iter().map(|it| it.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let there = [("template.yml", "")];
        assert_eq!(templates(&["sam", "deploy"], &there), ["template.yml"]);
        assert_eq!(templates(&["sam", "deploy", "-t", "a.yaml"], &there), ["a.yaml"]);
        let script = "sam deploy -t b.yaml && sam deploy --template-file=a.yaml";
        assert_eq!(templates(&["sh", "-c", script], &there), ["a.yaml", "b.yaml"]);
        assert_eq!(templates(&["make"], &there), [""; 0]);
        let configured = [("template.yml", ""), ("samconfig.toml", "template_file = \"a.yaml\"")];
        assert_eq!(templates(&["sam", "deploy"], &configured), [""; 0]);
    }

    #[test]
    fn the_folder_of_a_cdk_project_counts_for_what_may_start_the_cdk() {
        let files = [("cdk.json", "{}")];
        assert!(needs_sts(&["npm", "run", "deploy"], &files));
        assert!(needs_sts(&["make"], &files));
        assert!(!needs_sts(&["make"], &[]));
        assert!(!needs_sts(&["/usr/bin/aws", "sts", "get-caller-identity"], &files));
    }

    #[test]
    fn terraform_needs_it_where_a_provider_assumes_a_role() {
        let files = [("main.tf", "provider \"aws\" {\n  assume_role {\n    role_arn = \"x\"\n")];
        assert!(needs_sts(&["terraform", "apply"], &files));
        assert!(!needs_sts(&["terraform", "apply"], &[("main.tf", "# assume_role {\n")]));
        assert!(!needs_sts(&["aws", "iam", "list-roles"], &files));
        let folder = folder(&[]);
        fs::create_dir(folder.path().join("live")).unwrap();
        fs::write(folder.path().join("live/a.tf"), "assume_role {}").unwrap();
        let elsewhere = command(&["tofu", "-chdir=live", "plan"], folder.path());
        assert!(elsewhere.needs_sts(|_| false).is_some());
    }

    #[test]
    fn a_profile_of_the_child_counts_where_it_assumes_a_role() {
        assert!(needs_sts(&["aws", "--profile", "deploy-role", "iam", "list-roles"], &[]));
        assert!(needs_sts(&["sam", "deploy", "--profile=deploy-role"], &[]));
        assert!(!needs_sts(&["sam", "deploy", "--profile", "dev"], &[]));
    }

    #[test]
    fn tokens_for_eks_keep_the_address_of_sts() {
        let words = ["aws", "eks", "get-token", "--profile", "deploy-role"];
        assert!(!needs_sts(&words, &[]));
        let folder = folder(&[("k.tf", "data \"aws_eks_cluster_auth\" \"x\" {}")]);
        let facts = Facts { sts: Sts::Fronted, preload: Preload::No };
        for words in [&words[..], &["terraform", "apply"]] {
            let warnings = command(words, folder.path()).warnings(facts);
            assert_eq!(warnings.len(), 1, "{words:?}: {warnings:?}");
            assert!(warnings[0].contains("EKS"), "{warnings:?}");
        }
    }

    #[test]
    fn what_goes_past_is_warned_of() {
        let folder = folder(&[]);
        let warnings = |words: &[&str], preload| {
            command(words, folder.path()).warnings(Facts { sts: Sts::Direct, preload })
        };
        let past = warnings(&["aws", "--endpoint-url", "http://x", "iam"], Preload::No);
        assert!(past[0].contains("--endpoint-url"), "{past:?}");
        assert_eq!(warnings(&["aws", "--endpoint-url=http://x"], Preload::No).len(), 1);
        let serverless = warnings(&["npx", "serverless", "deploy"], Preload::No);
        assert!(serverless[0].contains("--node-preload"), "{serverless:?}");
        assert_eq!(warnings(&["npx", "serverless", "deploy"], Preload::Yes), [""; 0]);
        assert_eq!(warnings(&["aws", "iam", "list-roles"], Preload::No), [""; 0]);
    }
}
