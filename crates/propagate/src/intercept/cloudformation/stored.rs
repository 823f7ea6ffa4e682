//! Where a call's template is: in the call, in S3, or with the stack already.

use super::deployment::{Deployment, Kind, is_no};
use crate::{
    intercept::{
        Call, Fronted, Interceptor, Refusal, form::Form, iam::unreadable, objects::without_query,
        xml::Element,
    },
    limits::SHOWN_LINES_MAX,
    upstream::UpstreamError,
};

/// A template as it was found.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) text: String,
    /// The file or URL, where known.
    pub(super) file: Option<String>,
    pub(super) origin: Origin,
}

/// Where a template was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the call.
    Body,
    /// In S3.
    Url(String),
    /// With the stack or stack set.
    Previous,
}

impl Interceptor {
    /// The template that a call deploys; none where it has none, which AWS refuses.
    pub(super) async fn source(
        &self,
        call: &Call,
        form: &Form,
        deployment: &Deployment,
    ) -> Result<Option<Source>, Refusal> {
        let value = |name: &str| form.get(name).map_err(unreadable);
        let body = value("TemplateBody")?.filter(|body| !body.is_empty());
        let url = value("TemplateURL")?.filter(|url| !url.is_empty());
        let previous = value("UsePreviousTemplate")?;
        let uses_previous = previous.is_some_and(|text| !is_no(&text));
        let (text, file, origin) = match (body, url, uses_previous) {
            (None, None, false) => return Ok(None),
            (Some(body), None, false) => (body, None, Origin::Body),
            (None, Some(url), false) => {
                (self.fetch(&url, call).await?, Some(without_query(&url)), Origin::Url(url))
            }
            (None, None, true) => (self.previous(call, deployment).await?, None, Origin::Previous),
            _ => {
                return Err(Refusal::invalid(
                    "TemplateBody, TemplateURL and UsePreviousTemplate exclude one another",
                ));
            }
        };
        let file = self.file_of(&text).await.or(file);
        Ok(Some(Source { text, file, origin }))
    }

    /// Says where a template that is sent back as `CloudFormation` shows it may have lost characters.
    ///
    /// AWS: a `?` stands in `GetTemplate`'s answer for each that is not ASCII.
    pub(super) fn warn_of_lost_characters(&self, stack: &str, text: &str) {
        let lost = text.lines().enumerate().filter(|(_, line)| line.contains('?'));
        let lines: Vec<String> = lost.map(|(index, _)| (index + 1).to_string()).collect();
        if lines.is_empty() {
            return;
        }
        let shown = lines.iter().take(SHOWN_LINES_MAX).cloned().collect::<Vec<_>>().join(", ");
        let more = if lines.len() > SHOWN_LINES_MAX { " and more" } else { "" };
        self.warn(format!(
            "the template of `{stack}` had to be changed, and was sent back as CloudFormation shows it, \
             with a `?` for each character that is not ASCII: look at its lines {shown}{more}, or pass \
             the template itself"
        ));
    }

    /// The file of the project that has this text.
    pub(super) async fn file_of(&self, text: &str) -> Option<String> {
        let (files, text) = (self.parts.files.clone()?, text.to_owned());
        let found = tokio::task::spawn_blocking(move || files.find(&text)).await.ok()??;
        Some(found.to_string_lossy().into_owned())
    }

    async fn previous(&self, call: &Call, deployment: &Deployment) -> Result<String, Refusal> {
        let found = match deployment.kind {
            Kind::Stack => self.template_of_stack(call, &deployment.reference).await,
            Kind::StackSet => self.template_of_stack_set(call, deployment).await,
        };
        let cannot = |reason: String| {
            Refusal::denied(format!(
                "the template that `{}` has can't be read, so that nothing in it can be bounded: \
                 {reason}; pass the template itself",
                deployment.name
            ))
        };
        let found = found.map_err(|error| cannot(error.to_string()))?;
        found.ok_or_else(|| cannot("the answer has none".to_owned()))
    }

    /// The template that a stack was deployed with; none where the answer has none.
    pub(super) async fn template_of_stack(
        &self,
        call: &Call,
        stack: &str,
    ) -> Result<Option<String>, UpstreamError> {
        self.template_of(call, &[("StackName", stack)]).await
    }

    /// The template as it was submitted, of the stack or change set that a call asks for.
    pub(in crate::intercept) async fn original_of(&self, call: &Call) -> Option<String> {
        let form = Form::parse(&call.body).ok()?;
        let mut asked = Vec::new();
        for parameter in ["StackName", "ChangeSetName"] {
            asked.extend(form.get(parameter).ok()?.map(|value| (parameter, value)));
        }
        let asked: Vec<_> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.template_of(call, &asked).await.ok()?
    }

    /// The template of what the parameters name, as it was submitted.
    pub(super) async fn template_of(
        &self,
        call: &Call,
        named: &[(&str, &str)],
    ) -> Result<Option<String>, UpstreamError> {
        let asked = [("Action", "GetTemplate"), ("TemplateStage", "Original")];
        let answer = self.ask(call, &[&asked, named].concat()).await?;
        Ok(answer.and_then(|answer| template_in(&answer, &["GetTemplateResult"])))
    }

    /// The template of a stack set; none where the answer has none.
    pub(super) async fn template_of_stack_set(
        &self,
        call: &Call,
        deployment: &Deployment,
    ) -> Result<Option<String>, UpstreamError> {
        let mut asked =
            vec![("Action", "DescribeStackSet"), ("StackSetName", deployment.reference.as_str())];
        asked.extend(deployment.call_as.as_deref().map(|call_as| ("CallAs", call_as)));
        let answer = self.ask(call, &asked).await?;
        Ok(answer.and_then(|answer| template_in(&answer, &["DescribeStackSetResult", "StackSet"])))
    }

    /// Asks `CloudFormation` as the caller does; nothing where the answer is not understood.
    pub(super) async fn ask(
        &self,
        call: &Call,
        asked: &[(&str, &str)],
    ) -> Result<Option<Element>, UpstreamError> {
        let service = Fronted::CloudFormation;
        let answer =
            self.parts.upstream.query(service, &call.region, &call.credentials, asked).await?;
        Ok(Element::read(&String::from_utf8_lossy(&answer)))
    }
}

fn template_in(answer: &Element, path: &[&str]) -> Option<String> {
    Some(answer.descendant(path)?.child("TemplateBody")?.text.clone())
}
