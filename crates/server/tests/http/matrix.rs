//! Every operation against every kind of caller, as a table in `corpus/authz/matrix.out`.
//!
//! Each cell is one request to a server of its own that starts from the same state, so that cells
//! do not disturb one another. What is written or obtained stands outside of every lineage, so that
//! the gates show.

use std::fmt::Write as _;

use entail_server::operation::AnyOperation;
use entail_testkit::client::{Answer, Caller, Credentials};

use crate::{
    requests::{NEVER_SUCCESSFUL, Outside, borrowed, register, request, title},
    support::{
        corpus::assert_golden,
        documents::{TRANSITIVE_PATH, allow_all, policy_arn, self_referencing_baseline},
        house::{House, State},
        people::{assume, keys_of, make_developer, make_policy, make_role, make_user},
    },
};

const FILE: &str = "authz/matrix.out";

const LEGEND: &str = "\
Who may call what. Written by crates/server/tests/http/matrix.rs (ENTAIL_BLESS=1 writes it anew).

  root       the account's root user
  admin      a user with AdministratorAccess
  nobody     a user without policies
  bounded    a user with AdministratorAccess, bounded and sealed by the marked policy `baseline`
  lineage    a session of a role that `bounded` made, with AdministratorAccess
  carried    a session of an administrator's role with AdministratorAccess, obtained by `bounded`
  session    credentials of GetSessionToken, of admin
  federated  credentials of GetFederationToken with everything allowed, of admin

Targets are entities that an administrator made. `baseline` allows everything but iam:CreateAccessKey,
iam:PutRolePermissionsBoundary, iam:DeleteRolePermissionsBoundary, and creation without itself.

  ✔          done
  ✔ Code     authorised; the operation itself answers this code, to everybody
  ✘ layer    denied because no policy of the layer allows it; `!` with an explicit deny
  ✘ gate     refused by a gate of the transitive boundary
  ✘ kind     these credentials can't call it, whatever policies say
  ✘ Code     refused with another code than AccessDenied

";

/// How each denial text ends, and what the table calls it.
const LAYERS: &[(&str, &str)] = &[
    ("because no identity-based policy allows", "identity"),
    ("with an explicit deny in an identity-based policy", "identity!"),
    ("because no permissions boundary allows", "boundary"),
    ("with an explicit deny in a permissions boundary", "boundary!"),
    ("because no inherited permissions boundary allows", "inherited"),
    ("with an explicit deny in an inherited permissions boundary", "inherited!"),
    ("because no session policy allows", "session policy"),
    ("because no role trust policy allows", "trust"),
    ("with an explicit deny in a transitive permissions boundary", "gate"),
    ("Cannot call ", "kind"),
    ("Roles may not be assumed by root accounts.", "kind"),
];

struct Stage {
    state: State,
    outside: Outside,
    callers: Vec<(&'static str, Credentials)>,
}

impl Stage {
    async fn set() -> Self {
        let house = House::new().await;
        let root = house.root.clone();
        let outside = Outside::make(&root).await;
        make_user(&root, "admin").await;
        let admin = keys_of(&root, "admin").await;
        root.iam("CreateUser", &[("UserName", "nobody")]).await.expect_success();
        let nobody = keys_of(&root, "nobody").await;
        let baseline = policy_arn(TRANSITIVE_PATH, "baseline");
        let text = self_referencing_baseline(&baseline);
        assert_eq!(make_policy(&root, TRANSITIVE_PATH, "baseline", &text).await, baseline);
        let bounded = make_developer(&root, "bounded", &baseline).await;
        make_role(&bounded, "child").await;
        let lineage = assume(&bounded, "child").await;
        make_role(&root, "operator").await;
        let carried = assume(&bounded, "operator").await;
        let session = admin.sts("GetSessionToken", &[]).await.expect_success();
        let everything = allow_all();
        let federated = [("Name", "guest"), ("Policy", everything.as_str())];
        let federated = admin.sts("GetFederationToken", &federated).await.expect_success();
        let callers = [
            ("root", root.clone()),
            ("admin", admin.clone()),
            ("nobody", nobody),
            ("bounded", bounded),
            ("lineage", lineage),
            ("carried", carried),
            ("session", admin.with_credentials_of(&session)),
            ("federated", admin.with_credentials_of(&federated)),
        ];
        let callers = callers.map(|(name, caller)| (name, caller.credentials.unwrap())).to_vec();
        Self { state: house.state().await, outside, callers }
    }

    async fn cell(&self, operation: &dyn AnyOperation, credentials: &Credentials) -> String {
        let house = House::from(&self.state).await;
        let caller = Caller::new(house.root.endpoint.clone(), credentials.clone());
        let parameters = request(operation.name(), &self.outside);
        let answer =
            caller.call(operation.service(), operation.name(), &borrowed(&parameters)).await;
        let verdict = verdict(operation, &answer);
        if verdict.starts_with('✘') {
            assert_eq!(house.state().await, self.state, "{} wrote and refused", title(operation));
        }
        verdict
    }
}

fn verdict(operation: &dyn AnyOperation, answer: &Answer) -> String {
    let expected = NEVER_SUCCESSFUL.iter().find(|(name, _)| *name == operation.name());
    match (answer.code().as_str(), expected) {
        ("", None) => "✔".to_owned(),
        ("AccessDenied", _) => format!("✘ {}", layer(&answer.message())),
        (code, Some((_, expected))) if code == *expected => format!("✔ {code}"),
        ("", Some(_)) => panic!("{} is successful now: say so", title(operation)),
        (code, _) => format!("✘ {code}"),
    }
}

fn layer(message: &str) -> &'static str {
    let layer = LAYERS.iter().find(|(text, _)| message.contains(text));
    layer.unwrap_or_else(|| panic!("no layer for: {message}")).1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_answers_every_kind_of_caller_as_the_table_says() {
    let stage = Stage::set().await;
    let mut rows = vec![vec![String::new()]];
    rows[0].extend(stage.callers.iter().map(|(name, _)| (*name).to_owned()));
    for operation in register() {
        let mut row = vec![title(operation)];
        for (_, credentials) in &stage.callers {
            row.push(stage.cell(operation, credentials).await);
        }
        rows.push(row);
    }
    assert_golden(FILE, &format!("{LEGEND}{}", table(&rows)));
}

fn table(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end()).unwrap();
    }
    text
}
