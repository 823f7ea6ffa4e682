//! The languages that inputs are written in: where their seeds are, and their words.

use crate::driver::Language;
use std::borrow::Cow;

/// Policy documents.
pub(crate) const POLICY: Language = Language {
    seeds: "policy",
    words: &[
        "\"Version\":\"2012-10-17\",",
        "\"Statement\":[",
        "\"Effect\":\"Allow\",",
        "\"Effect\":\"Deny\",",
        "\"Principal\":{\"AWS\":",
        "\"NotPrincipal\":\"*\",",
        "\"Action\":\"iam:*\",",
        "\"NotAction\":[",
        "\"Resource\":\"arn:aws:iam::111122223333:role/*\",",
        "\"NotResource\":\"*\",",
        "\"Condition\":{\"StringEquals\":{",
        "\"ForAllValues:StringLikeIfExists\":{",
        "${aws:username}",
        "${aws:PrincipalTag/team, 'none'}",
        "${*}",
        "\\ud800",
        "\\u0000",
        "\u{2028}",
        "\u{feff}",
        "[[[[[[[[[[[[[[[[",
        "{\"a\":",
        "]}",
        "1e999",
        "-0.0",
        "null",
        "true",
    ],
};

/// Choices that make up a request and its policies, a byte each.
pub(crate) const CHOICES: Language = Language { seeds: "choices", words: &[] };

/// Bodies and query strings of the Query protocol.
pub(crate) const JSON: Language = Language {
    seeds: "json",
    words: &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "1e9",
        "{}",
        "[]",
        "\"A\":",
        "\"DryRun\":",
        "\"ResourceArn\":",
        "\\ud800",
        "\\u0000",
        "\"L.member.1\":",
        "[[[[[[[[[",
    ],
};

pub(crate) const QUERY: Language = Language {
    seeds: "query",
    words: &[
        "&",
        "=",
        "%",
        "%00",
        "%c3%a9",
        "+",
        "&Action=CreateRole",
        "&Action=TagRole",
        "&RoleName=",
        "&Tags.member.1.Key=a",
        "&Tags.member.2.Value=b",
        "&TagKeys.member.1=c",
        ".member.",
        ".entry.1.key",
        "&PolicyArns.member.1.arn=",
        "&DurationSeconds=900",
        "&MaxItems=-1",
        "&MaxItems=99999999999999999999",
    ],
};

/// Metadata of SAML providers.
pub(crate) const SAML: Language = Language {
    seeds: "saml",
    words: &[
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE a [<!ENTITY e \"e\">]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&e;",
        "&#x41;",
        "&#0;",
        "&lt;",
        "<a>",
        "</a>",
        "<a b=\"c\" b='d'/>",
        "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"",
        "<md:EntityDescriptor entityID=\"a\">",
        "</EntityDescriptor>",
        "validUntil=\"2030-01-01T00:00:00Z\"",
        "<X509Certificate>MAMCAQE=</X509Certificate>",
    ],
};

/// HTTP requests, signed or not.
pub(crate) const SIGV4: Language = Language {
    seeds: "sigv4",
    words: &[
        "\n",
        "\n\n",
        ":",
        " ",
        "/",
        "/../",
        "%2F",
        "%2f",
        "%",
        "?",
        "&",
        "=",
        "&X-Amz-Signature=0",
        "&X-Amz-Expires=60",
        "\nauthorization: AWS4-HMAC-SHA256 ",
        "Credential=",
        "SignedHeaders=host;",
        "Signature=",
        "\nx-amz-date: 20150830T123600Z",
        "\nx-amz-security-token: t",
        "\nhost: b",
        "\nx-a:  b   c ",
    ],
};

/// Requests to the proxy of `entail run`.
pub(crate) const PROXY: Language = Language {
    seeds: "proxy",
    words: &[
        "\n",
        "\n\n",
        "GET ",
        "OPTIONS ",
        "CONNECT a:443 ",
        "http://127.0.0.1:4588/",
        "/?Action=CreateRole",
        "Action=CreateRole",
        "&%41ction=GetRole",
        "&Action",
        "&A+b=%",
        "\nhost: 127.0.0.1:4588",
        "\nhost: localhost:4588",
        "\norigin: null",
        "\nconnection: close, host, x-amz-date",
        "\ntransfer-encoding: chunked",
        "\ncontent-encoding: aws-chunked",
        "\ncontent-type: application/x-amz-json-1.0",
        "\ncontent-type: application/x-www-form-urlencoded",
        "\nx-amz-target: CloudApiService.CreateResource",
        "\nx-amz-content-sha256: UNSIGNED-PAYLOAD",
        "\nauthorization: AWS4-HMAC-SHA256 ",
        "/us-east-1/iam/aws4_request",
    ],
};

/// URLs of objects.
pub(crate) const URL: Language = Language {
    seeds: "url",
    words: &[
        "https://",
        "http://127.0.0.1:5000/",
        "bucket.",
        "s3.",
        "s3-",
        "s3-fips.",
        "dualstack.",
        "s3-accelerate.",
        "eu-west-1.",
        "amazonaws.com/",
        "amazonaws.com.cn/",
        "@",
        ":443/",
        "//",
        "/../",
        "%2F",
        "%",
        "+",
        " ",
        "?versionId=a",
        "&X-Amz-Signature=0",
        "#",
        "\u{e9}",
    ],
};

/// AWS's shared files, and `entail.toml`.
pub(crate) const SETTINGS: Language = Language {
    seeds: "settings",
    words: &[
        "\n",
        "\r\n",
        "\r",
        "\n ",
        "\n\t",
        "[profile dev]",
        "[ services  'local' ] ; x",
        "[sso-session \"a b\"]",
        "[default",
        "]",
        "\nregion = eu-west-1 # x",
        "\niam =\n  endpoint_url = http://127.0.0.1:1",
        "\naws_secret_access_key=a#b;c = d",
        " = ",
        "\n=",
        " ;",
        "\u{feff}",
        "\u{2028}",
        "\u{a0}",
        "\nboundary = \"arn:aws:iam::111122223333:policy/x\"",
        "\non-conflict = 'refuse'",
        "\nmask = true",
        "\nreport.format = \"\"\"",
        "[[",
        "{a={",
        "1979-05-27T07:32:00Z",
    ],
};

/// Templates of `CloudFormation` and SAM.
pub(crate) const TEMPLATE: Language = Language {
    seeds: "template",
    words: &[
        "\n",
        "\r\n",
        "  ",
        "\t",
        "\n    Properties:\n",
        "\n      PermissionsBoundary: ",
        "arn:aws:iam::111122223333:policy/Other",
        "\n  A:\n    Type: AWS::IAM::User",
        "\"B\": {\"Type\": \"AWS::IAM::Role\"},",
        "\n  F:\n    Type: AWS::Serverless::Function\n",
        "\n  G:\n    Type: AWS::Serverless::GraphQLApi\n    Properties:\n      Logging: true",
        "\n      DeploymentPreference: {Type: AllAtOnce}",
        "Transform: AWS::Serverless-2016-10-31\n",
        "!If [C, !Ref A, !Ref AWS::NoValue]",
        "Fn::ForEach::L:\n    - N\n    - [a]\n    - ",
        "&anchor ",
        "*anchor",
        "<<: *anchor",
        "# comment",
        "|\n        ",
        ">-\n        ",
        "---\n",
        "...",
        "? ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        "'",
        "\"",
        "~",
        "\u{feff}",
        "\u{1f680}",
        "\u{2028}",
        "\u{85}",
    ],
};

/// Answers of AWS's services.
pub(crate) const ANSWER: Language = Language {
    seeds: "answer",
    words: &[
        "<member>",
        "</member>",
        "<RoleName>worker</RoleName>",
        "<RoleId>AROAEXAMPLE</RoleId>",
        "<Arn>arn:aws:iam::111122223333:role/worker</Arn>",
        "<PermissionsBoundary>",
        "</PermissionsBoundary>",
        "<PermissionsBoundary/>",
        "<PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/edge</PermissionsBoundaryArn>",
        "<TemplateBody/>",
        "<![CDATA[",
        "]]>",
        "<!-- ",
        " -->",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE x>",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "&x;",
        "<a:b xmlns:a=\"c\">",
        "\"Properties\":\"{}\",",
        "\"ResourceModel\":",
        "\"Identifier\":\"worker\",",
        "{\"ProgressEvent\":{",
        "\\ud800",
        "\r\n",
        "\u{0}",
        "\u{1f680}",
    ],
};

/// Text in an answer.
pub(crate) const TEXT: Language = Language {
    seeds: "text",
    words: &[
        "<",
        ">",
        "&",
        "&amp;",
        "&#0;",
        "]]>",
        "<!--",
        "<![CDATA[",
        "</Message>",
        "\r\n",
        "\u{fffe}",
        "\u{1f600}",
    ],
};

/// Transactions, a byte a choice.
pub(crate) const TRANSACTIONS: Language = Language { seeds: "transactions", words: &[] };

/// Input of a law about text: what is not UTF-8 is replaced, as cargo-fuzz's targets do.
pub(crate) fn text(input: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(input)
}
