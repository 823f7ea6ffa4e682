//! Templates that CloudFormation has already, and that are carried out again.

use crate::{cloudformation::TEMPLATE, run::World};

/// Calls that make again what a stack or a stack set has, with what names it.
const AGAIN: [(&str, &str); 4] = [
    ("UpdateStackInstances", "StackSetName"),
    ("ContinueUpdateRollback", "StackName"),
    ("RollbackStack", "StackName"),
    ("CancelUpdateStack", "StackName"),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_was_submitted_without_entail_is_told_before_it_is_made_again() {
    for (operation, parameter) in AGAIN {
        let world = World::new().await;
        world.elsewhere.kept().templates.insert("theirs".to_owned(), TEMPLATE.to_owned());
        let given = [(parameter, "theirs")];
        let check = world.check().await;
        assert_eq!(check.cloudformation(operation, &given).await.code(), "AccessDenied");
        assert_eq!(check.unbounded().len(), 1, "{operation}");
        let run = world.run().await;
        run.cloudformation(operation, &given).await.expect_success();
        assert_eq!(run.unbounded().len(), 1, "{operation}");
        let warnings = run.warnings();
        assert!(warnings.iter().any(|it| it.contains("without entail")), "{warnings:?}");
        assert_eq!(world.elsewhere.calls(operation).len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_submitted_in_a_run_is_made_again_in_a_check_too() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [("StackName", "app"), ("TemplateBody", TEMPLATE)];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let check = world.check().await;
    check.cloudformation("RollbackStack", &given[..1]).await.expect_success();
    assert_eq!(check.unbounded().len(), 0);
    let warnings = check.warnings();
    assert!(warnings.iter().any(|it| it.contains("an earlier template")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_is_never_refused_but_in_a_check() {
    let world = World::new().await;
    let unreadable = "Resources: [";
    world.elsewhere.kept().templates.insert("broken".to_owned(), unreadable.to_owned());
    let other = TEMPLATE.replace(
        "    Properties:\n",
        "    Properties:\n      PermissionsBoundary: arn:aws:iam::111122223333:policy/other\n",
    );
    world.elsewhere.kept().templates.insert("other".to_owned(), other);
    let (refusing, check) = (world.run_refusing().await, world.check().await);
    for stack in ["broken", "other", "unknown"] {
        let given = [("StackName", stack)];
        let answer = check.cloudformation("ContinueUpdateRollback", &given).await;
        assert!(answer.status >= 400, "{stack}");
        assert_eq!(world.elsewhere.calls("ContinueUpdateRollback").len(), 0, "{stack}");
    }
    world.elsewhere.kept().templates.insert("unknown".to_owned(), String::new());
    for (number, stack) in ["broken", "other", "unknown"].iter().enumerate() {
        let given = [("StackName", *stack)];
        refusing.cloudformation("ContinueUpdateRollback", &given).await.expect_success();
        assert_eq!(world.elsewhere.calls("ContinueUpdateRollback").len(), number + 1, "{stack}");
        let warnings = refusing.warnings();
        assert_eq!(warnings.len(), number + 1, "{warnings:?}");
    }
    assert!(refusing.warnings().iter().all(|it| it.contains("can't be seen")));
}
