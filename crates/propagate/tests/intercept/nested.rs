//! Stacks inside a stack.

use entail_propagate::journal::{Event, Place};

use crate::run::World;

const CHILD: &str = "Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {}}
";

fn parent(url: &str) -> String {
    format!(
        "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      \
         TemplateURL: {url}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_inside_is_rewritten_beside_its_original() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/child.yaml";
    world.elsewhere.kept().objects.insert("assets/child.yaml".to_owned(), CHILD.to_owned());
    let template = parent(url);
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let sent = world.elsewhere.template("app");
    assert!(sent.contains(&format!("{url}.entail-")), "{sent}");
    let written: Vec<String> = world.elsewhere.kept().objects.values().cloned().collect();
    assert!(written.iter().any(|object| object.contains(&world.boundary)), "{written:?}");
    assert_eq!(run.bounded(), ["Role"]);
    let shown = run.cloudformation("GetTemplate", &given[..1]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), template);
    // CloudFormation gives the stack inside a name of its own.
    let child = written.into_iter().find(|object| object.contains(&world.boundary)).unwrap();
    world.elsewhere.kept().templates.insert("app-Child-1A2B".to_owned(), child);
    let shown = run.cloudformation("GetTemplate", &[("StackName", "app-Child-1A2B")]).await;
    assert_eq!(shown.expect_success().text("TemplateBody"), CHILD);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_inside_is_told_by_the_file_of_the_project_that_it_was_uploaded_from() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/0123.json";
    world.elsewhere.kept().objects.insert("assets/0123.json".to_owned(), CHILD.to_owned());
    world.write("child.yaml", CHILD);
    let template = parent(url);
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let is_told = |event: &Event| {
        let Event::Bounded(it) = event else { return false };
        matches!(&it.place, Place::Template { file: Some(file), .. } if file == "child.yaml")
    };
    assert!(run.journal.any(is_told));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_url_that_the_cdk_writes_is_filled_in() {
    let world = World::new().await;
    let run = world.run().await;
    let object = "assets-111122223333-eu-west-1/child.json".to_owned();
    world.elsewhere.kept().objects.insert(object, CHILD.to_owned());
    let url = "{'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}/assets-${AWS::AccountId}-${AWS::Region}/child.json'}";
    let template = parent(url);
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let sent = world.elsewhere.template("app");
    assert!(sent.contains("/assets-111122223333-eu-west-1/child.json.entail-"), "{sent}");
    let shown = run.cloudformation("GetTemplate", &given[..1]).await.expect_success();
    assert_eq!(shown.text("TemplateBody"), template);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suffix_of_urls_is_that_of_the_regions_partition() {
    let world = World::new().await;
    let run = world.run().await.in_region("eusc-de-east-1");
    world.elsewhere.kept().objects.insert("assets/child.json".to_owned(), CHILD.to_owned());
    let template = parent("!Sub 'https://s3.${AWS::Region}.${AWS::URLSuffix}/assets/child.json'");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    let sent = world.elsewhere.template("app");
    let moved = "https://s3.eusc-de-east-1.amazonaws.eu/assets/child.json.entail-";
    assert!(sent.contains(moved), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_of_two_stacks_inside_makes_its_principals_twice() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/child.yaml";
    let own = "https://s3.eu-west-1.amazonaws.com/assets/parent.yaml";
    {
        let mut kept = world.elsewhere.kept();
        kept.objects.insert("assets/child.yaml".to_owned(), CHILD.to_owned());
        kept.objects.insert("assets/parent.yaml".to_owned(), parent(url));
    }
    let stack = |name: &str| {
        format!(
            "  {name}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {own}}}}}\n"
        )
    };
    let template = format!("Resources:\n{}{}", stack("Blue"), stack("Green"));
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    assert_eq!(world.elsewhere.template("app").matches(".entail-").count(), 2);
    assert_eq!(run.bounded(), ["Role", "Green/Role"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_principals_than_are_told_are_warned_of() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/child.yaml";
    let role = |number| format!("  R{number}: {{Type: AWS::IAM::Role}}\n");
    let roles: String = (0..210).map(role).collect();
    let child = format!("Resources:\n{roles}");
    world.elsewhere.kept().objects.insert("assets/child.yaml".to_owned(), child);
    let stack = |number| {
        format!(
            "  S{number}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {url}}}}}\n"
        )
    };
    let stacks: String = (0..100).map(stack).collect();
    let template = format!("Resources:\n{stacks}");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    assert_eq!(run.bounded().len(), 95 * 210);
    let warnings = run.warnings();
    assert!(warnings.iter().any(|it| it.contains("not all are told")), "{warnings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_inside_that_is_unknown_is_reported_and_one_that_cannot_be_read_refused() {
    let world = World::new().await;
    let run = world.run().await;
    let template = parent("!Ref Url");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    run.cloudformation("CreateStack", &given).await.expect_success();
    assert_eq!(run.unbounded().len(), 1);
    assert_eq!(run.unbounded()[0].0, "Child");
    let template = parent("https://s3.eu-west-1.amazonaws.com/assets/none.yaml");
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    let answer = run.cloudformation("UpdateStack", &given).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("assets/none.yaml"), "{}", answer.message());
    assert!(world.elsewhere.calls("UpdateStack").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stack_inside_itself_is_refused() {
    let world = World::new().await;
    let run = world.run().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/loop.yaml";
    let template = parent(url);
    world.elsewhere.kept().objects.insert("assets/loop.yaml".to_owned(), template.clone());
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    let answer = run.cloudformation("CreateStack", &given).await;
    assert_eq!(answer.code(), "ValidationError");
    assert!(world.elsewhere.calls("CreateStack").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_writes_nothing() {
    let world = World::new().await;
    let check = world.check().await;
    let url = "https://s3.eu-west-1.amazonaws.com/assets/child.yaml";
    world.elsewhere.kept().objects.insert("assets/child.yaml".to_owned(), CHILD.to_owned());
    let template = parent(url);
    let given = [("StackName", "app"), ("TemplateBody", template.as_str())];
    assert_eq!(check.cloudformation("CreateStack", &given).await.code(), "AccessDenied");
    assert_eq!(world.elsewhere.kept().objects.len(), 1);
    assert_eq!(check.unbounded().len(), 1);
}
