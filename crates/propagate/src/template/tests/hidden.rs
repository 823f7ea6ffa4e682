//! What makes principals out of sight is named, and what is wrong is refused.

use super::{
    super::{OnConflict, TemplateError},
    check, check_unbounded, rewritten, rewritten_by, role,
};

#[test]
fn transforms_that_hide_roles_are_named() {
    check_unbounded("Transform: Company\nResources: {}\n", "Transform", "macro");
    check_unbounded(
        "Transform: [AWS::LanguageExtensions, Company]\nResources: {}\n",
        "Transform",
        "macro",
    );
    check_unbounded(
        "Transform:\n  Name: AWS::Include\n  Parameters: {Location: s3://b/k}\n",
        "Transform",
        "snippet",
    );
    check_unbounded("Modules: {M: {Source: ./m.yaml}}\nResources: {}\n", "Modules", "package");
    check_unbounded("Fn::Transform: {Name: Company}\nResources: {}\n", "Fn::Transform", "macro");
    check_unbounded(
        "Resources:\n  Fn::Transform: {Name: AWS::Include}\n",
        "Fn::Transform",
        "snippet",
    );
    check_unbounded("Resources:\n  Fn::Transform: [{Name: Company}]\n", "Fn::Transform", "macro");
    check_unbounded(
        "Resources:\n  R:\n    Fn::Transform: {Name: Company}\n",
        "R",
        "known on AWS only",
    );
    check_unbounded("Resources:\n  R: !Company x\n", "R", "known on AWS only");
    for harmless in ["AWS::LanguageExtensions", "[AWS::CodeDeployBlueGreen]"] {
        let text = format!("Transform: {harmless}\nResources: {{}}\n");
        check(&text, &text);
    }
}

#[test]
fn a_transform_among_properties_is_named_and_the_boundary_put_in() {
    let rewritten = rewritten(&role("      Fn::Transform: {Name: AWS::Include}\n"));
    assert!(rewritten.text.contains("      PermissionsBoundary: arn"));
    assert!(rewritten.unbounded[0].why.contains("may set another"));
    let deeper =
        role("      AssumeRolePolicyDocument:\n        Fn::Transform: {Name: AWS::Include}\n");
    assert_eq!(super::rewritten(&deeper).unbounded, []);
}

#[test]
fn computed_properties_and_types_are_named() {
    check_unbounded(
        "Resources:\n  R: {Type: AWS::IAM::Role, Properties: !If [C, {}, {}]}\n",
        "R",
        "computed",
    );
    check_unbounded("Resources:\n  R: {Type: AWS::IAM::Role, Properties: text}\n", "R", "computed");
    check_unbounded("Resources:\n  R: {Type: !Ref T}\n", "R", "known on AWS only");
    check_unbounded(
        "Resources:\n  Fn::ForEach::X: [X, [Role], {'R${X}': {Type: 'AWS::IAM::${X}'}}]\n",
        "R${X}",
        "known on AWS only",
    );
    check_unbounded(
        "Resources:\n  Fn::ForEach::X: [X, [Role], !Ref Body]\n",
        "Fn::ForEach::X",
        "loop",
    );
}

#[test]
fn types_that_make_principals_elsewhere_are_named() {
    let of = |resource_type: &str, properties: &str| {
        format!("Resources:\n  R:\n    Type: {resource_type}\n    Properties: {properties}\n")
    };
    check_unbounded(&of("Company::S3::Bucket::MODULE", "{}"), "R", "module");
    check_unbounded(
        &of("AWS::ServiceCatalog::CloudFormationProvisionedProduct", "{}"),
        "R",
        "product",
    );
    check_unbounded(
        &of("AWS::SecretsManager::RotationSchedule", "{HostedRotationLambda: {}}"),
        "R",
        "rotation function",
    );
    let own = of("AWS::SecretsManager::RotationSchedule", "{ScheduleExpression: x}");
    check(&own, &own);
    check_unbounded(&of("AWS::Serverless::Function", "{Handler: x}"), "R", "Transform");
    check_unbounded(
        &of("AWS::Serverless::Application", "{Location: {ApplicationId: x, SemanticVersion: 1}}"),
        "R",
        "Repository",
    );
}

#[test]
fn what_is_no_template_is_refused_with_its_place() {
    let refused = |text: &str| rewritten_by(OnConflict::Replace, text).unwrap_err().to_string();
    for text in ["", "hello", "[]", "- a\n", "# nothing\n"] {
        assert!(refused(text).contains("this is no template"), "{text}");
    }
    assert!(refused("{\"Resources\": {,}}").starts_with("line 1, column 16: "));
    assert!(refused("a: b\n  c: d\n").starts_with("line 2, column 4: "));
    assert!(refused("a: 1\n--- \nb: 1\n").contains("a second document"));
    let long = format!("Resources: {{}}\n#{}", "x".repeat(1_048_576));
    let error = rewritten_by(OnConflict::Replace, &long).unwrap_err();
    assert!(matches!(error, TemplateError::TooLarge(_)));
    let deep = format!("Resources: {}{}", "[".repeat(200), "]".repeat(200));
    assert!(rewritten_by(OnConflict::Replace, &deep).is_err());
}

#[test]
fn templates_without_principals_stay() {
    for text in ["Resources: {}", "Description: x\n", "{\"Resources\": null}", "Resources:\n", "{}"]
    {
        check(text, text);
    }
}

/// A loop replaces both spellings of its variable, in keys and values alike.
#[test]
fn what_a_loop_fills_in_is_no_type_and_no_key() {
    let repeated = |resource: &str| {
        format!("Resources:\n  Fn::ForEach::X: [X, [Role], {{'R&{{X}}': {resource}}}]\n")
    };
    let text = repeated("{Type: 'AWS::IAM::&{X}'}");
    check_unbounded(&text, "R&{X}", "known on AWS only");
    let event = "{Type: 'Schedule&{X}', Properties: {ScheduleExpression: rate(1 day)}}";
    let function = format!(
        "{{Type: 'AWS::Serverless::Function', Properties: {{Role: r, Events: {{E: {event}}}}}}}"
    );
    let text = format!("Transform: AWS::Serverless-2016-10-31\n{}", repeated(&function));
    check_unbounded(&text, "R&{X}", "event");
    let key = "{Type: 'AWS::IAM::Role', Properties: {'Permissions&{X}': !Ref AWS::NoValue}}";
    assert!(rewritten(&repeated(key)).unbounded[0].why.contains("may set another"));
}

/// What is zero to SAM's language is no role to it, so it makes one.
#[test]
fn a_number_that_is_zero_is_no_role() {
    for zero in ["0", "0.0", "-0", "+0", "0x0", "0o0", "0b0", "0e0", "0.0E+5", ".0", "0_0", "0:00"]
    {
        let text = format!(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: \
             AWS::Serverless::Function\n    Properties: {{Role: {zero}}}\n"
        );
        assert_eq!(rewritten(&text).placements.len(), 1, "{zero}");
    }
    let given = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: \
                 AWS::Serverless::Function\n    Properties: {Role: x0}\n";
    assert_eq!(rewritten(given).placements.len(), 0);
}

#[test]
fn what_is_behind_a_tag_or_an_alias_is_named() {
    let role = "  R: {Type: AWS::IAM::Role}\n";
    check_unbounded(
        "Resources: !Transform {Name: AWS::Include, Parameters: {Location: s3://b/k}}\n",
        "Resources",
        "known on AWS only",
    );
    for key in ["!<tag:yaml.org,2002:str> Resources", "!Sub Resources", "!!binary UmVzb3VyY2Vz"] {
        check_unbounded(&format!("{key}:\n{role}"), "<<", "no section");
    }
    check_unbounded(&format!("Description: &r Resources\n*r :\n{role}"), "<<", "no section");
    let commented = "{\n// what it makes\n\"Resources\": {\"R\": {\"Type\": \"AWS::IAM::Role\"}}}";
    check_unbounded(commented, "// what it makes \"Resources\"", "no section");
    let binary = "Resources:\n  R: {Type: !!binary QVdTOjpJQU06OlJvbGU=}\n";
    check_unbounded(binary, "R", "known on AWS only");
    let hidden = "Resources:\n  R: {? &t !!binary VHlwZQ== : AWS::IAM::Role}\n";
    check_unbounded(hidden, "R", "known on AWS only");
    check_unbounded("Resources:\n  R: {Metadata: &t Type, *t : AWS::IAM::Role}\n", "R", "AWS only");
    let aliased = role_with_alias("*b : !Ref AWS::NoValue");
    assert!(rewritten(&aliased).unbounded[0].why.contains("may set another"));
    check(
        "Resources:\n  !!str R: {!!str Type: !!str x}\n",
        "Resources:\n  !!str R: {!!str Type: !!str x}\n",
    );
}

fn role_with_alias(property: &str) -> String {
    format!("Description: &b PermissionsBoundary\n{}", role(&format!("      {property}\n")))
}

/// YAML 1.1, which CloudFormation reads, ends lines where YAML 1.2 does not.
#[test]
fn line_separators_of_unicode_are_named() {
    for separator in ['\u{85}', '\u{2028}', '\u{2029}'] {
        let text = format!(
            "Resources:\n  A:\n    Type: AWS::SNS::Topic\n  # x{separator}  R:{separator}    Type: \
             AWS::IAM::Role\n"
        );
        let name = format!("U+{:04X}", u32::from(separator));
        check_unbounded(&text, &name, "ends a line");
    }
    check("{\"Description\": \"a\u{2028}b\"}", "{\"Description\": \"a\u{2028}b\"}");
}

#[test]
fn stacks_that_can_be_read_in_two_ways_are_named() {
    let stack = |properties: &str| {
        format!("Resources:\n  S: {{Type: AWS::CloudFormation::Stack, {properties}}}\n")
    };
    let one = "TemplateURL: https://b.s3.amazonaws.com/1";
    let other = "TemplateURL: https://b.s3.amazonaws.com/2";
    for properties in [
        format!("Properties: {{{one}, {other}}}"),
        format!("Properties: {{{one}}}, Properties: {{{other}}}"),
    ] {
        check_unbounded(&stack(&properties), "S", "twice");
    }
    let computed = format!("Properties: {{{one}, 'Fn::Transform': {{Name: AWS::Include}}}}");
    check_unbounded(&stack(&computed), "S", "known on AWS only");
    let both = format!("Properties: {{{one}, TemplateBody: x}}");
    check_unbounded(&stack(&both), "S", "TemplateBody");
    let set = "Resources:\n  S: {Type: AWS::CloudFormation::StackSet, Properties: {TemplateBody: \
               'Resources: {}', TemplateBody: 'Resources: {}'}}\n";
    check_unbounded(set, "S", "twice");
}

#[test]
fn globals_that_can_be_read_in_two_ways_are_named() {
    let function = "Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {Type: \
                    AWS::Serverless::Function, Properties: {Role: r}}\n";
    let twice = format!("{function}Globals: {{}}\nGlobals: {{}}\n");
    check_unbounded(&twice, "Globals", "twice");
    let inside = format!("{function}Globals: {{Function: {{}}, Function: {{}}}}\n");
    check_unbounded(&inside, "Globals", "write it out");
}
