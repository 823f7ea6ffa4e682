//! What a value comes to, as far as the template alone tells.

use entail_policy::arn::Arn;

use super::document::Node;

/// What is known of a stack besides its template: the values of pseudo parameters and parameters.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html>
pub(crate) type Known<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The ARN that a value comes to: a literal, or functions over literals and the pseudo parameters
/// for partition and account. These are taken to be the required boundary's own: a boundary is a
/// policy of the account that the principal is created in.
///
/// AWS: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>
pub(crate) fn resolve(node: Node<'_>, required: &Arn) -> Option<String> {
    come_to(node, &|name| match name {
        "AWS::Partition" => Some(required.partition().to_owned()),
        // Of a policy of AWS's the account is no account.
        "AWS::AccountId" => required.account_id().map(|account| account.to_string()),
        _ => None,
    })
}

/// Pseudo parameters that a URL is made of.
const OF_URLS: [&str; 4] = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::URLSuffix"];

/// The URL that a value comes to, with these pseudo parameters still in it, as `${AWS::Region}`.
pub(crate) fn url(node: Node<'_>) -> Option<String> {
    let url = come_to(node, &|name| OF_URLS.contains(&name).then(|| format!("${{{name}}}")));
    url.filter(|url| !url.contains("&{"))
}

/// What a value comes to with what is known; none where more is needed.
pub(crate) fn come_to(node: Node<'_>, known: Known<'_>) -> Option<String> {
    if let Some(text) = node.text() {
        return (!node.is_null()).then(|| text.to_owned());
    }
    match node.function()? {
        ("Ref", name) => known(name.text()?),
        ("Sub", argument) => substitute(argument, known),
        ("Join", argument) => join(argument, known),
        _ => None,
    }
}

fn substitute(argument: Node<'_>, known: Known<'_>) -> Option<String> {
    let mut items = argument.items();
    let (template, variables) = match argument.text() {
        Some(text) => (text, None),
        None => (items.next()?.text()?, items.next()),
    };
    let mut result = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let (name, after) = after.split_once('}')?;
        rest = after;
        if let Some(literal) = name.strip_prefix('!') {
            result.push_str("${");
            result.push_str(literal);
            result.push('}');
            continue;
        }
        let value = variables.and_then(|variables| variables.get(name.trim()));
        result.push_str(&match value {
            Some(value) => come_to(value, known)?,
            None => known(name.trim())?,
        });
    }
    result.push_str(rest);
    Some(result)
}

fn join(argument: Node<'_>, known: Known<'_>) -> Option<String> {
    let mut items = argument.items();
    let delimiter = items.next()?.text()?;
    let parts = items.next()?;
    parts.sequence_style()?;
    let parts = parts.items().map(|part| come_to(part, known)).collect::<Option<Vec<_>>>()?;
    Some(parts.join(delimiter))
}

/// The values that a value may come to: the branches of `Fn::If`, and of those inside.
pub(crate) fn branches(node: Node<'_>) -> Vec<Node<'_>> {
    match node.function() {
        Some(("If", argument)) if argument.items().len() == 3 => {
            argument.items().skip(1).flat_map(branches).collect()
        }
        _ => vec![node],
    }
}

/// Whether a loop may put something else in the place of a part of this text, which stands where no
/// other text has braces.
///
/// AWS: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html>
pub(crate) fn is_filled_in(text: &str) -> bool {
    text.contains("${") || text.contains("&{")
}

/// Whether a value comes to nothing: `AWS::NoValue`, or `null`.
pub(crate) fn is_nothing(node: Node<'_>) -> bool {
    let is_no_value = match node.function() {
        Some(("Ref", name)) => name.text() == Some("AWS::NoValue"),
        _ => false,
    };
    is_no_value || node.is_null()
}

#[cfg(test)]
mod tests {
    use entail_policy::arn::Arn;

    use super::{branches, is_nothing, resolve};
    use crate::template::document::Document;

    fn resolved(value: &str) -> Option<String> {
        let text = format!("v: {value}\n");
        let document = Document::read(&text).unwrap();
        let required = Arn::parse("arn:aws-cn:iam::111122223333:policy/Dev").unwrap();
        resolve(document.root().unwrap().get("v").unwrap(), &required)
    }

    #[test]
    fn spellings_of_an_arn_come_to_it() {
        let arn = Some("arn:aws-cn:iam::111122223333:policy/Dev".to_owned());
        for value in [
            "arn:aws-cn:iam::111122223333:policy/Dev",
            "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Dev'",
            "{\"Fn::Sub\": \"arn:${AWS::Partition}:iam::111122223333:policy/Dev\"}",
            "!Sub ['arn:${P}:iam::${ AWS::AccountId }:policy/${N}', {P: !Ref AWS::Partition, N: Dev}]",
            "{\"Fn::Join\": [\"\", [\"arn:\", {\"Ref\": \"AWS::Partition\"}, \":iam::\", {\"Ref\": \
             \"AWS::AccountId\"}, \":policy/Dev\"]]}",
            "!Join [':', [arn, !Ref AWS::Partition, iam, '', !Ref AWS::AccountId, policy/Dev]]",
        ] {
            assert_eq!(resolved(value), arn, "{value}");
        }
    }

    #[test]
    fn what_is_known_on_aws_only_comes_to_nothing_here() {
        for value in [
            "!Ref Parameter",
            "!Sub '${Parameter}'",
            "!Sub '${Open'",
            "!GetAtt Policy.Arn",
            "null",
            "!ImportValue x",
            "{Ref: AWS::Region}",
            "!Join ['', !Ref List]",
            "!Sub [x]",
            "!Join x",
        ] {
            let expected = (value == "!Sub [x]").then(|| "x".to_owned());
            assert_eq!(resolved(value), expected, "{value}");
        }
        assert_eq!(resolved("!Sub 'a${!b}c'"), Some("a${b}c".to_owned()));
    }

    #[test]
    fn urls_keep_what_only_the_deployment_knows() {
        let written = "https://b-${AWS::AccountId}.s3.${AWS::Region}.${AWS::URLSuffix}/k.json";
        let joined =
            "{'Fn::Join': ['', [https://s3., !Ref AWS::Region, ., !Ref AWS::URLSuffix, /b/k]]}";
        for (value, expected) in [
            (format!("!Sub '{written}'"), Some(written)),
            (joined.to_owned(), Some("https://s3.${AWS::Region}.${AWS::URLSuffix}/b/k")),
            ("https://example.com/t".to_owned(), Some("https://example.com/t")),
            ("!Sub 'https://${Bucket}/t'".to_owned(), None),
            ("!Sub 'https://s3/${AWS::StackName}'".to_owned(), None),
        ] {
            let text = format!("v: {value}\n");
            let document = Document::read(&text).unwrap();
            let url = super::url(document.root().unwrap().get("v").unwrap());
            assert_eq!(url.as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn conditions_have_branches() {
        let text = "v: !If [A, x, {'Fn::If': [B, !Ref AWS::NoValue, null]}]\n";
        let document = Document::read(text).unwrap();
        let branches = branches(document.root().unwrap().get("v").unwrap());
        let nothing: Vec<_> = branches.iter().map(|branch| is_nothing(*branch)).collect();
        assert_eq!(nothing, [false, true, true]);
    }
}
