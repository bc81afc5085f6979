//! Documentation for readers who know no Rust: paths become names, links become words, sentences begin and end.

/// `some_name` or `SomeName` as `someName`.
#[must_use]
pub fn camel(name: &str) -> String {
    let all_caps = !name.chars().any(char::is_lowercase);
    let mut out = String::new();
    let mut upper = false;
    for (n, c) in name.chars().enumerate() {
        match c {
            '_' => upper = true,
            _ if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            _ if n == 0 || all_caps => out.extend(c.to_lowercase()),
            _ => out.push(c),
        }
    }
    out
}

/// Whole sentences: no Rust paths, an upper-case beginning, a full stop.
#[must_use]
pub fn sentence(docs: &str) -> String {
    let joined = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = joined.replace("[`", "`").replace("`]", "`");
    let plain: String =
        text.split('`').enumerate().map(|(n, part)| if n % 2 == 0 { part.to_owned() } else { name(part) }).collect();
    let mut text = without_paths(plain.trim());
    if let Some(first) = text.chars().next().filter(|first| first.is_lowercase()) {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    if !text.is_empty() && !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}

/// A word of code as an IDL names it.
fn name(code: &str) -> String {
    if code == "u64::MAX" {
        return "2^64 - 1".to_owned();
    }
    let code = code.trim_end_matches("()");
    match code.rsplit("::").next() {
        Some("FIELDS") => format!("{}'s fields", code.split("::").next().unwrap_or(code)),
        Some("NO_RESERVE") => "255".to_owned(),
        Some(last) if last.contains('_') => camel(last),
        Some(last) => last.to_owned(),
        None => code.to_owned(),
    }
}

/// Takes paths out of words that no backticks mark.
fn without_paths(text: &str) -> String {
    text.split(' ').map(|word| word.rsplit("::").next().unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

/// Leaves out the sentences that name rows of the table of compute units.
#[must_use]
pub fn without_rows(text: &str) -> String {
    text.split_inclusive(". ").filter(|sentence| !sentence.starts_with("CU row")).collect()
}
