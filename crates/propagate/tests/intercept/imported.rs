//! Resources that exist already and are taken into a stack.

use crate::{cloudformation::TEMPLATE, iam::developer_who_may_not, run::World};

const NAMED: &str = "Resources:
  R:
    Type: AWS::IAM::Role
    DeletionPolicy: Retain
    Properties:
      RoleName: legacy
      AssumeRolePolicyDocument: {}
";

const EXISTING: [(&str, &str); 4] = [
    ("StackName", "app"),
    ("ChangeSetName", "c"),
    ("ChangeSetType", "CREATE"),
    ("ImportExistingResources", "true"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_there_under_its_name_is_told_where_existing_ones_are_taken_in() {
    let world = World::new().await;
    world.account.role("legacy", "/", None).await;
    world.account.role("bound", "/", Some(&world.boundary)).await;
    let given = [&EXISTING[..], &[("TemplateBody", NAMED)]].concat();
    let check = world.check().await;
    assert_eq!(check.cloudformation("CreateChangeSet", &given).await.code(), "AccessDenied");
    let run = world.run().await;
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    let unbounded = run.unbounded();
    assert_eq!((unbounded.len(), run.bounded().len()), (1, 0), "{unbounded:?}");
    assert!(unbounded[0].1.contains("as it is"), "{unbounded:?}");
    for (role, template) in [("bound", NAMED), ("new", NAMED)] {
        let template = template.replace("legacy", role);
        let given = [&EXISTING[..], &[("TemplateBody", &template)]].concat();
        let run = world.run().await;
        run.cloudformation("CreateChangeSet", &given).await.expect_success();
        assert_eq!((run.unbounded().len(), run.bounded()), (0, vec!["R".to_owned()]), "{role}");
    }
    // A role that the stack has is no more imported.
    world.elsewhere.kept().templates.insert("app".to_owned(), NAMED.to_owned());
    let run = world.run().await;
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    assert_eq!((run.unbounded().len(), run.bounded().len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_be_there_and_cannot_be_seen_is_told_as_not_seen() {
    let world = World::new().await;
    let run = world.run().await;
    let computed = NAMED.replace("legacy", "!Sub '${AWS::StackName}-r'");
    let given = [&EXISTING[..], &[("TemplateBody", &computed)]].concat();
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    assert_eq!(run.unseen().len(), 1, "{:?}", run.unseen());
    let developer = developer_who_may_not(&world, &run, &["iam:GetRole"]).await;
    let credentials = developer.credentials.unwrap();
    let given = [&EXISTING[..], &[("TemplateBody", NAMED)]].concat();
    run.cloudformation_as(&credentials, "CreateChangeSet", &given).await.expect_success();
    assert_eq!(run.unseen().len(), 2, "{:?}", run.unseen());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_leaves_stacks_inside_where_they_are() {
    let world = World::new().await;
    let child = "https://bucket.s3.eu-west-1.amazonaws.com/child.yaml";
    world.elsewhere.kept().objects.insert("bucket/child.yaml".to_owned(), TEMPLATE.to_owned());
    let parent = format!(
        "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
         TemplateURL: {child}\n"
    );
    let second = "  Second:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: /\n";
    let both = format!("{parent}{second}");
    let import = |template| {
        [
            ("StackName", "par"),
            ("ChangeSetName", "import"),
            ("ChangeSetType", "IMPORT"),
            ("ResourcesToImport.member.1.LogicalResourceId", "Second"),
            ("TemplateBody", template),
        ]
    };
    // Deployed without entail it stays as it is, and nothing in it is bounded.
    world.elsewhere.kept().templates.insert("par".to_owned(), parent.clone());
    let run = world.run().await;
    run.cloudformation("CreateChangeSet", &import(&both)).await.expect_success();
    assert_eq!(world.elsewhere.template("par/import"), both);
    assert_eq!((run.unbounded().len(), run.bounded().len()), (2, 0), "{:?}", run.unbounded());
    // Deployed in a run it keeps the template that it has by now.
    let given = [("StackName", "par"), ("TemplateBody", parent.as_str())];
    run.cloudformation("UpdateStack", &given).await.expect_success();
    run.cloudformation("CreateChangeSet", &import(&both)).await.expect_success();
    assert_eq!(world.elsewhere.template("par/import"), world.elsewhere.template("par") + second);
}
