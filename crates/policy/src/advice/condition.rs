//! Operators against the keys they compare, and the values.

use super::{address, allows, asks_for, key, sensitive, value};
use crate::diagnostic::Diagnostic;
use crate::faults::Faults;
use crate::finding::comparison::{
    ANY_VALUE, DYNAMODB_ATTRIBUTES, EMPTY_CONDITION, FOR_ALL_VALUES_SINGLE, MISSING_QUALIFIER,
    MIXED_VALUES, MULTIPLE_BOOLEANS, NO_VALUES, NULL_WITH_QUALIFIER, REDUNDANT_NUMBER, S3_PREFIX,
    STRING_LIKE_WITH_ARN, TYPE_MISMATCH, UNPAIRED_ADDRESS, UNTRUSTWORTHY_KEY,
    VARIABLE_FOR_OPERATOR, VPC_FORMAT,
};
use crate::operators::{Family, Operator};
use crate::service_authorization::{self as facts, Cardinality, ValueType};
use crate::span::Spanned;
use crate::tree::{
    ConditionKey, ConditionOperator, ConditionValue, Presence, SetQualifier, Statement,
};

/// Keys that hold private addresses, and those that say in which network.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip>
const PAIRS: [(&str, &[&str]); 2] = [
    ("aws:VpcSourceIp", &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"]),
    ("aws:Ec2InstanceSourcePrivateIPv4", &["aws:Ec2InstanceSourceVpc"]),
];

/// Keys that the caller chooses.
const UNTRUSTWORTHY: [&str; 2] = ["aws:referer", "aws:useragent"];

pub(super) fn advise(statement: &Statement, faults: &mut Faults) {
    for condition in &statement.conditions {
        if condition.keys.is_empty() {
            let message = "the operator compares no key";
            faults.push(Diagnostic::new(&EMPTY_CONDITION, condition.span, message));
        }
        for key in &condition.keys {
            let known = key::find(&key.key, faults);
            mixed(key, faults);
            let Some(operator) = condition.parsed else { continue };
            if let Some(known) = known {
                of_type(operator, known, &key.key, faults);
            }
            qualifier(operator, known, key, faults);
            values(operator, key, faults);
            any_value(operator, key, faults);
            meaning(statement, operator, key, faults);
            address::advise(operator, key, faults);
            sensitive::advise(operator, key, faults);
            value::advise(operator, known, key, faults);
        }
    }
}

fn is_key(key: &ConditionKey, name: &str) -> bool {
    key.key.value.eq_ignore_ascii_case(name)
}

fn of_type(
    operator: ConditionOperator,
    known: &facts::ConditionKey,
    key: &Spanned<String>,
    faults: &mut Faults,
) {
    let family = operator.operator.family();
    let Some(value_type) = known.value_type else { return };
    let is_like = matches!(operator.operator, Operator::StringLike | Operator::StringNotLike);
    if value_type == ValueType::Arn && is_like {
        let message = format!("`{}` holds an ARN", key.value);
        let fault = Diagnostic::new(&STRING_LIKE_WITH_ARN, key.span, message);
        let arn = if operator.operator.is_negated() { "ArnNotLike" } else { "ArnLike" };
        faults.push(fault.with_help(format!("write `{arn}`")));
        return;
    }
    let is_fitting = match value_type {
        ValueType::String => {
            // Texts that hold ARNs, such as `kms:EncryptionContext:aws:logs:arn`, and the provider
            // of a session, which has one where it was made in IAM.
            let name = key.value.to_ascii_lowercase();
            let is_arn = name.ends_with("arn") || name == "aws:federatedprovider";
            family == Family::String || (is_arn && family == Family::Arn)
        }
        // An ARN is a text, and its operators know no other comparison for a whole one.
        ValueType::Arn => matches!(family, Family::Arn | Family::String),
        ValueType::Bool => family == Family::Boolean,
        ValueType::Numeric => family == Family::Numeric,
        // `aws:EpochTime` is compared as a date or as a number of seconds.
        ValueType::Date => matches!(family, Family::Date | Family::Numeric),
        ValueType::IpAddress => family == Family::IpAddress,
        ValueType::Binary => matches!(family, Family::Binary | Family::String),
    };
    if !is_fitting && family != Family::Null {
        let (holds, write) = described(value_type);
        let message = format!("`{operator}` does not compare {holds}, which `{}` holds", key.value);
        let fault = Diagnostic::new(&TYPE_MISMATCH, key.span, message);
        faults.push(fault.with_help(format!("write {write}")));
    }
}

/// What a key of a type holds, and the operators for it.
fn described(value_type: ValueType) -> (&'static str, &'static str) {
    match value_type {
        ValueType::String => ("text", "`StringEquals`, `StringLike` or one of their relatives"),
        ValueType::Arn => ("an ARN", "`ArnLike` or one of its relatives"),
        ValueType::Bool => ("`true` or `false`", "`Bool`"),
        ValueType::Numeric => ("a number", "`NumericEquals` or one of its relatives"),
        ValueType::Date => ("a date", "`DateLessThan` or one of its relatives"),
        ValueType::IpAddress => ("an address", "`IpAddress` or `NotIpAddress`"),
        ValueType::Binary => ("binary data", "`BinaryEquals`"),
    }
}

fn qualifier(
    operator: ConditionOperator,
    known: Option<&facts::ConditionKey>,
    key: &ConditionKey,
    faults: &mut Faults,
) {
    if operator.operator == Operator::Null {
        if operator.qualifier.is_some() {
            let message = "`Null` takes no qualifier: the result is always the same";
            faults.push(Diagnostic::new(&NULL_WITH_QUALIFIER, key.key.span, message));
        }
        return;
    }
    let name = key.key.value.as_str();
    match (known.map(|known| known.cardinality), operator.qualifier) {
        (Some(Cardinality::Multiple), None) => {
            let message = format!("`{name}` holds many values");
            let fault = Diagnostic::new(&MISSING_QUALIFIER, key.key.span, message);
            let help = format!("write `ForAllValues:{operator}` or `ForAnyValue:{operator}`");
            faults.push(fault.with_help(help));
        }
        (Some(Cardinality::Single), Some(SetQualifier::ForAllValues)) => {
            let message = format!("`{name}` holds one value; without it the condition holds");
            faults.push(Diagnostic::new(&FOR_ALL_VALUES_SINGLE, key.key.span, message));
        }
        _ => {}
    }
}

fn mixed(key: &ConditionKey, faults: &mut Faults) {
    let kinds = key.values.iter().map(|value| std::mem::discriminant(&value.value));
    let Some(first) = kinds.clone().next() else { return };
    if let Some((_, odd)) = kinds.zip(&key.values).find(|(kind, _)| *kind != first) {
        let message = "this value is of another JSON type than the first";
        faults.push(Diagnostic::new(&MIXED_VALUES, odd.span, message));
    }
}

fn values(operator: ConditionOperator, key: &ConditionKey, faults: &mut Faults) {
    let family = operator.operator.family();
    if key.values.is_empty() {
        let message = match (operator.qualifier, operator.presence) {
            (Some(SetQualifier::ForAnyValue), _) => "without values this never holds",
            (Some(SetQualifier::ForAllValues), _) | (None, Presence::IfExists) => {
                "without values this holds only where the key is missing"
            }
            (None, Presence::Required) => "there is nothing to compare with",
        };
        faults.push(Diagnostic::new(&NO_VALUES, key.key.span, message));
    }
    if family == Family::Boolean && key.values.len() > 1 {
        let message = "several truth values are alternatives";
        faults.push(Diagnostic::new(&MULTIPLE_BOOLEANS, key.key.span, message));
    }
    let is_order = matches!(
        operator.operator,
        Operator::NumericLessThan
            | Operator::NumericLessThanEquals
            | Operator::NumericGreaterThan
            | Operator::NumericGreaterThanEquals
    );
    if is_order && key.values.len() > 1 {
        let message = "the widest of these numbers decides alone";
        faults.push(Diagnostic::new(&REDUNDANT_NUMBER, key.key.span, message));
    }
    for value in &key.values {
        if !matches!(family, Family::String | Family::Arn) && value.value.as_text().contains("${") {
            let message = format!("`{operator}` replaces no variables");
            faults.push(Diagnostic::new(&VARIABLE_FOR_OPERATOR, value.span, message));
        }
        vpc_id(operator.operator, key, value, faults);
    }
}

/// `*` matches every value: only whether there is one counts.
fn any_value(operator: ConditionOperator, key: &ConditionKey, faults: &mut Faults) {
    let is_like = matches!(operator.operator, Operator::StringLike | Operator::StringNotLike);
    let Some(value) = key.values.iter().find(|value| value.value.as_text() == "*") else { return };
    if !is_like {
        return;
    }
    let is_negated = operator.operator.is_negated();
    let (message, instead) = match (is_negated, operator.qualifier, operator.presence) {
        (false, None, Presence::Required) | (false, Some(SetQualifier::ForAnyValue), _) => {
            ("this holds where the key is there", Some("false"))
        }
        (false, None, Presence::IfExists) | (false, Some(SetQualifier::ForAllValues), _) => {
            ("this always holds", None)
        }
        (true, None | Some(SetQualifier::ForAllValues), _) => {
            ("this holds where the key is missing", Some("true"))
        }
        (true, Some(SetQualifier::ForAnyValue), _) => ("this never holds", None),
    };
    let fault = Diagnostic::new(&ANY_VALUE, value.span, message);
    faults.push(match instead {
        Some(truth) => {
            fault.with_help(format!("write `\"Null\": {{\"{}\": \"{truth}\"}}`", key.key.value))
        }
        None => fault,
    });
}

fn vpc_id(
    operator: Operator,
    key: &ConditionKey,
    value: &Spanned<ConditionValue>,
    faults: &mut Faults,
) {
    let prefix = if is_key(key, "aws:SourceVpc") {
        "vpc-"
    } else if is_key(key, "aws:SourceVpce") {
        "vpce-"
    } else {
        return;
    };
    let text = value.value.as_text();
    let is_open = text.contains("${") || (text.contains(['*', '?']) && !is_exact(operator));
    if operator.family() != Family::String || is_open {
        return;
    }
    let is_id = text.strip_prefix(prefix).is_some_and(|id| {
        matches!(id.len(), 8 | 17) && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !is_id {
        let message = format!("`{text}` is not `{prefix}` with 8 or 17 letters and digits");
        faults.push(Diagnostic::new(&VPC_FORMAT, value.span, message));
    }
}

fn is_exact(operator: Operator) -> bool {
    !matches!(operator, Operator::StringLike | Operator::StringNotLike)
}

/// Conditions that are well formed and do not do what they are there for.
fn meaning(
    statement: &Statement,
    operator: ConditionOperator,
    key: &ConditionKey,
    faults: &mut Faults,
) {
    let span = key.key.span;
    if UNTRUSTWORTHY.iter().any(|name| is_key(key, name)) {
        let message = format!("the caller chooses `{}`", key.key.value);
        faults.push(Diagnostic::new(&UNTRUSTWORTHY_KEY, span, message));
    }
    let pair = PAIRS.iter().find(|(name, _)| is_key(key, name)).map(|(_, others)| *others);
    if let Some(others) = pair
        && !others.iter().any(|name| asks_for(statement, name))
    {
        let message = "private addresses are not unique";
        let fault = Diagnostic::new(&UNPAIRED_ADDRESS, span, message);
        faults.push(fault.with_help(format!("ask for `{}` too", others.join("` or `"))));
    }
    if is_key(key, "dynamodb:Attributes") && allows(statement) && !selects(statement) {
        let message = "a read that names no attributes returns all of them";
        faults.push(Diagnostic::new(&DYNAMODB_ATTRIBUTES, span, message));
    }
    // AWS: an Allow by a prefix and a Deny of all but one do what they say.
    let is_text = operator.operator.family() == Family::String;
    if is_key(key, "s3:prefix") && is_text && allows(statement) == operator.operator.is_negated() {
        let message = "a shorter prefix lists the same objects";
        faults.push(Diagnostic::new(&S3_PREFIX, span, message));
    }
}

fn selects(statement: &Statement) -> bool {
    let mut keys = statement.conditions.iter().flat_map(|condition| &condition.keys);
    keys.any(|key| {
        is_key(key, "dynamodb:Select")
            && key.values.iter().all(|value| value.value.as_text() == "SPECIFIC_ATTRIBUTES")
    })
}
