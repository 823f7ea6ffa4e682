//! Where a boundary is put, and how it is written.

use super::{ARN, check, check_unbounded, rewritten, role};

#[test]
fn yaml_gets_a_line_before_the_first_key_and_its_comments() {
    check(
        &role("      # Who may be it\n      Path: /a/\n"),
        &role("      PermissionsBoundary: ARN\n      # Who may be it\n      Path: /a/\n"),
    );
    check(
        &role("\n      Path: |\n        /a/\n\n      # end\n"),
        &role("      PermissionsBoundary: ARN\n\n      Path: |\n        /a/\n\n      # end\n"),
    );
}

#[test]
fn yaml_without_properties_gets_them_after_the_type() {
    check(
        "Resources:\n    R:\n        Type: AWS::IAM::User # one\n        Condition: C\n",
        "Resources:\n    R:\n        Type: AWS::IAM::User # one\n        Properties:\n            \
         PermissionsBoundary: ARN\n        Condition: C\n",
    );
    check(
        "Resources:\n  R:\n    Type: AWS::IAM::User",
        "Resources:\n  R:\n    Type: AWS::IAM::User\n    Properties:\n      PermissionsBoundary: ARN",
    );
    check(
        "Resources:\n R: { Type: AWS::IAM::User , Condition: C }\n",
        "Resources:\n R: { Type: AWS::IAM::User, Properties: {PermissionsBoundary: ARN} , \
         Condition: C }\n",
    );
}

#[test]
fn yaml_with_empty_properties_gets_them_filled() {
    let user = |properties: &str| {
        format!(
            "Resources:\n  U:\n    Type: AWS::IAM::User\n    Properties:{properties}\n  \
             Q: {{Type: AWS::SQS::Queue}}\n"
        )
    };
    check(&user(""), &user("\n      PermissionsBoundary: ARN"));
    check(&user(" # none"), &user(" # none\n      PermissionsBoundary: ARN"));
    check(&user(" {}"), &user(" {PermissionsBoundary: ARN}"));
    check(&user(" {\n     }"), &user(" {PermissionsBoundary: ARN\n     }"));
    check(&user(" null"), &user("\n      PermissionsBoundary: ARN"));
    check(&user(" ~ # none"), &user("\n      PermissionsBoundary: ARN # none"));
    check(&user(" &unused"), &user("\n      PermissionsBoundary: ARN"));
    check(
        "Resources: {U: {Type: AWS::IAM::User, Properties: }}",
        "Resources: {U: {Type: AWS::IAM::User, Properties: {PermissionsBoundary: ARN}}}",
    );
}

#[test]
fn yaml_keeps_quotes_line_ends_marks_and_strange_keys() {
    check(
        "\u{feff}---\r\nResources:\r\n  R:\r\n    Type: AWS::IAM::Role\r\n    Properties:\r\n      \
         Path: \"/é/\"\r\n...\r\n",
        "\u{feff}---\r\nResources:\r\n  R:\r\n    Type: AWS::IAM::Role\r\n    Properties:\r\n      \
         PermissionsBoundary: ARN\r\n      Path: \"/é/\"\r\n...\r\n",
    );
    check(
        "? Resources\n: ? R\n  : ? Type\n    : AWS::IAM::User\n    ? Properties\n    : ? Path\n      : /a/\n",
        "? Resources\n: ? R\n  : ? Type\n    : AWS::IAM::User\n    ? Properties\n    : \
         PermissionsBoundary: ARN\n      ? Path\n      : /a/\n",
    );
    check(
        "'Resources':\n  'R':\n    'Type': AWS::IAM::User\n    'Properties':\n      'Path': '/a/'\n",
        "'Resources':\n  'R':\n    'Type': AWS::IAM::User\n    'Properties':\n      \
         'PermissionsBoundary': 'ARN'\n      'Path': '/a/'\n",
    );
    check(
        "\"Resources\":\n  \"é\": # ü\n    \"Type\": AWS::IAM::User\n    \"Properties\": {\"Path\":\"/é/\"}\n",
        "\"Resources\":\n  \"é\": # ü\n    \"Type\": AWS::IAM::User\n    \"Properties\": \
         {\"PermissionsBoundary\": \"ARN\", \"Path\":\"/é/\"}\n",
    );
}

#[test]
fn json_is_written_as_its_surroundings_are() {
    check(
        "{\"Resources\":{\"R\":{\"Type\":\"AWS::IAM::Role\",\"Properties\":{\"Path\":\"/a/\"}},\"U\":\
         {\"Type\":\"AWS::IAM::User\"},\"V\":{\"Type\":\"AWS::IAM::User\",\"Properties\":{}}}}",
        "{\"Resources\":{\"R\":{\"Type\":\"AWS::IAM::Role\",\"Properties\":{\"PermissionsBoundary\":\
         \"ARN\",\"Path\":\"/a/\"}},\"U\":{\"Type\":\"AWS::IAM::User\",\"Properties\":\
         {\"PermissionsBoundary\":\"ARN\"}},\"V\":{\"Type\":\"AWS::IAM::User\",\"Properties\":\
         {\"PermissionsBoundary\":\"ARN\"}}}}",
    );
    check(
        "{\n\t\"Resources\" : {\n\t\t\"R\" : {\n\t\t\t\"Type\" : \"AWS::IAM::User\",\n\t\t\t\
         \"Properties\" : {\n\t\t\t\t\"Path\" : \"/a/\"\n\t\t\t}\n\t\t},\n\t\t\"U\" : {\n\t\t\t\
         \"Type\" : \"AWS::IAM::User\"\n\t\t}\n\t}\n}\n",
        "{\n\t\"Resources\" : {\n\t\t\"R\" : {\n\t\t\t\"Type\" : \"AWS::IAM::User\",\n\t\t\t\
         \"Properties\" : {\n\t\t\t\t\"PermissionsBoundary\" : \"ARN\",\n\t\t\t\t\"Path\" : \"/a/\"\n\
         \t\t\t}\n\t\t},\n\t\t\"U\" : {\n\t\t\t\"Type\" : \"AWS::IAM::User\",\n\t\t\t\"Properties\" : \
         {\n\t\t\t\t\"PermissionsBoundary\" : \"ARN\"\n\t\t\t}\n\t\t}\n\t}\n}\n",
    );
    check(
        "{\r\n  \"Resources\": {\r\n    \"U\": {\r\n      \"Type\": \"AWS::IAM::User\",\r\n      \
         \"Properties\": null\r\n    }\r\n  }\r\n}",
        "{\r\n  \"Resources\": {\r\n    \"U\": {\r\n      \"Type\": \"AWS::IAM::User\",\r\n      \
         \"Properties\": {\r\n        \"PermissionsBoundary\": \"ARN\"\r\n      }\r\n    }\r\n  }\r\n}",
    );
}

#[test]
fn policies_with_strange_names_stay_one_text() {
    let arn = "arn:aws:iam::111122223333:policy/a,b=c/d#e";
    let boundary = arn.parse().unwrap();
    let options = super::Options {
        boundary: &boundary,
        on_conflict: super::OnConflict::Replace,
        identical: &[],
    };
    let text = "Resources:\n  A: {Type: AWS::IAM::User}\n  B:\n    Type: AWS::IAM::User\n";
    let once = super::rewrite(text, &options).unwrap();
    assert_eq!(
        once.text,
        format!(
            "Resources:\n  A: {{Type: AWS::IAM::User, Properties: {{PermissionsBoundary: \"{arn}\"}}}}\n  \
             B:\n    Type: AWS::IAM::User\n    Properties:\n      PermissionsBoundary: {arn}\n"
        )
    );
    assert_eq!(super::rewrite(&once.text, &options).unwrap().text, once.text);
}

#[test]
fn other_types_have_other_properties_and_most_have_none() {
    let of = |resource_type: &str, properties: &str| {
        format!(
            "Resources:\n  R:\n    Type: {resource_type}\n    Properties:\n{properties}      Name: n\n"
        )
    };
    let resource_type = "AWS::DataZone::EnvironmentBlueprintConfiguration";
    check(
        &of(resource_type, ""),
        &of(resource_type, "      EnvironmentRolePermissionBoundary: ARN\n"),
    );
    check(
        &of("AWS::SSO::PermissionSet", ""),
        &of(
            "AWS::SSO::PermissionSet",
            "      PermissionsBoundary:\n        CustomerManagedPolicyReference:\n          Name: Dev\n",
        ),
    );
    for resource_type in [
        "AWS::IAM::Group",
        "AWS::IAM::Policy",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ServiceLinkedRole",
        "AWS::IAM::RolePolicy",
        "Custom::Role",
        "AWS::IAM::role",
        "AWS::CloudFormation::CustomResource",
        "AWS::CloudFormation::Macro",
        "Company::IAM::Role",
    ] {
        check(&of(resource_type, ""), &of(resource_type, ""));
    }
}

#[test]
fn a_permission_sets_boundary_has_the_path_or_is_one_of_aws() {
    let text = "Resources:\n  P: {Type: AWS::SSO::PermissionSet, Properties: {Name: n}}\n";
    for (arn, expected) in [
        (
            "arn:aws:iam::111122223333:policy/a/b/Dev",
            "{CustomerManagedPolicyReference: {Name: Dev, Path: \"/a/b/\"}}",
        ),
        (
            "arn:aws:iam::aws:policy/PowerUserAccess",
            "{ManagedPolicyArn: arn:aws:iam::aws:policy/PowerUserAccess}",
        ),
    ] {
        let boundary = arn.parse().unwrap();
        let options = super::Options {
            boundary: &boundary,
            on_conflict: super::OnConflict::Replace,
            identical: &[],
        };
        let once = super::rewrite(text, &options).unwrap();
        assert!(
            once.text.contains(&format!("PermissionsBoundary: {expected}, Name")),
            "{}",
            once.text
        );
        let twice = super::rewrite(&once.text, &options).unwrap();
        assert_eq!(twice.text, once.text);
        assert_eq!(twice.placements[0].how, super::super::How::AlreadyThere);
    }
}

#[test]
fn placements_say_where_and_what() {
    let text =
        "# first\nResources:\n  B:\n    Type: AWS::IAM::User\n  A:\n    Type: AWS::IAM::User\n";
    let placements = rewritten(text).placements;
    let told: Vec<_> = placements.iter().map(|it| (it.logical_id.as_str(), it.line)).collect();
    assert_eq!(told, [("B", 3), ("A", 5)]);
    assert_eq!(placements[0].path, ["Resources", "B", "Properties", "PermissionsBoundary"]);
    assert_eq!(placements[0].value, ARN);
    assert_eq!(placements[0].resource_type, "AWS::IAM::User");
}

#[test]
fn loops_are_rewritten_inside() {
    let text = |more: &str| {
        format!(
            "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::Outer:\n    - X\n    - [a, \
             b]\n    - Fn::ForEach::Inner:\n        - Y\n        - [c]\n        - R${{X}}${{Y}}:\n            \
             Type: AWS::IAM::Role\n{more}      Plain${{X}}: {{Type: AWS::S3::Bucket}}\n"
        )
    };
    check(&text(""), &text("            Properties:\n              PermissionsBoundary: ARN\n"));
}

#[test]
fn what_stands_behind_aliases_and_merge_keys_is_named() {
    check_unbounded("Resources:\n  A: &a\n    Type: AWS::IAM::User\n  B: *a\n", "A", "YAML alias");
    check_unbounded(
        "X: &x {Path: /a/}\nResources:\n  B: {Type: AWS::IAM::User, Properties: *x}\n",
        "B",
        "alias",
    );
    check_unbounded(
        "X: &x {Type: AWS::IAM::User, Properties: {Path: /a/}}\nResources:\n  B:\n    <<: *x\n",
        "B",
        "merge key",
    );
    check_unbounded("X: &x {R: {Type: AWS::IAM::User}}\nResources: *x\n", "R", "alias");
    check_unbounded("X: &x {R: {Type: AWS::IAM::User}}\nResources:\n  <<: *x\n", "<<", "merge key");
    let text = "Resources:\n  B:\n    Type: AWS::IAM::User\n    Properties: &p\n      Path: /a/\n  C:\n    \
                Type: AWS::S3::Bucket\n    Properties: *p\n";
    check_unbounded(text, "B", "alias");
}

#[test]
fn a_merge_key_among_properties_is_overridden() {
    check(
        "X: &x {Path: /a/}\nResources:\n  B:\n    Type: AWS::IAM::User\n    Properties:\n      <<: *x\n",
        "X: &x {Path: /a/}\nResources:\n  B:\n    Type: AWS::IAM::User\n    Properties:\n      \
         PermissionsBoundary: ARN\n      <<: *x\n",
    );
}

#[test]
fn an_alias_is_replaced_and_what_it_stands_for_stays() {
    check(
        "X: &x arn:aws:iam::111122223333:policy/Other\nResources:\n  B:\n    Type: AWS::IAM::User\n    \
         Properties:\n      PermissionsBoundary: *x\n",
        "X: &x arn:aws:iam::111122223333:policy/Other\nResources:\n  B:\n    Type: AWS::IAM::User\n    \
         Properties:\n      PermissionsBoundary: ARN\n",
    );
    check_unbounded(
        "Resources:\n  A:\n    Type: AWS::IAM::User\n    Properties:\n      PermissionsBoundary: &b x\n  B:\n    \
         Type: AWS::S3::Bucket\n    Properties:\n      Name: *b\n",
        "A",
        "alias",
    );
}

#[test]
fn keys_that_are_written_twice_are_named() {
    check_unbounded(
        &role("      PermissionsBoundary: a\n      PermissionsBoundary: b\n"),
        "R",
        "written twice",
    );
    check_unbounded(&role("      Path: /\n    Properties:\n      Path: /\n"), "R", "written twice");
    check_unbounded(&role("      Path: /\n    Type: AWS::IAM::User\n"), "R", "written twice");
    check_unbounded(
        "Resources:\n  R: {Type: AWS::IAM::User}\n  R: {Type: AWS::IAM::User}\n",
        "R",
        "written twice",
    );
    check_unbounded(
        "Resources: {}\nResources:\n  R: {Type: AWS::IAM::User}\n",
        "Resources",
        "written twice",
    );
    check_unbounded(
        "{\"Resources\": {\"R\": {\"Type\": \"AWS::IAM::User\", \"Properties\": {}, \"Properties\": {}}}}",
        "R",
        "written twice",
    );
}
