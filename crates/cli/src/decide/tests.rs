use super::*;

const ALLOWED: &str = r#"{"name":"a","request":{"principal":"arn:aws:iam::111122223333:root","action":"sqs:SendMessage","resource":"arn:aws:sqs:eu-west-1:111122223333:q"},"expect":{"decision":"allow"}}"#;
const DENIED: &str = r#"{"name":"d","request":{"principal":"arn:aws:iam::111122223333:user/u","action":"sqs:SendMessage","resource":"arn:aws:sqs:eu-west-1:111122223333:q"},"expect":{"decision":"allow"}}"#;

fn decide(input: &str, format: Format, detail: Option<Detail>) -> (String, Exit) {
    let mut deciding =
        Deciding { format, detail, output: Vec::new(), has_drawn: false, failed: 0, unreadable: 0 };
    deciding.input("input", &mut input.as_bytes()).unwrap();
    let exit = deciding.exit();
    (String::from_utf8(deciding.output).unwrap(), exit)
}

#[test]
fn an_expectation_that_holds_is_status_zero() {
    let (output, exit) = decide(ALLOWED, Format::Text, None);
    assert_eq!(output, "a: allow by identity\n");
    assert_eq!(exit, Exit::Done);
}

#[test]
fn an_expectation_that_fails_is_status_one_and_says_what_differs() {
    let (output, exit) = decide(DENIED, Format::Text, None);
    assert!(
        output.contains("FAILED decision: expected `allow`, found `implicit_deny`"),
        "{output}"
    );
    assert_eq!(exit, Exit::No);
}

#[test]
fn an_array_and_a_case_over_several_lines_are_read() {
    let (output, _) = decide(&format!("[{ALLOWED},\n{DENIED}]"), Format::Json, None);
    assert_eq!(output.lines().count(), 2);
    let spread = ALLOWED.replace(',', ",\n");
    let (output, exit) = decide(&spread, Format::Json, None);
    assert_eq!(
        output,
        "{\"name\":\"a\",\"decision\":\"allow\",\"layer\":\"identity\",\"because\":[],\"pass\":true}\n"
    );
    assert_eq!(exit, Exit::Done);
}

#[test]
fn a_bad_line_answers_an_error_with_its_place_and_the_rest_go_on() {
    for input in
        [format!("{ALLOWED}\n{{\"x\"\n\n{ALLOWED}\n"), format!("\n{{\"x\"\n{ALLOWED}\n{ALLOWED}\n")]
    {
        let (output, exit) = decide(&input, Format::Json, None);
        let errors: Vec<&str> = output.lines().filter(|line| line.contains("error")).collect();
        assert_eq!(errors.len(), 1, "{output}");
        assert!(errors[0].contains("line 2, column"), "{output}");
        assert_eq!(output.lines().filter(|line| line.contains("allow")).count(), 2);
        assert_eq!(exit, Exit::BadInput);
    }
}

#[test]
fn bytes_that_are_no_text_spoil_their_line_only() {
    let mut input = format!("{ALLOWED}\n").into_bytes();
    input.extend(b"{\"name\":\"\xff\"\n");
    input.extend(ALLOWED.as_bytes());
    let mut deciding = Deciding {
        format: Format::Json,
        detail: None,
        output: Vec::new(),
        has_drawn: false,
        failed: 0,
        unreadable: 0,
    };
    deciding.input("input", &mut input.as_slice()).unwrap();
    assert_eq!(deciding.unreadable, 1);
    assert_eq!(String::from_utf8(deciding.output).unwrap().lines().count(), 3);
}

#[test]
fn a_broken_document_is_one_error() {
    let broken = "[\n{\"name\": \"x\",\n\"policies\": [\n{ \"Effect\": \"Deny\" }\n";
    let (output, exit) = decide(broken, Format::Json, None);
    assert_eq!(output.lines().count(), 1, "{output}");
    assert_eq!(exit, Exit::BadInput);
}

#[test]
fn nothing_at_all_is_nothing_to_do() {
    assert_eq!(decide("\n \n", Format::Json, None), (String::new(), Exit::Done));
}

#[test]
fn an_explanation_shows_each_layer_as_text_and_as_data() {
    let (text, _) = decide(DENIED, Format::Text, Some(Detail::Short));
    assert!(text.starts_with("d: implicit_deny by identity: the caller has no identity policy\n"));
    assert!(text.contains("\n  ✗ identity must allow and does not\n"), "{text}");
    assert!(text.contains("\n  - no part in it: service_control, "), "{text}");
    let (json, _) = decide(DENIED, Format::Json, Some(Detail::Short));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["explanation"]["layers"].as_array().unwrap().len(), 8);
}

/// Hands out one line a read and counts them.
struct LineByLine<'a> {
    left: usize,
    handed_out: &'a std::cell::Cell<usize>,
}

impl io::Read for LineByLine<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Ok(0);
        }
        self.left -= 1;
        self.handed_out.set(self.handed_out.get() + 1);
        let line = format!("{ALLOWED}\n");
        buffer[..line.len()].copy_from_slice(line.as_bytes());
        Ok(line.len())
    }
}

#[test]
fn a_line_is_decided_before_the_next_but_one_is_read() {
    const LINES: usize = 1_000;
    let handed_out = std::cell::Cell::new(0);
    let mut source = BufReader::new(LineByLine { left: LINES, handed_out: &handed_out });
    let mut decided = 0;
    input::each(&mut source, &mut |found| {
        assert!(found.is_ok());
        decided += 1;
        assert!(handed_out.get() <= decided + 1, "line {decided} waited for others");
        Ok(())
    })
    .unwrap();
    assert_eq!(decided, LINES);
}
