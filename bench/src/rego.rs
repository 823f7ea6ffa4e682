//! Rego, by regorus: rules for each statement, one for each alternative, as Rego writes "or".
//!
//! Patterns are compared as cheaply as Rego can: `==` for a literal, `startswith` for a prefix, a
//! regular expression for the others. A key that the request lacks leaves its rule undefined, which
//! is what IAM's missing keys mean; negated operators are `not`. The module is compiled with its
//! entry point, the requests are values before the clock starts.

use std::error::Error;
use std::fmt::Write as _;

use regorus::{CompiledPolicy, Engine, Value};

use crate::Contender;
use crate::workload::{Statement, Workload};

/// A compiled module and its inputs.
pub struct Rego {
    policy: CompiledPolicy,
    inputs: Vec<Value>,
}

impl Rego {
    /// Writes a workload in Rego and compiles it.
    pub fn new(workload: &Workload) -> Result<Self, Box<dyn Error>> {
        // Room for every regular expression, so that none is compiled twice.
        regorus::cache::configure(regorus::cache::Config { regex: 1 << 16, ..Default::default() });
        let mut engine = Engine::new();
        engine.add_policy("workload.rego".to_owned(), module(workload)?)?;
        let policy = engine.compile_with_entrypoint(&"data.iam.allow".into())?;
        let mut inputs = Vec::new();
        for request in &workload.requests {
            let input = serde_json::json!({
                "action": request.action.to_lowercase(),
                "resource": request.resource,
                "context": request.context,
            });
            inputs.push(Value::from_json_str(&input.to_string())?);
        }
        Ok(Self { policy, inputs })
    }
}

fn module(workload: &Workload) -> Result<String, Box<dyn Error>> {
    let mut text = "package iam\nimport rego.v1\ndefault allow := false\nallow if {\n".to_owned();
    for layer in 0..workload.layers.len() {
        let _ = writeln!(text, "  not deny_{layer}\n  permit_{layer}");
    }
    text.push_str("}\n");
    for layer in 0..workload.layers.len() {
        for (number, statement) in workload.statements(layer)?.iter().enumerate() {
            write_statement(&mut text, &format!("{layer}_{number}"), layer, statement);
        }
        // A layer without a Deny, or without an Allow, has the rule all the same.
        let _ = writeln!(text, "deny_{layer} if false\npermit_{layer} if false");
    }
    Ok(text)
}

fn write_statement(text: &mut String, id: &str, layer: usize, statement: &Statement) {
    let effect = if statement.effect == "Deny" { "deny" } else { "permit" };
    let mut body = format!("{effect}_{layer} if {{\n  action_{id}\n  resource_{id}\n");
    for action in statement.action.list() {
        let test = like("input.action", &action.to_lowercase());
        let _ = writeln!(text, "action_{id} if {test}");
    }
    for resource in statement.resource.list() {
        let _ = writeln!(text, "resource_{id} if {}", like("input.resource", resource));
    }
    let conditions = statement
        .condition
        .iter()
        .flat_map(|(operator, keys)| keys.iter().map(move |(key, values)| (operator, key, values)));
    for (number, (operator, key, values)) in conditions.enumerate() {
        let value = format!("input.context[{key:?}]");
        for wanted in values.list() {
            let test = match operator.as_str() {
                "StringEquals" | "StringNotEquals" | "Bool" => format!("{value} == {wanted:?}"),
                "StringLike" => like(&value, wanted),
                "IpAddress" | "NotIpAddress" => format!("net.cidr_contains({wanted:?}, {value})"),
                other => panic!("{other} is not among the workloads' operators"),
            };
            let _ = writeln!(text, "condition_{id}_{number} if {test}");
        }
        let negation = if operator.contains("Not") { "not " } else { "" };
        let _ = writeln!(body, "  {negation}condition_{id}_{number}");
    }
    let _ = writeln!(text, "{body}}}");
}

fn like(value: &str, pattern: &str) -> String {
    match pattern.find('*') {
        None => format!("{value} == {pattern:?}"),
        Some(at) if at + 1 == pattern.len() => format!("startswith({value}, {:?})", &pattern[..at]),
        Some(_) => {
            let escaped: String = pattern
                .chars()
                .map(|character| match character {
                    '*' => ".*".to_owned(),
                    _ if character.is_alphanumeric() => character.to_string(),
                    _ => format!("[{character}]"),
                })
                .collect();
            format!("regex.match(`^{escaped}$`, {value})")
        }
    }
}

impl Contender for Rego {
    fn name(&self) -> &'static str {
        "regorus"
    }

    fn count(&self) -> usize {
        self.inputs.len()
    }

    fn is_allowed(&self, number: usize) -> bool {
        let answer = self.policy.eval_with_input(self.inputs[number].clone());
        answer.is_ok_and(|answer| answer == Value::Bool(true))
    }
}
