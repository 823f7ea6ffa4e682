use super::{CONDITION_OPERATORS, Operator};
use crate::tree::{ConditionOperator, Presence, SetQualifier};

#[test]
fn every_operator_has_its_line() {
    assert_eq!(CONDITION_OPERATORS.len(), 27);
    for entry in CONDITION_OPERATORS {
        assert_eq!(entry.operator.name(), entry.name);
        assert_eq!(Operator::parse(entry.name), Some(entry.operator));
        assert_eq!(entry.operator.family(), entry.family);
        assert_eq!(format!("{:?}", entry.operator), entry.name);
        assert_eq!(entry.operator.is_negated(), entry.name.contains("Not"));
    }
}

#[test]
fn operators_are_printed_as_they_are_read() {
    for entry in CONDITION_OPERATORS {
        for prefix in ["", "ForAllValues:", "ForAnyValue:"] {
            for suffix in ["", "IfExists"] {
                let text = format!("{prefix}{}{suffix}", entry.name);
                let parsed = ConditionOperator::parse(&text);
                let exists = entry.operator != Operator::Null || suffix.is_empty();
                assert_eq!(parsed.is_some(), exists, "{text}");
                assert!(parsed.is_none_or(|operator| operator.to_string() == text));
            }
        }
    }
}

#[test]
fn other_case_is_no_operator_but_tells_which_was_meant() {
    let text = "foranyvalue:stringlikeifexists";
    assert_eq!(ConditionOperator::parse(text), None);
    let meant = ConditionOperator::parse_ignoring_case(text).unwrap();
    assert_eq!(meant.qualifier, Some(SetQualifier::ForAnyValue));
    assert_eq!(meant.operator, Operator::StringLike);
    assert_eq!(meant.presence, Presence::IfExists);
    for text in ["stringEquals", "ForAllvalues:Bool", "StringLikeIfexists", "null"] {
        assert_eq!(ConditionOperator::parse(text), None, "{text}");
        assert!(ConditionOperator::parse_ignoring_case(text).is_some(), "{text}");
    }
}

#[test]
fn unknown_operators_are_none() {
    for text in ["", "IfExists", "StringEqual", "ForAnyValue::Bool", "Any:Bool", "é", "éIfExists"]
    {
        assert_eq!(ConditionOperator::parse_ignoring_case(text), None, "{text}");
    }
}
