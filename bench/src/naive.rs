//! A linear scan as one would write it in an afternoon: the policies read into structures, every
//! statement compared with every request, no index and nothing compiled. It knows the operators of
//! the workloads and no others, no variables, no resource policies, and names no statement.

use std::collections::HashMap;
use std::error::Error;
use std::net::Ipv4Addr;

use crate::Contender;
use crate::workload::{self, Workload};

/// Read policies and requests.
pub struct Naive {
    layers: Vec<Vec<Statement>>,
    requests: Vec<Request>,
}

struct Request {
    action: String,
    resource: String,
    context: HashMap<String, String>,
}

struct Statement {
    is_deny: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    conditions: Vec<Condition>,
}

struct Condition {
    operator: String,
    key: String,
    values: Vec<String>,
    ranges: Vec<(u32, u32)>,
}

impl Naive {
    /// Reads a workload.
    pub fn new(workload: &Workload) -> Result<Self, Box<dyn Error>> {
        let layers = 0..workload.layers.len();
        let layers = layers
            .map(|layer| Ok(workload.statements(layer)?.iter().map(Statement::read).collect()))
            .collect::<Result<_, Box<dyn Error>>>()?;
        let request = |written: &workload::Request| Request {
            action: written.action.to_lowercase(),
            resource: written.resource.clone(),
            context: written.context.clone().into_iter().collect(),
        };
        Ok(Self { layers, requests: workload.requests.iter().map(request).collect() })
    }
}

impl Statement {
    fn read(written: &workload::Statement) -> Self {
        let mut conditions = Vec::new();
        for (operator, keys) in &written.condition {
            for (key, values) in keys {
                let values = values.list().to_vec();
                let ranges = values.iter().filter_map(|value| range(value)).collect();
                conditions.push(Condition {
                    operator: operator.clone(),
                    key: key.clone(),
                    values,
                    ranges,
                });
            }
        }
        Self {
            is_deny: written.effect == "Deny",
            actions: written.action.list().iter().map(|action| action.to_lowercase()).collect(),
            resources: written.resource.list().to_vec(),
            conditions,
        }
    }

    fn matches(&self, request: &Request) -> bool {
        self.actions.iter().any(|pattern| glob(pattern, &request.action))
            && self.resources.iter().any(|pattern| glob(pattern, &request.resource))
            && self.conditions.iter().all(|condition| condition.holds(request))
    }
}

impl Condition {
    fn holds(&self, request: &Request) -> bool {
        let value = request.context.get(&self.key);
        let is_listed = |value: &String| self.values.contains(value);
        match self.operator.as_str() {
            "StringEquals" => value.is_some_and(is_listed),
            "StringNotEquals" => !value.is_some_and(is_listed),
            "StringLike" => {
                value.is_some_and(|value| self.values.iter().any(|pattern| glob(pattern, value)))
            }
            "Bool" => value.is_some_and(|value| {
                self.values.iter().any(|wanted| wanted.eq_ignore_ascii_case(value))
            }),
            "IpAddress" => value.is_some_and(|value| self.contains(value)),
            "NotIpAddress" => !value.is_some_and(|value| self.contains(value)),
            other => panic!("{other} is not among the workloads' operators"),
        }
    }

    fn contains(&self, value: &str) -> bool {
        let Ok(address) = value.parse::<Ipv4Addr>() else { return false };
        self.ranges.iter().any(|(network, mask)| u32::from(address) & mask == *network)
    }
}

fn range(text: &str) -> Option<(u32, u32)> {
    let (network, length) = text.split_once('/')?;
    let mask = u32::MAX.checked_shl(32 - length.parse::<u32>().ok()?)?;
    Some((u32::from(network.parse::<Ipv4Addr>().ok()?) & mask, mask))
}

fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut read, mut retry) = (0, 0, None);
    while read < text.len() {
        if pattern.get(at) == Some(&b'*') {
            retry = Some((at, read));
            at += 1;
        } else if pattern.get(at) == Some(&text[read]) {
            at += 1;
            read += 1;
        } else if let Some((star, start)) = retry {
            retry = Some((star, start + 1));
            at = star + 1;
            read = start + 1;
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

impl Contender for Naive {
    fn name(&self) -> &'static str {
        "naive scan"
    }

    fn count(&self) -> usize {
        self.requests.len()
    }

    fn is_allowed(&self, number: usize) -> bool {
        let request = &self.requests[number];
        self.layers.iter().all(|statements| {
            let mut is_allowed = false;
            for statement in statements {
                if statement.matches(request) {
                    if statement.is_deny {
                        return false;
                    }
                    is_allowed = true;
                }
            }
            is_allowed
        })
    }
}
