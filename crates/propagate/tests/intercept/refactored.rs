//! Resources that move between stacks.

use crate::{cloudformation::TEMPLATE, run::World};

fn stack(roles: &[&str]) -> String {
    let role = |name: &&str| {
        format!("  {name}:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: /\n")
    };
    format!("Resources:\n{}", roles.iter().map(role).collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_moves_or_gets_another_id_keeps_the_boundary_that_was_put_in() {
    let world = World::new().await;
    let run = world.run().await;
    let (one, two) = (stack(&["A", "B"]), stack(&["C"]));
    for (name, template) in [("one", &one), ("two", &two)] {
        let given = [("StackName", name), ("TemplateBody", template.as_str())];
        run.cloudformation("CreateStack", &given).await.expect_success();
    }
    // A role that was added without entail.
    let free = world.elsewhere.template("two") + "  Free:\n    Type: AWS::IAM::Role\n";
    world.elsewhere.kept().templates.insert("two".to_owned(), free);
    let (one, two) = (stack(&["A2"]), stack(&["B", "C"]) + "  Free:\n    Type: AWS::IAM::Role\n");
    let given = [
        ("StackDefinitions.member.1.StackName", "one"),
        ("StackDefinitions.member.1.TemplateBody", one.as_str()),
        ("StackDefinitions.member.2.StackName", "two"),
        ("StackDefinitions.member.2.TemplateBody", two.as_str()),
        ("ResourceMappings.member.1.Source.StackName", "one"),
        ("ResourceMappings.member.1.Source.LogicalResourceId", "A"),
        ("ResourceMappings.member.1.Destination.StackName", "one"),
        ("ResourceMappings.member.1.Destination.LogicalResourceId", "A2"),
    ];
    let check = world.check().await;
    let answer = check.cloudformation("CreateStackRefactor", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    run.cloudformation("CreateStackRefactor", &given).await.expect_success();
    let count = |name: &str| world.elsewhere.template(name).matches(&world.boundary).count();
    assert_eq!((count("one"), count("two")), (1, 2), "{}", world.elsewhere.template("two"));
    let unbounded = run.unbounded();
    assert_eq!(unbounded.len(), 1, "{unbounded:?}");
    assert!(unbounded[0].0 == "Free" && unbounded[0].1.contains("refactoring"), "{unbounded:?}");
    for (name, expected) in [("one", &one), ("two", &two)] {
        let shown = run.cloudformation("GetTemplate", &[("StackName", name)]).await;
        assert_eq!(shown.expect_success().text("TemplateBody"), **expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refactoring_that_cannot_be_understood_is_sent_as_it_is_with_a_word() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [
        ("StackDefinitions.member.1.StackName", "new"),
        ("StackDefinitions.member.1.TemplateBody", "Resources: ["),
    ];
    run.cloudformation("CreateStackRefactor", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("new"), "Resources: [");
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("is sent as it is")), "{warnings:?}");
    // What no stack has yet gets nothing: AWS would take that for a change.
    let given = [
        ("StackDefinitions.member.1.StackName", "fresh"),
        ("StackDefinitions.member.1.TemplateBody", TEMPLATE),
    ];
    run.cloudformation("CreateStackRefactor", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("fresh"), TEMPLATE);
    assert_eq!(run.unbounded().len(), 1);
}
