//! Cedar: a `permit` or `forbid` for each statement, with `like` for the patterns.
//!
//! Cedar unites all policies of a set, while IAM's layers must all allow: each layer is a set of
//! its own and is asked by itself, a denying one ending it. Action and resource come in the context,
//! because Cedar matches patterns against strings and not against the names of entities. Values of
//! `aws:SourceIp` are Cedar's own addresses, parsed before the clock starts.

use std::error::Error;
use std::fmt::Write as _;
use std::str::FromStr as _;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression,
};

use crate::Contender;
use crate::workload::{self, Statement, Workload};

/// Parsed policy sets and requests.
pub struct Cedar {
    authorizer: Authorizer,
    layers: Vec<PolicySet>,
    requests: Vec<Request>,
    entities: Entities,
}

impl Cedar {
    /// Writes a workload in Cedar's language and parses it.
    pub fn new(workload: &Workload) -> Result<Self, Box<dyn Error>> {
        let mut layers = Vec::new();
        for layer in 0..workload.layers.len() {
            let text: String = workload.statements(layer)?.iter().map(policy).collect();
            layers.push(PolicySet::from_str(&text)?);
        }
        let requests =
            workload.requests.iter().map(|request| question(&workload.principal, request));
        Ok(Self {
            authorizer: Authorizer::new(),
            layers,
            requests: requests.collect::<Result<_, _>>()?,
            entities: Entities::empty(),
        })
    }
}

fn policy(statement: &Statement) -> String {
    let effect = if statement.effect == "Deny" { "forbid" } else { "permit" };
    let like = |attribute: &str, patterns: &[String]| {
        let tests: Vec<String> =
            patterns.iter().map(|pattern| format!("{attribute} like {pattern:?}")).collect();
        format!("({})", tests.join(" || "))
    };
    let actions: Vec<String> =
        statement.action.list().iter().map(|action| action.to_lowercase()).collect();
    let mut text = format!(
        "{effect}(principal, action, resource) when {{ {} && {}",
        like("context.action", &actions),
        like("context.resource", statement.resource.list()),
    );
    for (operator, keys) in &statement.condition {
        for (key, values) in keys {
            let _ = write!(text, " && {}", condition(operator, key, values.list()));
        }
    }
    text + " };\n"
}

fn condition(operator: &str, key: &str, values: &[String]) -> String {
    let value = format!("context[{key:?}]");
    let any = |test: &dyn Fn(&String) -> String| {
        let tests: Vec<String> = values.iter().map(test).collect();
        format!("(context has {key:?} && ({}))", tests.join(" || "))
    };
    let equal = |wanted: &String| format!("{value} == {wanted:?}");
    let in_range = |range: &String| format!("{value}.isInRange(ip({range:?}))");
    match operator {
        "StringEquals" | "Bool" => any(&equal),
        "StringNotEquals" => format!("!{}", any(&equal)),
        "StringLike" => any(&|pattern| format!("{value} like {pattern:?}")),
        "IpAddress" => any(&in_range),
        "NotIpAddress" => format!("!{}", any(&in_range)),
        other => panic!("{other} is not among the workloads' operators"),
    }
}

fn question(user: &str, request: &workload::Request) -> Result<Request, Box<dyn Error>> {
    let mut pairs = vec![
        ("action".to_owned(), RestrictedExpression::new_string(request.action.to_lowercase())),
        ("resource".to_owned(), RestrictedExpression::new_string(request.resource.clone())),
    ];
    for (key, value) in &request.context {
        let value = if key == "aws:SourceIp" {
            RestrictedExpression::new_ip(value)
        } else {
            RestrictedExpression::new_string(value.clone())
        };
        pairs.push((key.clone(), value));
    }
    let name = |kind: &str, id: &str| -> Result<EntityUid, Box<dyn Error>> {
        Ok(EntityUid::from_str(&format!("{kind}::{id:?}"))?)
    };
    Ok(Request::new(
        name("User", user)?,
        name("Action", &request.action)?,
        name("Resource", &request.resource)?,
        Context::from_pairs(pairs)?,
        None,
    )?)
}

impl Contender for Cedar {
    fn name(&self) -> &'static str {
        "cedar-policy"
    }

    fn count(&self) -> usize {
        self.requests.len()
    }

    fn is_allowed(&self, number: usize) -> bool {
        self.layers.iter().all(|layer| {
            let answer =
                self.authorizer.is_authorized(&self.requests[number], layer, &self.entities);
            answer.decision() == Decision::Allow
        })
    }
}
