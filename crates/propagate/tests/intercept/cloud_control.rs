//! Resources of Cloud Control.

use serde_json::{Value, json};

use crate::{
    cloudformation::TEMPLATE,
    run::{Run, World},
};

fn role(desired: &Value) -> Value {
    json!({"TypeName": "AWS::IAM::Role", "DesiredState": desired.to_string()})
}

async fn shown(run: &Run) -> Value {
    let asked = json!({"TypeName": "AWS::IAM::Role", "Identifier": "worker"});
    let answer = run.cloud_control("GetResource", &asked).await.expect_success();
    let answer = answer.as_json().unwrap();
    serde_json::from_str(answer["ResourceDescription"]["Properties"].as_str().unwrap()).unwrap()
}

/// What AWS has.
fn kept(world: &World) -> Value {
    let kept = world.elsewhere.kept();
    serde_json::from_str(&kept.resources["AWS::IAM::Role worker"]).unwrap()
}

async fn update(run: &Run, patch: &Value) {
    let asked = json!({"TypeName": "AWS::IAM::Role", "Identifier": "worker",
        "PatchDocument": patch.to_string()});
    run.cloud_control("UpdateResource", &asked).await.expect_success();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_cloud_control_gets_the_boundary_and_its_creator_does_not_see_it() {
    let world = World::new().await;
    let run = world.run().await;
    let desired = json!({"RoleName": "worker", "Description": "a \"b\" ü"});
    run.cloud_control("CreateResource", &role(&desired)).await.expect_success();
    assert_eq!(kept(&world)["PermissionsBoundary"], world.boundary.as_str());
    assert_eq!(run.bounded(), ["worker"]);
    let asked = json!({"RequestToken": "t1"});
    let status = run.cloud_control("GetResourceRequestStatus", &asked).await.expect_success();
    assert!(!status.body.contains(&world.boundary), "{}", status.body);
    assert_eq!(shown(&run).await, desired);
    assert_eq!(shown(&world.run().await).await, desired, "a later run masks the same");
    assert_eq!(
        shown(&world.run_open().await).await["PermissionsBoundary"],
        world.boundary.as_str()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_that_names_another_boundary_gets_the_required_one() {
    let world = World::new().await;
    let run = world.run().await;
    let desired = json!({"RoleName": "worker"});
    run.cloud_control("CreateResource", &role(&desired)).await.expect_success();
    let other = "arn:aws:iam::111122223333:policy/other";
    update(&run, &json!([{"op": "add", "path": "/PermissionsBoundary", "value": other}])).await;
    assert_eq!(kept(&world)["PermissionsBoundary"], world.boundary.as_str());
    assert_eq!(shown(&run).await["PermissionsBoundary"], other, "the client sees what it wrote");
    update(&run, &json!([{"op": "remove", "path": "/PermissionsBoundary"}])).await;
    assert_eq!(kept(&world)["PermissionsBoundary"], world.boundary.as_str());
    assert_eq!(shown(&run).await, desired);
    update(&run, &json!([{"op": "add", "path": "/PermissionsBoundary", "value": world.boundary}]))
        .await;
    assert_eq!(shown(&run).await["PermissionsBoundary"], world.boundary.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cloud_control_changes_is_told() {
    let world = World::new().await;
    world.account.role("worker", "/", None).await;
    let name = "AWS::IAM::Role worker".to_owned();
    world.elsewhere.kept().resources.insert(name, "{}".to_owned());
    let run = world.run().await;
    update(&run, &json!([{"op": "add", "path": "/Description", "value": "x"}])).await;
    update(&run, &json!([{"op": "add", "path": "/Description", "value": "y"}])).await;
    assert_eq!(run.unbounded().len(), 1);
    assert_eq!(run.unbounded()[0].0, "worker");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_or_a_check_refuses_in_the_form_of_the_service() {
    let world = World::new().await;
    let desired = json!({"RoleName": "worker", "PermissionsBoundary": "arn:aws:iam::111122223333:policy/other"});
    let refusing = world.run_refusing().await;
    let answer = refusing.cloud_control("CreateResource", &role(&desired)).await;
    assert_eq!(answer.code(), "AccessDenied");
    let check = world.check().await;
    let answer = check.cloud_control("CreateResource", &role(&json!({"RoleName": "w"}))).await;
    assert_eq!(answer.code(), "AccessDenied");
    assert!(answer.message().contains("--check"), "{}", answer.message());
    assert!(world.elsewhere.kept().resources.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_that_a_stack_set_of_cloud_control_has_with_it_is_rewritten_and_masked() {
    let world = World::new().await;
    let run = world.run().await;
    let kind = "AWS::CloudFormation::StackSet";
    let desired = json!({"StackSetName": "fleet", "TemplateBody": TEMPLATE});
    let create = json!({"TypeName": kind, "DesiredState": desired.to_string()});
    run.cloud_control("CreateResource", &create).await.expect_success();
    let body = || {
        let kept = world.elsewhere.kept();
        let name = format!("{kind} fleet");
        let properties: Value = serde_json::from_str(&kept.resources[&name]).unwrap();
        properties["TemplateBody"].as_str().unwrap().to_owned()
    };
    assert!(body().contains("${AWS::AccountId}:policy/edge"), "{}", body());
    assert_eq!((run.bounded(), run.unbounded().len()), (vec!["fleet/Role".to_owned()], 0));
    assert!(run.warnings().iter().any(|it| it.contains("each of them")), "{:?}", run.warnings());
    let asked = json!({"RequestToken": "t1"});
    run.cloud_control("GetResourceRequestStatus", &asked).await.expect_success();
    let asked = json!({"TypeName": kind, "Identifier": "fleet"});
    let shown = async || {
        let answer = run.cloud_control("GetResource", &asked).await.expect_success();
        let answer = answer.as_json().unwrap();
        let shown = answer["ResourceDescription"]["Properties"].as_str().unwrap();
        let shown: Value = serde_json::from_str(shown).unwrap();
        shown["TemplateBody"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown().await, TEMPLATE);

    let second = TEMPLATE.replace("Role:", "Other:");
    let patch = json!([{"op": "replace", "path": "/TemplateBody", "value": second}]);
    let update =
        json!({"TypeName": kind, "Identifier": "fleet", "PatchDocument": patch.to_string()});
    run.cloud_control("UpdateResource", &update).await.expect_success();
    assert!(body().contains("policy/edge") && body().contains("Other"), "{}", body());
    assert_eq!(shown().await, second);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_role_of_a_stack_of_cloud_control_says_which_boundary_applies() {
    let world = World::new().await;
    let demanding = crate::account::demanding("strict");
    let strict = world.account.policy("/", "strict", &demanding).await;
    world.account.role("execution", "/", Some(&strict)).await;
    let run = world.run_finding().await;
    let role = "arn:aws:iam::111122223333:role/execution";
    let desired = json!({"StackName": "app", "TemplateBody": TEMPLATE, "RoleARN": role});
    let kind = "AWS::CloudFormation::Stack";
    let create = json!({"TypeName": kind, "DesiredState": desired.to_string()});
    run.cloud_control("CreateResource", &create).await.expect_success();
    let kept = world.elsewhere.kept();
    let properties = &kept.resources["AWS::CloudFormation::Stack app"];
    assert!(properties.contains(&strict), "{properties}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_of_a_stack_of_cloud_control_works_with_the_role_that_the_stack_has_or_gets() {
    let template = json!({"op": "replace", "path": "/TemplateBody", "value": TEMPLATE});
    let role = "arn:aws:iam::111122223333:role/execution";
    let gets = json!({"op": "add", "path": "/RoleARN", "value": role});
    let copies = json!({"op": "copy", "from": "/Description", "path": "/RoleARN"});
    let stack = "AWS::CloudFormation::Stack app";
    for (has, patch) in [(true, json!([template])), (false, json!([gets, template]))] {
        let world = World::new().await;
        let demanding = crate::account::demanding("strict");
        let strict = world.account.policy("/", "strict", &demanding).await;
        world.account.role("execution", "/", Some(&strict)).await;
        {
            let mut kept = world.elsewhere.kept();
            kept.resources.insert(stack.to_owned(), "{}".to_owned());
            kept.templates.insert("app".to_owned(), TEMPLATE.to_owned());
            kept.roles.extend(has.then(|| ("app".to_owned(), role.to_owned())));
        }
        let run = world.run_finding().await;
        let update = async |patch: &Value| {
            let asked = json!({"TypeName": "AWS::CloudFormation::Stack", "Identifier": "app",
                "PatchDocument": patch.to_string()});
            run.cloud_control("UpdateResource", &asked).await
        };
        let answer = update(&json!([copies, template])).await;
        assert_eq!(answer.code(), "Validation", "{}", answer.body);
        update(&json!([{"op": "add", "path": "/Description", "value": "x"}]))
            .await
            .expect_success();
        assert!(world.elsewhere.calls("DescribeStacks").is_empty(), "nothing is made of it");
        update(&patch).await.expect_success();
        let kept = world.elsewhere.kept();
        assert!(kept.resources[stack].contains(&strict), "{}", kept.resources[stack]);
    }
}
