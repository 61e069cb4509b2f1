//! How long functions are, in code that rustfmt has formatted.

/// A function, where it starts (lines count from 1), and how many lines it takes.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of its `fn`.
    pub line: usize,
    /// From there to the closing brace.
    pub lines: usize,
}

/// The functions of a source text. rustfmt puts a function's closing brace alone under the start of its `fn`, which is
/// all the parsing that this needs.
#[must_use]
pub fn functions(source: &str) -> Vec<Function> {
    let lines: Vec<&str> = source.lines().collect();
    let function = |(at, line): (usize, &&str)| {
        let name = name(line)?;
        let length = length(&lines[at..])?;
        Some(Function { name: name.to_owned(), line: at + 1, lines: length })
    };
    lines.iter().enumerate().filter_map(function).collect()
}

/// How many lines the function takes that starts the first of these; `None` where it has no body.
fn length(lines: &[&str]) -> Option<usize> {
    let first = lines[0];
    let indent = &first[..first.len() - first.trim_start().len()];
    if first.ends_with(';') {
        return None;
    }
    if first.ends_with('}') {
        return Some(1);
    }
    for (at, line) in lines.iter().enumerate().skip(1) {
        match line.strip_prefix(indent) {
            Some("}") => return Some(at + 1),
            // The end of a long signature: of one in a trait, or of one whose body is empty.
            Some(rest) if rest.starts_with(')') && rest.ends_with(';') => return None,
            Some(rest) if rest.starts_with(')') && rest.ends_with('}') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The name, where this line starts a function.
fn name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(public) = rest.strip_prefix("pub") {
        rest = match public.strip_prefix('(') {
            Some(scope) => scope.split_once(") ")?.1,
            None => public.strip_prefix(' ')?,
        };
    }
    for qualifier in ["default ", "const ", "async ", "unsafe ", "extern \"C\" "] {
        rest = rest.strip_prefix(qualifier).unwrap_or(rest);
    }
    let name = rest.strip_prefix("fn ")?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    (end > 0).then(|| &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
trait Shape {
    fn area(&self) -> f64;
    fn scaled(
        &self,
        by: f64,
    ) -> Self;
}

impl Shape for Square {
    fn area(&self) -> f64 {
        if self.0 < 0.0 {
            return 0.0;
        }
        self.0
    }
}

pub(crate) const fn one() -> u8 { 1 }

pub async fn long(
    name: &str,
) -> Result<(), Error>
where
    Self: Sized,
{
    let fn_name = name;
}
"#;

    #[test]
    fn functions_are_found_and_measured() {
        let found = functions(SOURCE);
        let shown: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(shown, [("area", 11, 6), ("one", 19, 1), ("long", 21, 8)]);
    }

    #[test]
    fn words_that_only_look_like_functions_are_none() {
        for line in
            ["let fn_name = 1;", "// fn commented() {", "fn_like!();", "type F = fn(u8) -> u8;", "publish fn x("]
        {
            assert_eq!(functions(line), [], "{line}");
        }
    }
}
