//! Which operation is meant by a path?

use payscore_api::operations;
use payscore_api::spec::OperationSpec;

/// The operation at this path, whose placeholders are filled in; of any method, where none is given.
pub(crate) fn operation(method: Option<&str>, path: &str) -> Option<&'static OperationSpec> {
    let fits = |operation: &&OperationSpec| method.is_none_or(|method| operation.method == method);
    let fitting = operations().filter(fits);
    // `…/out-refund-no/{n}` before `…/{n}/{m}`: what is said literally counts more.
    let measured = fitting.filter_map(|operation| Some((literal_segments(operation.path, path)?, operation)));
    measured.max_by_key(|(literal, _)| *literal).map(|(_, operation)| operation)
}

/// How many segments are the same; `None` if one is that may not differ.
fn literal_segments(template: &str, path: &str) -> Option<usize> {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    template.iter().zip(path).try_fold(0, |literal, (expected, given)| match *expected == given {
        true => Some(literal + 1),
        false => (expected.starts_with('{') && !given.is_empty()).then_some(literal),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_recognised() {
        let name = |method, path| operation(method, path).map(|operation| operation.name);
        assert_eq!(name(Some("POST"), "/v3/payscore/serviceorder"), Some("CreateServiceOrder"));
        assert_eq!(name(Some("GET"), "/v3/payscore/serviceorder"), Some("QueryServiceOrder"));
        assert_eq!(name(None, "/v3/payscore/serviceorder/A|1/cancel"), Some("CancelServiceOrder"));
        assert_eq!(name(None, "/v3/payscore/serviceorder//cancel"), None);
        assert_eq!(name(None, "/v3/nothing"), None);
    }
}
