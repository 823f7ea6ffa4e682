//! XML answers with the place of each element, so that they can be changed at these places and
//! nowhere else.

use std::ops::Range;

use entail_wire::xml::escape;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use super::edit::Edit;
use crate::limits::ANSWER_NESTING_DEPTH_MAX;

/// An element and everything in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element {
    /// Its name without a prefix.
    pub(crate) name: String,
    /// The text directly in it.
    pub(crate) text: String,
    /// The elements in it, in their order.
    pub(crate) children: Vec<Element>,
    /// From its start tag, with the white space before it, to the end of its end tag.
    whole: Range<usize>,
    /// Between its tags; none for `<Name/>`.
    inner: Option<Range<usize>>,
}

impl Element {
    /// Reads a whole answer; none where it is not well formed, or nested too deep.
    pub(crate) fn read(answer: &str) -> Option<Self> {
        let mut reader = Reader::from_str(answer);
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        // Where the white space begins that the next element has before it.
        let mut white = 0;
        loop {
            let start = position(&reader)?;
            let event = reader.read_event().ok()?;
            let end = position(&reader)?;
            match event {
                Event::Start(tag) => {
                    let name = local(tag.name().as_ref());
                    open.push(Self {
                        name,
                        whole: white..end,
                        inner: Some(end..end),
                        ..Self::default()
                    });
                }
                Event::Empty(tag) => {
                    let name = local(tag.name().as_ref());
                    let element = Self { name, whole: white..end, ..Self::default() };
                    close(element, &mut open, &mut root)?;
                }
                Event::End(_) => {
                    let mut element = open.pop()?;
                    element.whole.end = end;
                    element.inner = element.inner.map(|inner| inner.start..start);
                    close(element, &mut open, &mut root)?;
                }
                Event::Text(text) => {
                    push_text(&mut open, &text)?;
                    if text.chars().all(|character| character.is_ascii_whitespace()) {
                        continue;
                    }
                }
                Event::CData(text) => push_text(&mut open, &text)?,
                Event::GeneralRef(reference) => push_text(&mut open, &resolve(&reference)?)?,
                Event::Eof => return root.filter(|_| open.is_empty()),
                Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
            }
            white = end;
            if open.len() > ANSWER_NESTING_DEPTH_MAX {
                return None;
            }
        }
    }

    /// The first element of this name directly in it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element of this name directly in it; none where there are several.
    pub(super) fn only_child(&self, name: &str) -> Option<&Self> {
        let mut named = self.children.iter().filter(|child| child.name == name);
        named.next().filter(|_| named.next().is_none())
    }

    /// The element that a path of names leads to.
    pub(crate) fn descendant(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text of the element that a path of names leads to.
    pub(crate) fn text_of(&self, path: &[&str]) -> Option<&str> {
        self.descendant(path).map(|element| element.text.as_str())
    }

    /// Shows it and everything in it to a visitor, outside in.
    pub(super) fn visit<'a>(&'a self, visitor: &mut impl FnMut(&'a Self)) {
        visitor(self);
        for child in &self.children {
            child.visit(visitor);
        }
    }

    /// Takes it out, with the white space before it.
    pub(super) fn cut(&self) -> Edit {
        Edit { at: self.whole.clone(), text: String::new() }
    }

    /// Gives it another text; none where it has no place for one.
    pub(super) fn with_text(&self, text: &str) -> Option<Edit> {
        let mut escaped = String::new();
        escape(text, &mut escaped);
        Some(Edit { at: self.inner.clone()?, text: escaped })
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) -> Option<()> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return None,
    }
    Some(())
}

fn push_text(open: &mut [Element], text: &str) -> Option<()> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        // White space may stand around the root, and nothing else.
        None if text.trim().is_empty() => {}
        None => return None,
    }
    Some(())
}

fn position(reader: &Reader<&[u8]>) -> Option<usize> {
    usize::try_from(reader.buffer_position()).ok()
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character.to_string()),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Element;
    use crate::intercept::edit::apply;

    const ANSWER: &str = "<?xml version=\"1.0\"?>\n<a:R xmlns:a=\"x\">\n  <Name>b&amp;c &#x41;<![CDATA[<d>]]></Name>\n  <List>\n    <m/>\n    <m>e</m>\n  </List>\n</a:R>\n";

    #[test]
    fn elements_have_their_texts_and_places() {
        let root = Element::read(ANSWER).unwrap();
        assert_eq!(root.name, "R");
        assert_eq!(root.text_of(&["Name"]), Some("b&c A<d>"));
        assert_eq!(root.descendant(&["List"]).unwrap().children.len(), 2);
        let edit = root.descendant(&["List", "m"]).unwrap().cut();
        let without = apply(ANSWER, vec![edit]).unwrap();
        assert_eq!(without, ANSWER.replace("\n    <m/>", ""));
        let edit = root.descendant(&["Name"]).unwrap().with_text("x < y").unwrap();
        let changed = apply(ANSWER, vec![edit]).unwrap();
        assert!(changed.contains("<Name>x &lt; y</Name>"), "{changed}");
        assert_eq!(Element::read(&changed).unwrap().text_of(&["Name"]), Some("x < y"));
    }

    #[test]
    fn what_is_not_well_formed_is_not_read() {
        for text in ["", "<a>", "<a></b>", "<a/><b/>", "x<a/>", "<a/>x", "<a>&nope;</a>"] {
            assert!(Element::read(text).is_none(), "{text}");
        }
        let deep = "<a>".repeat(500) + &"</a>".repeat(500);
        assert!(Element::read(&deep).is_none());
    }
}
