//! Paths: templates with variables in braces, and values that are encoded once and never altered.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but RFC 3986's unreserved characters is encoded: whatever a server decodes is exactly the value, and no
/// URL library on the way has a reason to touch it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why a path cannot be made from a template and its values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// A brace that has no partner.
    #[error("the path template `{template}` has a brace without its partner")]
    Unbalanced {
        /// The template.
        template: String,
    },
    /// A character that a path cannot carry as it is. Queries are given with `query`, not written into a template.
    #[error("the path template `{template}` has `{found}`, which a path cannot carry unencoded")]
    Character {
        /// The template.
        template: String,
        /// The character.
        found: char,
    },
    /// A variable of the template that was given no value.
    #[error("the path template `{template}` needs a value for `{name}`")]
    Missing {
        /// The template.
        template: String,
        /// The variable.
        name: String,
    },
    /// A value for a variable that the template does not have.
    #[error("the path template `{template}` has no variable `{name}`")]
    Unknown {
        /// The template.
        template: String,
        /// The variable.
        name: String,
    },
    /// An empty value: the path would be another one.
    #[error("the value for `{name}` in the path template `{template}` is empty")]
    Empty {
        /// The template.
        template: String,
        /// The variable.
        name: String,
    },
    /// A path segment `.` or `..`, which every URL library resolves, encoded or not: the path would be another one.
    #[error("the path `{path}` has a segment `.` or `..`, which cannot be sent")]
    DotSegment {
        /// The path.
        path: String,
    },
    /// A [`Call`](crate::core::Call) made by hand whose path or query has a character that cannot be sent as it is.
    #[error("the call of `{path}` has `{found}` in its path or query, which cannot be sent unencoded")]
    Unsendable {
        /// The path.
        path: String,
        /// The character.
        found: char,
    },
}

/// Fills in a template's variables. The path that comes out starts with a slash, whether the template does or not.
///
/// # Errors
/// [`TemplateError`]: a missing, unknown or empty value, a template that is none, or a path that no client could send.
///
/// ```
/// let path = payscore::core::expand("v3/payscore/serviceorder/{out_order_no}/sync", &[("out_order_no", "A|b*1")])?;
/// assert_eq!(path, "/v3/payscore/serviceorder/A%7Cb%2A1/sync");
/// # Ok::<(), payscore::TemplateError>(())
/// ```
pub fn expand<N: AsRef<str>, V: AsRef<str>>(template: &str, values: &[(N, V)]) -> Result<String, TemplateError> {
    let mut path = String::with_capacity(template.len() + 32);
    if !template.starts_with('/') {
        path.push('/');
    }
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        push_literal(&mut path, literal, template)?;
        let (name, after) = after.split_once('}').ok_or_else(|| unbalanced(template))?;
        push_value(&mut path, name, values, template)?;
        rest = after;
    }
    push_literal(&mut path, rest, template)?;
    refuse_unknown(template, values)?;
    if has_dot_segment(&path) {
        return Err(TemplateError::DotSegment { path });
    }
    Ok(path)
}

fn push_literal(path: &mut String, literal: &str, template: &str) -> Result<(), TemplateError> {
    if literal.contains('}') {
        return Err(unbalanced(template));
    }
    if let Some(found) = forbidden_in_path(literal) {
        return Err(TemplateError::Character { template: template.to_owned(), found });
    }
    path.push_str(literal);
    Ok(())
}

fn push_value<N: AsRef<str>, V: AsRef<str>>(
    path: &mut String,
    name: &str,
    values: &[(N, V)],
    template: &str,
) -> Result<(), TemplateError> {
    let Some((_, value)) = values.iter().find(|(given, _)| given.as_ref() == name) else {
        return Err(TemplateError::Missing { template: template.to_owned(), name: name.to_owned() });
    };
    if value.as_ref().is_empty() {
        return Err(TemplateError::Empty { template: template.to_owned(), name: name.to_owned() });
    }
    path.extend(utf8_percent_encode(value.as_ref(), ENCODED));
    Ok(())
}

fn refuse_unknown<N: AsRef<str>, V>(template: &str, values: &[(N, V)]) -> Result<(), TemplateError> {
    let names = template.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
    let known = |name: &str| names.clone().any(|(variable, _)| variable == name);
    match values.iter().find(|(name, _)| !known(name.as_ref())) {
        Some((name, _)) => {
            Err(TemplateError::Unknown { template: template.to_owned(), name: name.as_ref().to_owned() })
        }
        None => Ok(()),
    }
}

/// Which bytes stand for themselves: letters, digits, and these.
const fn with(marks: &str) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 128 {
        table[at] = (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    let marks = marks.as_bytes();
    at = 0;
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
}

static IN_PATHS: [bool; 256] = with("/-._~!$&'()*+,;=:@");
static IN_QUERIES: [bool; 256] = with("/-._~!$&'()*+,;=:@?[]{}|^`\\%");

/// The first character that RFC 3986 does not allow in a path as it is; for a `%`, only before two hex digits.
pub(crate) fn forbidden_in_path(literal: &str) -> Option<char> {
    forbidden(literal, &IN_PATHS)
}

/// The same of a query, which may also have what browsers leave there as it is.
fn forbidden_in_query(query: &str) -> Option<char> {
    forbidden(query, &IN_QUERIES)
}

fn forbidden(text: &str, allowed: &[bool; 256]) -> Option<char> {
    let bytes = text.as_bytes();
    let escapes = |at: usize| {
        let digits = bytes.get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let fits = |(at, byte): (usize, &u8)| allowed[usize::from(*byte)] || (*byte == b'%' && escapes(at));
    let at = (0..bytes.len()).zip(bytes).position(|it| !fits(it))?;
    text[at..].chars().next()
}

/// URL libraries read `%2e` as a dot here, so encoding would not help.
pub(crate) fn has_dot_segment(path: &str) -> bool {
    // Most paths have no dot at all.
    path.bytes().any(|byte| matches!(byte, b'.' | b'%')) && path.split('/').any(is_dot_segment)
}

fn is_dot_segment(segment: &str) -> bool {
    let after_dot = |text: &str| {
        let rest = text.strip_prefix('.').or_else(|| text.strip_prefix("%2e")).or_else(|| text.strip_prefix("%2E"));
        rest.map(str::len)
    };
    let Some(left) = after_dot(segment) else { return false };
    left == 0 || after_dot(&segment[segment.len() - left..]) == Some(0)
}

/// Refuses a call that would arrive as another one than was signed, if it arrived at all.
pub(crate) fn check_sendable(path: &str, query: Option<&str>) -> Result<(), TemplateError> {
    if let Some(found) = forbidden_in_path(path).or_else(|| query.and_then(forbidden_in_query)) {
        return Err(TemplateError::Unsendable { path: path.to_owned(), found });
    }
    if has_dot_segment(path) {
        return Err(TemplateError::DotSegment { path: path.to_owned() });
    }
    Ok(())
}

fn unbalanced(template: &str) -> TemplateError {
    TemplateError::Unbalanced { template: template.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: &[(&str, &str)] = &[];

    #[test]
    fn values_are_encoded_exactly_once_and_keep_their_case() {
        let path = |value| expand("v3/{a}/x", &[("a", value)]).unwrap();
        assert_eq!(path("1234323JKHDFE1243252"), "/v3/1234323JKHDFE1243252/x");
        assert_eq!(path("aB-._~"), "/v3/aB-._~/x");
        assert_eq!(path("a|b*c"), "/v3/a%7Cb%2Ac/x");
        assert_eq!(path("a/b?c#d"), "/v3/a%2Fb%3Fc%23d/x");
        assert_eq!(path("100%"), "/v3/100%25/x");
        assert_eq!(path("%7C"), "/v3/%257C/x", "a value that looks encoded is a value");
        assert_eq!(path("完 成+"), "/v3/%E5%AE%8C%20%E6%88%90%2B/x");
        assert_eq!(path("{a}"), "/v3/%7Ba%7D/x");
        assert_eq!(path("..a"), "/v3/..a/x");
    }

    #[test]
    fn a_leading_slash_is_optional() {
        assert_eq!(expand("v3/certificates", NOTHING), expand("/v3/certificates", NOTHING));
    }

    #[test]
    fn values_and_variables_must_match() {
        let error = expand("v3/{a}/{b}", &[("a", "1")]).unwrap_err();
        assert!(matches!(error, TemplateError::Missing { name, .. } if name == "b"));
        let error = expand("v3/{a}", &[("a", "1"), ("out_order_no", "2")]).unwrap_err();
        assert!(matches!(error, TemplateError::Unknown { name, .. } if name == "out_order_no"));
        let error = expand("v3/{a}/complete", &[("a", "")]).unwrap_err();
        assert!(matches!(error, TemplateError::Empty { name, .. } if name == "a"));
    }

    #[test]
    fn a_variable_may_occur_twice() {
        assert_eq!(expand("v3/{a}/{a}", &[("a", "1")]).unwrap(), "/v3/1/1");
        assert!(matches!(expand("v3/{a}/{a}", &[("a", "1"), ("b", "2")]), Err(TemplateError::Unknown { .. })));
        assert!(matches!(
            expand("v3/{a}/{a}", &[("a", "1"), ("b", "2"), ("c", "3")]),
            Err(TemplateError::Unknown { name, .. }) if name == "b"
        ));
    }

    #[test]
    fn templates_that_are_none_are_refused() {
        for template in ["v3/{a", "v3/a}", "v3/{a}}"] {
            assert!(matches!(expand(template, &[("a", "1")]), Err(TemplateError::Unbalanced { .. })), "{template}");
        }
        for (template, bad) in [("v3/a?b=c", '?'), ("v3/a b", ' '), ("v3/a|b", '|'), ("v3/订单", '订'), ("v3/%4", '%')]
        {
            let error = expand(template, NOTHING).unwrap_err();
            assert!(matches!(error, TemplateError::Character { found, .. } if found == bad), "{template}");
        }
    }

    #[test]
    fn dot_segments_are_refused_because_no_encoding_protects_them() {
        for value in [".", ".."] {
            assert!(matches!(expand("v3/{a}/x", &[("a", value)]), Err(TemplateError::DotSegment { .. })), "{value}");
        }
        assert!(matches!(expand("v3/%2E%2e/x", NOTHING), Err(TemplateError::DotSegment { .. })));
    }

    #[test]
    fn what_comes_out_can_be_sent_and_is_read_the_same_by_url_libraries() {
        let nasty: String = (1_u8..128).map(char::from).chain("完…\u{10FFFF}".chars()).collect();
        let path = expand("v3/{a}/!$&'()*+,;=:@/%7c", &[("a", &nasty)]).unwrap();
        assert_eq!(check_sendable(&path, None), Ok(()));
        let url = reqwest::Url::parse(&format!("http://127.0.0.1:1{path}")).unwrap();
        assert_eq!(url.path(), path);
        assert_eq!(http::Uri::try_from(&path).unwrap().path(), path);
    }

    #[test]
    fn a_call_that_would_arrive_as_another_one_is_not_sent() {
        let found = |path: &str, query: Option<&str>| match check_sendable(path, query) {
            Err(TemplateError::Unsendable { found, .. }) => Some(found),
            other => panic!("{other:?}"),
        };
        for (path, bad) in [("/v3/x#y", '#'), ("/v3/{a}", '{'), ("/v3/a b", ' '), ("/v3/单", '单'), ("/v3/%4g", '%')]
        {
            assert_eq!(found(path, None), Some(bad), "{path}");
        }
        assert_eq!(found("/v3/x", Some("a=1 HTTP/1.1\r\nhost: y")), Some(' '));
        assert_eq!(found("/v3/x", Some("a=1#b")), Some('#'));
        for path in ["/v3/a/../b", "/v3/a/%2e%2E/b", "/v3/.%2e", "/./v3"] {
            assert!(matches!(check_sendable(path, None), Err(TemplateError::DotSegment { .. })), "{path}");
        }
        assert_eq!(check_sendable("/v3/..a/.../%2ea/a..", Some("token={a}|b%2B?/..")), Ok(()));
    }
}
