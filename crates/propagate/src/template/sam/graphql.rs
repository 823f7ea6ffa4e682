//! `AWS::Serverless::GraphQLApi`: the role that writes its log, and those of its data sources.

use super::{
    Added, ExplicitRole, New, Node, Resource, Role, Step, cannot_be_copied, is_false, is_given,
    is_true, is_written_out, keys, unbounded,
};

/// The attributes that SAM passes on to these roles. Metadata too, which means nothing to a role.
const PASSED_ON: [&str; 4] = ["DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy"];
const CONNECTOR: &str = "AWS::Serverless::Connector";

/// What has to be done to an API.
pub(super) fn steps(api: &Resource<'_>) -> Vec<Step> {
    let mut steps: Vec<Step> = logging(api).into_iter().collect();
    let Some(sources) = api.own("DataSources").filter(|sources| is_given(*sources)) else {
        return steps;
    };
    if !is_written_out(sources) {
        steps.push(unbounded("its `DataSources` are not written out: write them out"));
        return steps;
    }
    for kind in [SourceKind::DynamoDb, SourceKind::Lambda] {
        let Some(named) = sources.get(kind.name()).filter(|named| is_given(*named)) else {
            continue;
        };
        if !is_written_out(named) {
            steps.push(unbounded("its `DataSources` are not written out: write them out"));
        }
        let entries = named.entries().filter_map(|(name, node)| Some((name.text()?, node)));
        steps.extend(entries.filter_map(|(name, node)| source(api, kind, name, node)));
    }
    steps
}

/// SAM writes a log unless `Logging` is `false`.
fn logging(api: &Resource<'_>) -> Option<Step> {
    const ROLE_PROPERTY: &str = "CloudWatchLogsRoleArn";
    let logical_id = format!("{}CloudWatchRole", api.logical_id);
    let reference = New::attribute(&logical_id, "Arn");
    let (keys, reference) = match api.own("Logging") {
        Some(off) if is_false(off) => return None,
        Some(on) if is_true(on) || on.is_null() => {
            (keys(&["Properties", "Logging"]), New::map([(ROLE_PROPERTY, reference)]))
        }
        Some(logging) if !is_written_out(logging) => {
            return Some(unbounded("its `Logging` is not written out: write it out"));
        }
        Some(logging) if logging.get(ROLE_PROPERTY).is_some_and(is_given) => return None,
        _ => (keys(&["Properties", "Logging", ROLE_PROPERTY]), reference),
    };
    let policy =
        "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs";
    let role = appsync_role(vec![New::Sub(policy.to_owned())]);
    let Some(attributes) = api.passed_on(&PASSED_ON) else {
        return Some(cannot_be_copied("what stands beside its `Properties`"));
    };
    let added = vec![Added::role(logical_id, attributes, role)];
    Some(Step::ExplicitRole(ExplicitRole { keys, reference, added }))
}

fn appsync_role(managed_policies: Vec<New>) -> Role {
    Role {
        service: "appsync.amazonaws.com",
        managed_policies,
        policies: Vec::new(),
        tags: Vec::new(),
    }
}

/// A kind of data source that needs a role.
#[derive(Clone, Copy)]
enum SourceKind {
    DynamoDb,
    Lambda,
}

impl SourceKind {
    /// As it is called in `DataSources`.
    fn name(self) -> &'static str {
        match self {
            Self::DynamoDb => "DynamoDb",
            Self::Lambda => "Lambda",
        }
    }

    /// What the logical id of a source ends in, and that of its connector.
    fn suffixes(self) -> (&'static str, &'static str) {
        match self {
            Self::DynamoDb => ("DynamoDBDataSource", "ToTableConnector"),
            Self::Lambda => ("LambdaDataSource", "ToLambdaConnector"),
        }
    }
}

fn source(api: &Resource<'_>, kind: SourceKind, name: &str, source: Node<'_>) -> Option<Step> {
    const ROLE_PROPERTY: &str = "ServiceRoleArn";
    if source.get(ROLE_PROPERTY).is_some_and(is_given) {
        return None;
    }
    if !is_written_out(source) {
        let why = format!("its data source `{name}` is not written out: write it out");
        return Some(unbounded(&why));
    }
    let (suffix, connector_suffix) = kind.suffixes();
    let source_id = format!("{}{name}{suffix}", api.logical_id);
    let role_id = format!("{source_id}Role");
    let added = api.passed_on(&PASSED_ON).and_then(|attributes| {
        let connector = connector(kind, &source_id, &role_id, source)?;
        let condition = attributes.iter().filter(|(name, _)| name == "Condition").cloned();
        let mut members = vec![("Type".to_owned(), New::text(CONNECTOR))];
        members.extend(condition);
        members.push(("Properties".to_owned(), connector));
        let connector = Added {
            logical_id: format!("{source_id}{connector_suffix}"),
            resource_type: CONNECTOR,
            resource: New::Mapping(members),
        };
        let role = Added::role(role_id.clone(), attributes, appsync_role(Vec::new()));
        Some(vec![role, connector])
    });
    let Some(added) = added else {
        return Some(cannot_be_copied(&format!("what stands in its data source `{name}`")));
    };
    Some(Step::ExplicitRole(ExplicitRole {
        keys: keys(&["Properties", "DataSources", kind.name(), name, ROLE_PROPERTY]),
        reference: New::attribute(&role_id, "Arn"),
        added,
    }))
}

/// What lets the role at the data: SAM makes a connector of each source whose role it makes.
fn connector(kind: SourceKind, source_id: &str, role_id: &str, source: Node<'_>) -> Option<New> {
    let (destination_type, arn, permissions) = match kind {
        SourceKind::DynamoDb => ("AWS::DynamoDB::Table", table_arn(source)?, permissions(source)?),
        SourceKind::Lambda => (
            "AWS::Lambda::Function",
            New::of(source.get("FunctionArn")?)?,
            New::List(vec![New::text("Write")]),
        ),
    };
    let from = New::map([
        ("Type", New::text("AWS::AppSync::DataSource")),
        ("Arn", New::attribute(source_id, "DataSourceArn")),
        ("RoleName", New::reference(role_id)),
    ]);
    let to = New::map([("Type", New::text(destination_type)), ("Arn", arn)]);
    Some(New::map([("Source", from), ("Destination", to), ("Permissions", permissions)]))
}

fn permissions(source: Node<'_>) -> Option<New> {
    match source.get("Permissions").filter(|node| is_given(*node) && node.items().len() > 0) {
        Some(given) => New::of(given),
        None => Some(New::List(vec![New::text("Read"), New::text("Write")])),
    }
}

fn table_arn(source: Node<'_>) -> Option<New> {
    if let Some(arn) = source.get("TableArn").filter(|arn| is_given(*arn)) {
        return New::of(arn);
    }
    let region = match source.get("Region").filter(|region| is_given(*region)) {
        Some(region) => New::of(region)?,
        None => New::reference("AWS::Region"),
    };
    Some(New::substitution(
        "arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}",
        New::map([("__TableName__", New::of(source.get("TableName")?)?), ("__Region__", region)]),
    ))
}
