//! Resources that exist already and are taken into a stack.

use crate::{
    account::EVERYTHING, cloudformation::TEMPLATE, iam::developer_who_may_not, run::World,
};

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
    let twin = world.account.policy("/", "twin", EVERYTHING).await;
    world.account.role("twin", "/", Some(&twin)).await;
    for role in ["bound", "twin", "new"] {
        let template = NAMED.replace("legacy", role);
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
async fn names_made_of_parameters_are_looked_up() {
    let world = World::new().await;
    let account = world.boundary.split(':').nth(4).unwrap();
    let name = format!("app-dev-file-{account}-eu-west-1");
    world.account.role(&name, "/", None).await;
    let computed = "!Sub '${AWS::StackName}-${Stage}-${Kind}-${AWS::AccountId}-${AWS::Region}'";
    let parameters =
        "Parameters:\n  Stage: {Type: String}\n  Kind: {Type: String, Default: file}\n";
    let template = format!("{parameters}{}", NAMED.replace("legacy", computed));
    let found = async |stage: &[(&str, &str)]| {
        let given = [&EXISTING[..], &[("TemplateBody", template.as_str())], stage].concat();
        let run = world.run().await;
        run.cloudformation("CreateChangeSet", &given).await.expect_success();
        (run.bounded().len(), run.unbounded().len(), run.unseen().len())
    };
    let key = ("Parameters.member.1.ParameterKey", "Stage");
    let value = |value| ("Parameters.member.1.ParameterValue", value);
    assert_eq!(found(&[key, value("dev")]).await, (0, 1, 0));
    assert_eq!(found(&[key, value("prod")]).await, (1, 0, 0));
    let previous = ("Parameters.member.1.UsePreviousValue", "true");
    assert_eq!(found(&[key, previous]).await, (0, 0, 1));
    // What is given to a stack that is there is not told by the template.
    let other = "Resources: {T: {Type: AWS::SNS::Topic}}".to_owned();
    world.elsewhere.kept().templates.insert("app".to_owned(), other);
    assert_eq!(found(&[key, value("prod")]).await, (0, 0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_there_is_told_whose_name_stands_behind_an_alias() {
    let world = World::new().await;
    world.account.role("legacy", "/", None).await;
    let anchored = "Metadata: {P: &p {RoleName: legacy, AssumeRolePolicyDocument: {},
      PermissionsBoundary: BOUNDARY}}\nResources:\n  R: {Type: AWS::IAM::Role, Properties: *p}\n";
    let template = anchored.replace("BOUNDARY", &world.boundary);
    let given = [&EXISTING[..], &[("TemplateBody", &template)]].concat();
    let run = world.run().await;
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    assert_eq!((run.unbounded().len(), run.bounded().len()), (1, 0), "{:?}", run.journal.events());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_with_a_name_in_a_stack_inside_is_told_as_not_seen() {
    let world = World::new().await;
    let child = "https://bucket.s3.eu-west-1.amazonaws.com/child.yaml";
    let unnamed = "  Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}\n";
    let inside = format!("{NAMED}{unnamed}");
    world.elsewhere.kept().objects.insert("bucket/child.yaml".to_owned(), inside);
    let parent = format!(
        "Resources:\n  C: &c\n    Type: AWS::CloudFormation::Stack\n    Properties: {{TemplateURL: \
         '{child}'}}\n  D: *c\n"
    );
    let given = [&EXISTING[..], &[("TemplateBody", &parent)]].concat();
    let check = world.check().await;
    assert_eq!(check.cloudformation("CreateChangeSet", &given).await.code(), "AccessDenied");
    assert_eq!(check.unbounded().len(), 4);
    let run = world.run().await;
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    let unseen: Vec<String> = run.unseen().into_iter().map(|(name, _)| name).collect();
    assert_eq!(unseen, ["R", "D/R"]);
    assert_eq!(run.bounded(), ["Other", "D/Other"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_be_there_and_cannot_be_seen_is_told_as_not_seen() {
    let world = World::new().await;
    let run = world.run().await;
    let computed = NAMED.replace("legacy", "!ImportValue role-name");
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
