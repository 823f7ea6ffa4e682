use super::*;

const FILE: &str = "/project/entail.toml";

fn parse(text: &str) -> Result<Configuration, String> {
    Configuration::parse(text, Path::new(FILE)).map_err(|error| error.to_string())
}

#[test]
fn the_documented_example_sets_everything() {
    let text: String = include_str!("../configuration.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .skip_while(|line| *line != "```toml")
        .skip(1)
        .take_while(|line| *line != "```")
        .fold(String::new(), |text, line| text + line + "\n");
    let found = parse(&text).unwrap();
    let expected = Configuration {
        file: PathBuf::from(FILE),
        boundary: Some(
            Arn::parse("arn:aws:iam::111122223333:policy/entail/transitive/team").unwrap(),
        ),
        on_conflict: Some(OnConflict::Refuse),
        front_sts: Some(FrontSts::Auto),
        masking: Some(Masking::Masked),
        state: Some(PathBuf::from("/project/.entail/injected.json")),
        report: Some(PathBuf::from("/project/entail-report.xml")),
        report_format: Some(ReportFormat::Junit),
    };
    assert_eq!(found, expected);
    let page = include_str!("../../../../docs/run-settings.md");
    assert!(page.contains(&format!("```toml\n{text}```")), "the page has another example");
    assert!(KEYS.iter().all(|(name, _)| text.contains(&format!("{name} = "))));
}

#[test]
fn an_empty_file_says_nothing() {
    let expected = Configuration { file: PathBuf::from(FILE), ..Configuration::default() };
    assert_eq!(parse("# nothing yet\n"), Ok(expected));
}

#[test]
fn what_is_wrong_is_named_with_file_and_line() {
    for (text, expected) in [
        ("boundry = 'x'", "line 1: there is no key `boundry`; did you mean `boundary`?"),
        ("\n\nregion = 'x'", "line 3: there is no key `region`: known are boundary, on-conflict"),
        ("on-conflict = 'replaces'", "line 1: `on-conflict`: expected `replace` or `refuse`"),
        ("mask = 'yes'", "line 1: `mask`: expected true or false, without quotes"),
        ("mask = true\nstate = 3", "line 2: `state`: expected a text in quotes, found integer"),
        ("report = ''", "line 1: `report`: it is empty"),
        (
            "boundary = 'arn:aws:iam::1:role/x'",
            "line 1: `boundary`: `arn:aws:iam::1:role/x` is not",
        ),
        ("[boundary]\narn = 'x'", "line 1: `boundary`: expected a text in quotes, found table"),
        ("mask = true\nmask = true", "line 2: duplicate key"),
        ("mask", "line 1: "),
    ] {
        let refused = parse(text).unwrap_err();
        assert!(refused.contains(&format!("`{FILE}`, {expected}")), "{text}: {refused}");
    }
}

/// A folder with `entail.toml` in some of its folders.
fn folders(files: &[&str], others: &[&str]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in files.iter().chain(others) {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    for folder in files {
        fs::write(root.path().join(folder).join(FILE_NAME), "mask = true\n").unwrap();
    }
    root
}

fn found(root: &Path, directory: &str, home: &str) -> Option<PathBuf> {
    let home = root.join(home);
    let environment = Environment::from([("HOME", home.to_str().unwrap())]);
    let found = Configuration::find(&root.join(directory), &environment).unwrap()?;
    Some(found.file.strip_prefix(root).unwrap().parent().unwrap().to_owned())
}

#[test]
fn the_nearest_file_counts_up_to_the_root_of_the_repository_or_home() {
    let root = folders(&["", "a", "a/b"], &["a/b/c/d", "a/.git", "home"]);
    assert_eq!(found(root.path(), "a/b/c/d", "home"), Some(PathBuf::from("a/b")));
    assert_eq!(found(root.path(), "a", "home"), Some(PathBuf::from("a")));
    let root = folders(&[""], &["a/b/.git", "a/c", "d/e"]);
    assert_eq!(found(root.path(), "a/b", "home"), None, "above the repository's root");
    assert_eq!(found(root.path(), "a/c", "a"), None, "above home");
    assert_eq!(found(root.path(), "d/e", "home"), None, "in neither: only the folder itself");
    assert_eq!(found(root.path(), "", "home"), Some(PathBuf::new()));
    let root = folders(&["home"], &["home/x/y"]);
    assert_eq!(found(root.path(), "home/x/y", "home"), Some(PathBuf::from("home")));
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let root = folders(&[], &["x/.git"]);
    fs::write(root.path().join("x").join(FILE_NAME), [0xff, 0xfe]).unwrap();
    let environment = Environment::default();
    let refused = Configuration::find(&root.path().join("x"), &environment).unwrap_err();
    assert!(refused.to_string().starts_with("can't read `"), "{refused}");
}
