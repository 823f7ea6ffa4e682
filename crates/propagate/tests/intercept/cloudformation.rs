//! Templates in calls.

use entail_propagate::journal::{Event, Place};
use entail_testkit::client::Credentials;

use crate::run::{Run, World};

/// A template with a role, in the lines that people write.
pub(crate) const TEMPLATE: &str = "Resources:
  # What it runs as.
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}
  Topic:
    Type: AWS::SNS::Topic
";

fn large(template: &str) -> String {
    let filling = "x".repeat(1_000);
    (0..60).fold(template.to_owned(), |text, number| {
        format!(
            "{text}  T{number}: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: {filling}}}}}\n"
        )
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_rewritten_and_its_client_sees_its_own() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [("StackName", "app"), ("TemplateBody", TEMPLATE), ("OnFailure", "DELETE")];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let deployed = world.elsewhere.template("app");
    assert!(deployed.contains(&world.boundary), "{deployed}");
    assert_eq!(world.elsewhere.calls("CreateStack")[0].get("OnFailure"), Some("DELETE"));
    let shown = run.cloudformation("GetTemplate", &[("StackName", "app")]).await;
    assert_eq!(shown.expect_success().text("TemplateBody"), TEMPLATE);
    assert_eq!(run.bounded(), ["Role"]);

    let later = world.run().await;
    let by_arn = "arn:aws:cloudformation:eu-west-1:111122223333:stack/app/51af3dc0";
    let given = [("StackName", "app")];
    let shown = later.cloudformation("GetTemplate", &given).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), TEMPLATE);
    later.cloudformation("DeleteStack", &[("StackName", by_arn)]).await.expect_success();
    assert!(!world.state().contains("app"), "{}", world.state());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_deployed_is_shown_as_it_is() {
    let world = World::new().await;
    let run = world.run().await;
    run.cloudformation("CreateStack", &[("StackName", "app"), ("TemplateBody", TEMPLATE)]).await;
    let theirs = TEMPLATE.replace(
        "    Properties:\n",
        &format!("    Properties:\n      PermissionsBoundary: {}\n", world.boundary),
    );
    world.elsewhere.kept().templates.insert("theirs".to_owned(), theirs.clone());
    let shown = run.cloudformation("GetTemplate", &[("StackName", "theirs")]).await;
    assert_eq!(shown.expect_success().text("TemplateBody"), theirs);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_came_back_in_ascii_or_processed_is_masked_and_another_one_is_not() {
    let world = World::new().await;
    let run = world.run().await;
    let template = TEMPLATE.replace("What it", "Qué");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let shown = async |kept: String, stage: &str| {
        world.elsewhere.kept().templates.insert("app".to_owned(), kept);
        let given = [("StackName", "app"), ("TemplateStage", stage)];
        let answer = run.cloudformation("GetTemplate", &given).await.expect_success();
        answer.text("TemplateBody")
    };
    let sent = world.elsewhere.template("app");
    let ascii = shown(sent.replace('é', "?"), "Original").await;
    assert_eq!(ascii, template.replace('é', "?"));
    let others = format!("# {sent}");
    assert_eq!(shown(others.clone(), "Original").await, others);
    let processed = format!(
        r#"{{"Resources": {{"Role": {{"Type": "AWS::IAM::Role", "Properties": {{"Path": "/", "PermissionsBoundary": "{}"}}}}}}}}"#,
        world.boundary
    );
    world.elsewhere.kept().processed.insert("app".to_owned(), processed.clone());
    assert_eq!(shown(others, "Processed").await, processed, "made of what is not ours");
    let expected =
        r#"{"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Path": "/"}}}}"#;
    assert_eq!(shown(sent, "Processed").await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_is_masked_before_and_after_it_is_carried_out() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [("StackName", "app"), ("ChangeSetName", "first"), ("ChangeSetType", "CREATE")];
    let create = [&given[..], &[("TemplateBody", TEMPLATE)]].concat();
    run.cloudformation("CreateChangeSet", &create).await.expect_success();
    assert!(world.elsewhere.template("app/first").contains(&world.boundary));
    let shown = run.cloudformation("GetTemplate", &given[..2]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), TEMPLATE);
    run.cloudformation("ExecuteChangeSet", &given[..2]).await.expect_success();
    let shown = run.cloudformation("GetTemplate", &given[..1]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), TEMPLATE);
    assert!(run.unbounded().is_empty() && run.warnings().is_empty(), "{:?}", run.warnings());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_that_was_made_without_entail_is_told_before_it_is_carried_out() {
    let world = World::new().await;
    world.elsewhere.kept().templates.insert("app/theirs".to_owned(), TEMPLATE.to_owned());
    let given = [("StackName", "app"), ("ChangeSetName", "theirs")];
    let check = world.check().await;
    assert_eq!(check.cloudformation("ExecuteChangeSet", &given).await.code(), "AccessDenied");
    let run = world.run().await;
    run.cloudformation("ExecuteChangeSet", &given).await.expect_success();
    assert_eq!(run.unbounded().len(), 1, "{:?}", run.unbounded());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_whose_template_is_not_shown_is_told() {
    let world = World::new().await;
    world.elsewhere.kept().templates.insert("app/theirs".to_owned(), "{}".to_owned());
    let given = [("StackName", "app"), ("ChangeSetName", "theirs")];
    let check = world.check().await;
    assert_eq!(check.cloudformation("ExecuteChangeSet", &given).await.code(), "AccessDenied");
    let run = world.run().await;
    run.cloudformation("ExecuteChangeSet", &given).await.expect_success();
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("can't be seen")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_set_of_another_region_with_the_same_name_is_another() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [("StackName", "app"), ("ChangeSetName", "first"), ("ChangeSetType", "CREATE")];
    let create = [&given[..], &[("TemplateBody", TEMPLATE)]].concat();
    run.cloudformation("CreateChangeSet", &create).await.expect_success();
    world.elsewhere.kept().templates.insert("app/first".to_owned(), TEMPLATE.to_owned());
    let run = run.in_region("us-west-2");
    run.cloudformation("ExecuteChangeSet", &given[..2]).await.expect_success();
    assert_eq!(run.unbounded().len(), 1, "{:?}", run.unbounded());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_template_that_a_stack_has_is_rewritten_once() {
    let world = World::new().await;
    world.elsewhere.kept().templates.insert("app".to_owned(), TEMPLATE.to_owned());
    let run = world.run().await;
    let given = [("StackName", "app"), ("UsePreviousTemplate", "true")];
    run.cloudformation("UpdateStack", &given).await.expect_success();
    assert!(world.elsewhere.template("app").contains(&world.boundary));
    run.cloudformation("UpdateStack", &given).await.expect_success();
    let calls = world.elsewhere.calls("UpdateStack");
    assert_eq!(calls[0].get("UsePreviousTemplate"), None);
    assert_eq!(calls[1].get("UsePreviousTemplate"), Some("true"));
    let shown = run.cloudformation("GetTemplate", &given[..1]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), TEMPLATE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_keeps_its_template_unless_it_is_said_not_to() {
    let world = World::new().await;
    world.elsewhere.kept().templates.insert("app".to_owned(), TEMPLATE.to_owned());
    let run = world.run().await;
    let given = [("StackName", "app"), ("UsePreviousTemplate", "1")];
    run.cloudformation("UpdateStack", &given).await.expect_success();
    assert!(world.elsewhere.template("app").contains(&world.boundary));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_in_s3_comes_back_in_the_call_or_beside_its_original() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/a/app.yaml";
    for (name, template) in [("small", TEMPLATE.to_owned()), ("large", large(TEMPLATE))] {
        let object = "bucket/a/app.yaml".to_owned();
        world.elsewhere.kept().objects.insert(object, template.clone());
        let given = [("StackName", name), ("TemplateURL", url)];
        run.cloudformation("CreateStack", &given).await.expect_success();
        assert!(world.elsewhere.template(name).contains(&world.boundary), "{name}");
        let shown = run.cloudformation("GetTemplate", &given[..1]).await.expect_success();
        assert_eq!(shown.text("TemplateBody"), template, "{name}");
    }
    let calls = world.elsewhere.calls("CreateStack");
    assert_eq!(calls[0].get("TemplateURL"), None);
    let beside = calls[1].get("TemplateURL").unwrap();
    assert!(beside.starts_with(&format!("{url}.entail-")), "{beside}");
    let file = run.journal.events().into_iter().find_map(|event| match event {
        Event::Bounded(it) => Some(it.place),
        _ => None,
    });
    let (stack, file) = match file.unwrap() {
        Place::Template { stack, file, line: 3, .. } => (stack, file),
        other => panic!("{other:?}"),
    };
    assert_eq!((stack.as_deref(), file.as_deref()), (Some("small"), Some(url)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_cannot_be_read_or_written_is_refused_with_the_permission() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://bucket.s3.eu-west-1.amazonaws.com/app.yaml?X-Amz-Signature=geheim";
    let given = [("StackName", "app"), ("TemplateURL", url)];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    let message = answer.message();
    assert!(message.contains("s3:GetObject") && !message.contains("geheim"), "{message}");
    {
        let mut kept = world.elsewhere.kept();
        kept.objects.insert("bucket/app.yaml".to_owned(), large(TEMPLATE));
        kept.writers.push("nobody".to_owned());
    }
    let given = [("StackName", "app"), ("TemplateURL", url.split('?').next().unwrap())];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert!(answer.message().contains("s3:PutObject"), "{}", answer.message());
    let given = [("StackName", "app"), ("TemplateBody", "Resources: [")];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert_eq!(answer.code(), "ValidationError");
    assert!(answer.message().contains("line "), "{}", answer.message());
    let document = "ssm-doc://arn:aws:ssm:eu-west-1:111122223333:document/app";
    let given = [("StackName", "app"), ("TemplateURL", document)];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert!(answer.message().contains("pass the template inline"), "{}", answer.message());
    assert_eq!((run.refused().len(), world.elsewhere.calls("CreateStack").len()), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_outgrows_the_call_is_refused() {
    let world = World::new().await;
    let run = world.run().await;
    let filling = "#".repeat(51_200 - TEMPLATE.len());
    let template = format!("{TEMPLATE}{filling}");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert_eq!(answer.code(), "ValidationError");
    assert!(answer.message().contains("51200"), "{}", answer.message());
}

/// A user who may do everything, and sessions of these roles that the user obtains in the run.
async fn sessions(world: &World, run: &Run, user: &str, roles: [&str; 2]) -> [Credentials; 2] {
    run.iam("CreateUser", &[("UserName", user)]).await.expect_success();
    let policy =
        [("UserName", user), ("PolicyName", "own"), ("PolicyDocument", crate::account::EVERYTHING)];
    run.iam("PutUserPolicy", &policy).await.expect_success();
    let key = run.iam("CreateAccessKey", &[("UserName", user)]).await.expect_success();
    let user = run.caller.with_credentials_of(&key);
    let mut assumed = Vec::new();
    for role in roles {
        world.account.role(role, "/", None).await;
        let arn = format!("arn:aws:iam::111122223333:role/{role}");
        let given = [("RoleArn", arn.as_str()), ("RoleSessionName", "cdk")];
        let session = user.sts("AssumeRole", &given).await.expect_success();
        assumed.push(run.caller.with_credentials_of(&session).credentials.unwrap());
    }
    assumed.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_publish_files_write_what_the_deploying_ones_of_the_same_user_may_not() {
    let world = World::new().await;
    let run = world.run().await;
    let [deploys, publishes] =
        sessions(&world, &run, "cdk", ["cdk-deploy", "cdk-file-publishing"]).await;
    let [others, _] = sessions(&world, &run, "other", ["deploy", "file-publishing"]).await;
    {
        let mut kept = world.elsewhere.kept();
        kept.objects.insert("assets/app.yaml".to_owned(), large(TEMPLATE));
        kept.writers.push(publishes.access_key_id);
    }
    let url = "https://s3.eu-west-1.amazonaws.com/assets/app.yaml";
    let given = [("StackName", "app"), ("TemplateURL", url)];
    let refused = run.cloudformation_as(&others, "CreateStack", &given).await;
    assert_eq!(refused.code(), "AccessDenied", "one user's credentials serve no other's call");
    run.cloudformation_as(&deploys, "CreateStack", &given).await.expect_success();
    assert!(world.elsewhere.template("app").contains(&world.boundary));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_role_says_which_boundary_applies() {
    let world = World::new().await;
    let demanding = crate::account::demanding("strict");
    let strict = world.account.policy("/", "strict", &demanding).await;
    world.account.role("execution", "/", Some(&strict)).await;
    let arn = "arn:aws:iam::111122223333:role/execution";
    let run = world.run_finding().await;
    let given = [("StackName", "app"), ("TemplateBody", TEMPLATE)];
    run.cloudformation("CreateStack", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("app"), TEMPLATE, "root demands nothing");
    let with_role = [&given[..], &[("RoleARN", arn)]].concat();
    run.cloudformation("UpdateStack", &with_role).await.expect_success();
    assert!(world.elsewhere.template("app").contains(&strict));
    // An update that names no role works with the stack's.
    world.elsewhere.kept().roles.insert("app".to_owned(), arn.to_owned());
    run.cloudformation("UpdateStack", &given).await.expect_success();
    assert!(world.elsewhere.template("app").contains(&strict));
    assert_eq!(run.warnings(), [""; 0]);
    let free = [("StackName", "free"), ("TemplateBody", TEMPLATE)];
    run.cloudformation("CreateStack", &free).await.expect_success();
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("not bounded here")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_changes_nothing() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [
        ("StackName", "app"),
        ("ChangeSetName", "import"),
        ("ChangeSetType", "IMPORT"),
        ("ResourcesToImport.member.1.ResourceType", "AWS::IAM::Role"),
        ("ResourcesToImport.member.1.LogicalResourceId", "Role"),
        ("TemplateBody", TEMPLATE),
    ];
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("app/import"), TEMPLATE);
    let unbounded = run.unbounded();
    assert_eq!(unbounded.len(), 1);
    assert!(unbounded[0].1.contains("after the import"), "{unbounded:?}");
    // A role that the stack has with its boundary keeps it.
    let second = "  Second:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {}\n";
    run.cloudformation("CreateStack", &[("StackName", "app"), ("TemplateBody", TEMPLATE)]).await;
    let both = format!("{TEMPLATE}{second}");
    let mut given = given.to_vec();
    given[4].1 = "Second";
    given[5].1 = &both;
    run.cloudformation("CreateChangeSet", &given).await.expect_success();
    let sent = world.elsewhere.template("app/import");
    assert_eq!(sent, world.elsewhere.template("app") + second);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_set_names_the_boundary_of_each_account() {
    let world = World::new().await;
    let run = world.run().await;
    let given = [("StackSetName", "fleet"), ("TemplateBody", TEMPLATE)];
    run.cloudformation("CreateStackSet", &given).await.expect_success();
    let sent = world.elsewhere.template("fleet");
    assert!(sent.contains("${AWS::AccountId}:policy/edge"), "{sent}");
    assert!(run.warnings().iter().any(|it| it.contains("each of them")), "{:?}", run.warnings());
    let shown = run.cloudformation("DescribeStackSet", &given[..1]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), TEMPLATE);
    let given = [("StackSetName", "fleet"), ("Accounts.member.1", "444455556666")];
    run.cloudformation("CreateStackInstances", &given).await.expect_success();
    assert!(run.unbounded().is_empty(), "{:?}", run.unbounded());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_reports_a_template_and_sends_one_that_needs_nothing() {
    let world = World::new().await;
    let check = world.check().await;
    let given = [("StackName", "app"), ("TemplateBody", TEMPLATE)];
    assert_eq!(check.cloudformation("CreateStack", &given).await.code(), "AccessDenied");
    assert_eq!(check.unbounded().len(), 1);
    let bounded = TEMPLATE.replace(
        "    Properties:\n",
        &format!("    Properties:\n      PermissionsBoundary: {}\n", world.boundary),
    );
    let given = [("StackName", "app"), ("TemplateBody", bounded.as_str())];
    check.cloudformation("CreateStack", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("app"), bounded);
}

/// A template with a user, whose boundary is this.
fn user(boundary: &str) -> String {
    format!(
        "Resources:\n  User:\n    Type: AWS::IAM::User\n    Properties:\n      \
         PermissionsBoundary: {boundary}\nConditions: {{A: !Equals [a, b]}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boundary_that_says_the_same_is_kept_however_the_template_comes_to_it() {
    let world = World::new().await;
    let twin = world.account.policy("/", "twin", crate::account::EVERYTHING).await;
    let (partition, account) = ("${AWS::Partition}", "${AWS::AccountId}");
    for (number, value) in [
        twin.clone(),
        format!("!Sub 'arn:{partition}:iam::{account}:policy/twin'"),
        format!("!If [A, {twin}, {}]", world.boundary),
        "!Join ['', ['arn:', !Ref AWS::Partition, ':iam::', !Ref AWS::AccountId, ':policy/twin']]"
            .to_owned(),
    ]
    .iter()
    .enumerate()
    {
        for run in [world.run().await, world.run_refusing().await] {
            let (name, template) = (format!("app{number}"), user(value));
            let given = [("StackName", name.as_str()), ("TemplateBody", template.as_str())];
            run.cloudformation("CreateStack", &given).await.expect_success();
            assert_eq!(world.elsewhere.template(&name), template);
            assert_eq!(run.bounded(), ["User"], "{value}");
            world.elsewhere.kept().templates.clear();
        }
    }
    let run = world.run_refusing().await;
    let template = user(&format!("!If [A, {twin}, !Ref Other]"));
    let given = [("StackName", "other"), ("TemplateBody", template.as_str())];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("has another boundary"), "{}", answer.message());
}
