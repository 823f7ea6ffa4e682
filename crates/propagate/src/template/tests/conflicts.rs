//! What already stands where the boundary should.

use super::{
    super::{How, OnConflict, TemplateError, rewrite},
    ARN, check, rewritten, rewritten_by, role, with_options,
};

fn with_boundary(value: &str) -> String {
    role(&format!("      PermissionsBoundary: {value}\n      Path: /a/\n"))
}

#[test]
fn other_boundaries_are_replaced() {
    for value in [
        "arn:aws:iam::111122223333:policy/Other",
        "arn:aws:iam::444455556666:policy/Dev",
        "!Ref Boundary",
        "!GetAtt Policy.PolicyArn",
        "!ImportValue Boundary",
        "!Sub 'arn:aws:iam::${AWS::AccountId}:policy/${Name}'",
        "'{{resolve:ssm:/boundary}}'",
        "{Ref: Boundary}",
        "!If [C, arn:aws:iam::111122223333:policy/Dev, !Ref Boundary]",
        "[not, a, text]",
    ] {
        let rewritten = rewritten(&with_boundary(value));
        let text = rewritten.text.replace('\'', "");
        assert_eq!(text, with_boundary(ARN), "{value}");
        assert!(matches!(rewritten.placements[0].how, How::Replaced { .. }), "{value}");
    }
    check(&with_boundary("\"x\" # why"), &with_boundary("\"ARN\" # why"));
    check(&with_boundary("'x'"), &with_boundary("'ARN'"));
    check(&with_boundary(">-\n        x"), &with_boundary("ARN"));
    check(&with_boundary("# why\n        Fn::Sub: x"), &with_boundary("# why\n        ARN"));
    check(&with_boundary("\n        Fn::Sub: x"), &with_boundary("ARN"));
}

#[test]
fn spellings_of_the_required_boundary_stay() {
    for value in [
        ARN,
        "'arn:aws:iam::111122223333:policy/Dev'",
        "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Dev'",
        "{'Fn::Join': ['', ['arn:', !Ref AWS::Partition, ':iam::111122223333:policy/Dev']]}",
        "!If [C, arn:aws:iam::111122223333:policy/Dev, !Sub 'arn:aws:iam::${AWS::AccountId}:policy/Dev']",
    ] {
        let text = with_boundary(value);
        let rewritten = rewritten(&text);
        assert_eq!(rewritten.text, text);
        assert_eq!(rewritten.placements[0].how, How::AlreadyThere, "{value}");
        let refusing = rewritten_by(OnConflict::Refuse, &text).unwrap();
        assert_eq!(refusing.text, text);
    }
}

#[test]
fn a_value_that_may_come_to_nothing_is_replaced_and_no_conflict() {
    for value in [
        "!Ref AWS::NoValue",
        "null",
        "",
        "!If [C, arn:aws:iam::111122223333:policy/Dev, !Ref AWS::NoValue]",
        "!If [C, !If [D, !Ref 'AWS::NoValue', arn:aws:iam::111122223333:policy/Dev], {Ref: AWS::NoValue}]",
        "\n        Fn::If:\n          - C\n          - Ref: AWS::NoValue\n          - Ref: AWS::NoValue",
        "!If\n        - C\n        - !Ref AWS::NoValue\n        - !Ref AWS::NoValue",
    ] {
        check(&with_boundary(value), &with_boundary("ARN"));
        let refusing = rewritten_by(OnConflict::Refuse, &with_boundary(value)).unwrap();
        assert_eq!(refusing.text, with_boundary(ARN), "{value}");
    }
}

#[test]
fn conflicts_are_refused_where_that_is_asked_for() {
    const OTHER: &str = "arn:aws:iam::111122223333:policy/Other";
    for (value, others) in [
        (OTHER, &[OTHER][..]),
        ("!Sub 'arn:aws:iam::${AWS::AccountId}:policy/Other'", &[OTHER]),
        ("!Ref Boundary", &[]),
        ("!If [C, !Ref AWS::NoValue, arn:aws:iam::111122223333:policy/Other]", &[OTHER]),
        ("!If [C, !Ref Boundary, arn:aws:iam::111122223333:policy/Other]", &[OTHER]),
    ] {
        let others: Vec<_> = others.iter().map(|arn| arn.parse().unwrap()).collect();
        let replaced = rewritten(&with_boundary(value));
        assert_eq!(replaced.others, others, "{value}");
        let refused = rewritten_by(OnConflict::Refuse, &with_boundary(value)).unwrap_err();
        let expected = TemplateError::Conflict {
            logical_id: "R".to_owned(),
            line: 5,
            found: value.to_owned(),
            others,
            required: ARN.to_owned(),
        };
        assert_eq!(refused, expected);
    }
}

#[test]
fn identical_boundaries_are_kept() {
    let same = "arn:aws:iam::111122223333:policy/Same";
    let rewrite_with = |value: &str| {
        let text = with_boundary(value);
        with_options(OnConflict::Refuse, &[same], |options| rewrite(&text, options))
    };
    for value in [same, "!Sub 'arn:aws:iam::${AWS::AccountId}:policy/Same'"] {
        let kept = rewrite_with(value).unwrap();
        assert_eq!(kept.text, with_boundary(value));
        assert_eq!(kept.placements[0].how, How::KeptIdentical);
        assert_eq!(kept.placements[0].value, same);
    }
    let may_be_nothing = rewrite_with(&format!("!If [C, {same}, !Ref AWS::NoValue]")).unwrap();
    assert_eq!(may_be_nothing.text, with_boundary(ARN));
    assert!(rewrite_with("arn:aws:iam::111122223333:policy/Others").is_err());
}

#[test]
fn a_permission_set_may_name_the_same_boundary_in_its_own_way() {
    let set = |boundary: &str| {
        format!(
            "Resources:\n  P:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      \
             PermissionsBoundary: {boundary}\n"
        )
    };
    let same = set("{CustomerManagedPolicyReference: {Path: /, Name: Dev}}");
    check(&same, &same);
    let wanted = set("\n        CustomerManagedPolicyReference:\n          Name: Dev")
        .replace(": \n", ":\n");
    for other in [
        "{CustomerManagedPolicyReference: {Name: Other}}",
        "{CustomerManagedPolicyReference: {Name: Dev, Path: /a/}}",
        "{ManagedPolicyArn: arn:aws:iam::aws:policy/ReadOnlyAccess}",
        "!Ref AWS::NoValue",
        "{}",
    ] {
        check(&set(other), &wanted);
    }
}
