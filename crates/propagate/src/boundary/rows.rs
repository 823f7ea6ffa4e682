//! The rows of the escape catalogue, and what a policy can do about each.
//!
//! `docs/escapes.md` plays them. Which statement closes which row is the engine's table,
//! [`ESCAPES`](entail_engine::ESCAPES).

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Its number, from 1.
    pub number: u8,
    /// The way out, in a few words.
    pub title: &'static str,
    /// What a policy can do about it.
    pub means: Means,
}

/// What a policy can do about a way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Statements close it.
    Statement,
    /// An explicit denial of all that the boundary leaves out closes it.
    DenyTheRest,
    /// AWS itself refuses it, or it does not arise on AWS; why.
    Nothing(&'static str),
    /// No boundary reaches it; why, and what to do.
    Beyond(&'static str),
}

/// All rows, in their order.
pub static ROWS: &[Row] = &[
    row(1, "Create a principal and name no boundary"),
    row(2, "Create a principal with a weaker boundary"),
    row(3, "Put a weaker boundary on a child, on oneself, on the parent"),
    row(4, "Remove a boundary"),
    row(5, "Rewrite the boundary policy, or change its default version"),
    row(6, "Delete the boundary policy and make it again under its name"),
    row(7, "Rewrite a policy that outsiders have"),
    row(8, "Give policies to an unbounded principal and use it"),
    row(9, "Rewrite the trust policy of an unbounded role"),
    row(10, "Assume an unbounded role"),
    row(11, "Make credentials for an unbounded user"),
    row(12, "Join groups, or write policies into them"),
    row(13, "Pass an unbounded role to a service"),
    row(14, "Give new code to what runs under an unbounded role"),
    row(15, "Put an unbounded role into an instance profile"),
    row(16, "Create a service-linked role, or act through its service"),
    Row {
        number: 17,
        title: "Have a resource policy name the own user or session",
        means: Means::DenyTheRest,
    },
    Row {
        number: 18,
        title: "Share with a foreign or anonymous principal",
        means: Means::Beyond(
            "a boundary limits who shares, not who is let in: resource control policies and Block \
             Public Access do",
        ),
    },
    row(19, "Make or change an identity provider that an unbounded role trusts"),
    row(20, "Take a web identity token out and bring it back through an own issuer"),
    row(21, "Register a trust anchor or profile with IAM Roles Anywhere"),
    row(22, "Make, widen or assign a permission set"),
    row(23, "Deploy a stack set"),
    row(24, "Make an account, move one, or take its policies off"),
    row(25, "Enter a member account from the management account"),
    row(26, "Tag oneself, others or a session so that a grant or a boundary matches"),
    row(27, "Take the name of a principal that others trust"),
    Row {
        number: 28,
        title: "`GetSessionToken` and `GetFederationToken`",
        means: Means::Beyond(
            "such a session may do what its user may: it is as open as the rows that it goes on by",
        ),
    },
    row(29, "Have a role made from a template, or a user copied"),
    Row {
        number: 30,
        title: "Give a child a weak transitive boundary of its own",
        means: Means::Nothing("AWS has no transitive boundary"),
    },
    Row {
        number: 31,
        title: "Fill labels or policy versions up to their limits",
        means: Means::Nothing("AWS refuses at its quotas and cuts nothing off"),
    },
    Row {
        number: 32,
        title: "Go on with sessions from before the boundary was put",
        means: Means::Beyond(
            "sessions of roles outside live on until they end: revoke them where that matters",
        ),
    },
    Row {
        number: 33,
        title: "Have a freer party do it: a pipeline, an automation, a custom resource",
        means: Means::Beyond(
            "put the boundary on the pipeline and on its execution roles too, and on roles that \
             services lend: by identity pools of Cognito, role aliases of IoT, or Roles Anywhere for \
             certificates of a private CA; and see that the stack that makes the boundary has no \
             service role, or that nobody under the boundary may touch it",
        ),
    },
    Row {
        number: 34,
        title: "Poison code that unbounded roles run: layers, images, packages",
        means: Means::Beyond("no call of IAM or STS is part of it: review what such roles run"),
    },
];

const fn row(number: u8, title: &'static str) -> Row {
    Row { number, title, means: Means::Statement }
}

/// `row 3`, `rows 5 and 6`, `rows 19, 20 and 21`.
pub fn in_words(rows: &[u8]) -> String {
    let mut words: Vec<String> = rows.iter().map(u8::to_string).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        format!("row {last}")
    } else {
        format!("rows {} and {last}", words.join(", "))
    }
}
