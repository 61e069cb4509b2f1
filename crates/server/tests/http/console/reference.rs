//! `/_payscore/console/reference`: every operation has a page, and its example is one.

use super::{page, page_with};
use crate::shop::Shop;
use payscore_api::operations;
use payscore_api::spec::OperationSpec;
use serde_json::{Map, Value, json};

const REFERENCE: &str = "/_payscore/console/reference";
const CHINESE: &[&str] = &["Accept-Language: zh-CN"];

/// What stands between the two, as a browser would show it.
fn between<'a>(html: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = html.split_once(before)?;
    rest.split_once(after).map(|(text, _)| text)
}

fn unescaped(html: &str) -> String {
    [("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&#38;", "&"), ("&amp;", "&")]
        .iter()
        .fold(html.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// What the form on an operation's page would send.
fn example(spec: &OperationSpec, html: &str) -> Value {
    let form = between(html, "data-try=", "</form>").expect("a form");
    let mchid = between(form, "<option value=\"", "</select>").expect("merchants");
    let mchid = mchid.split("<option value=\"").find(|option| option.contains(" selected")).expect("a chosen one");
    let mut call = json!({ "mchid": mchid.split('"').next(), "operation": spec.name });
    for part in ["path_values", "query"] {
        let inputs = form.split("<input ").filter(|input| input.starts_with(&format!("data-part=\"{part}\"")));
        let value = |input: &str| {
            let name = between(input, " name=\"", "\"").expect("a name").to_owned();
            (name, Value::String(unescaped(between(input, " value=\"", "\"").expect("a value"))))
        };
        let values: Map<String, Value> = inputs.map(value).collect();
        if !values.is_empty() {
            call[part] = values.into();
        }
    }
    if let Some(body) = between(form, "<textarea", "</textarea>") {
        let (_, body) = body.split_once('>').expect("a body");
        call["body"] = serde_json::from_str(&unescaped(body)).expect("JSON");
    }
    call
}

#[tokio::test]
async fn lists_every_operation_in_both_languages() {
    let shop = Shop::open().await;
    for (headers, title) in [(&[][..], "API reference"), (CHINESE, "接口文档")] {
        let list = page_with(&shop, REFERENCE, headers).await;
        assert_eq!(list.status, 200);
        let html = list.text();
        assert!(html.contains(&format!("<h1>{title}</h1>")));
        for spec in operations() {
            assert!(html.contains(&format!("href=\"{REFERENCE}/{}\"", spec.name)), "{}", spec.name);
        }
    }
}

#[tokio::test]
async fn every_operation_has_a_page_in_both_languages() {
    let shop = Shop::open().await;
    for spec in operations() {
        for (headers, try_it) in [(&[][..], "Try it"), (CHINESE, "试一试")] {
            let answer = page_with(&shop, &format!("{REFERENCE}/{}", spec.name), headers).await;
            assert_eq!(answer.status, 200, "{}", spec.name);
            let html = unescaped(&answer.text());
            for text in [try_it, spec.title, spec.path, spec.source, "SIGN_ERROR", "FREQUENCY_LIMITED"] {
                assert!(html.contains(text), "{}: {text}", spec.name);
            }
            for field in spec.body_fields.iter().chain(spec.query_fields).chain(spec.response_fields) {
                assert!(html.contains(&format!("<code>{}</code>", field.name)), "{}: {}", spec.name, field.name);
            }
            assert_eq!(html.matches("<details id=\"code-").count(), 14, "{}", spec.name);
        }
    }
    let missing = page(&shop, &format!("{REFERENCE}/Nope")).await;
    assert!(missing.status == 404 && missing.text().contains("no operation Nope"));
    let nobody = page(&shop, &format!("{REFERENCE}/CreateServiceOrder?merchant=1")).await;
    assert!(nobody.status == 404 && nobody.text().contains("no merchant 1"));
}

/// Of what these create or ask for nothing has to be there before.
const SUCCEED: [&str; 19] = [
    "CreateServiceOrder",
    "CreateSmartRetailOrder",
    "CreatePayAfterOrder",
    "CreatePartnerServiceOrder",
    "CreateAcquiringBankServiceOrder",
    "CreateOverseaPartnerServiceOrder",
    "CreatePayOnDeliveryOrder",
    "CreatePartnerPayOnDeliveryOrder",
    "CreatePayScorePlan",
    "CreatePartnerPayScorePlan",
    "CreateServiceAccountApplication",
    "DirectCompleteServiceOrder",
    "DirectCompletePartnerServiceOrder",
    "ApplyPermission",
    "ApplyPartnerPermission",
    "ApplyAcquiringBankPermission",
    "AssessUserRiskLevel",
    "QueryUserServiceState",
    "ListCertificates",
];

#[tokio::test]
async fn every_example_is_within_its_operations_limits() {
    let shop = Shop::open().await;
    let mut wrong = Vec::new();
    // Those that end what these need come after.
    let mut all: Vec<_> = operations().collect();
    all.sort_by_key(|spec| !SUCCEED.contains(&spec.name));
    for spec in all {
        let html = page(&shop, &format!("{REFERENCE}/{}", spec.name)).await.text();
        let call = example(spec, &html);
        let made = shop.server.post("call", &call).await;
        assert_eq!(made.status, 200, "{}: {}", spec.name, made.body);
        let (status, body) = (made.body["response"]["status"].as_u64(), &made.body["response"]["body"]);
        let message = body["message"].as_str().unwrap_or_default();
        let is_malformed = ["输入源", "无法将", "无法解析"].iter().any(|begin| message.starts_with(begin));
        let succeeds = status.is_some_and(|status| status < 300);
        if is_malformed
            || !status.is_some_and(|status| status < 500 && status != 401)
            || (SUCCEED.contains(&spec.name) && !succeeds)
        {
            wrong.push(format!("{}: {body} on {}", spec.name, made.body["request"]["body"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn an_operation_says_what_it_refuses_and_when() {
    let shop = Shop::open().await;
    let html = page(&shop, &format!("{REFERENCE}/CompleteServiceOrder")).await.text();
    // As its own tests see it, as the tables have it, and as a field's declaration has it.
    for text in
        ["最终总金额计算非法", "→ <span class=\"state MCH_COMPLETE\">", "必填性规则校验失败", "= accepted without"]
    {
        assert!(html.contains(text), "{text}");
    }
    let html = page(&shop, &format!("{REFERENCE}/ListCertificates")).await.text();
    assert!(!html.contains("id=\"states\""));
}

/// The steps of the pure chain are those that the SDK's own tests call.
#[tokio::test]
async fn the_pure_chain_is_the_sdks() {
    let shop = Shop::open().await;
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/tests/by_path/pure");
    let known: String = std::fs::read_dir(folder)
        .expect("the SDK's tests")
        .map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("a text"))
        .collect();
    for spec in operations() {
        let html = page(&shop, &format!("{REFERENCE}/{}", spec.name)).await.text();
        let code = unescaped(between(&html, "id=\"text-rust-chain\">", "</code>").expect("code"));
        let chain = code.split("client.v3()").nth(1).expect("a chain");
        // Values are whatever they are: `.out_order_no("…")` is `.out_order_no(value("out_order_no"))` there.
        let steps = chain.split('.').skip(1).map(|step| step.split('(').next().unwrap_or_default());
        let steps: Vec<&str> = steps.take_while(|step| !["query", "get", "post"].contains(step)).collect();
        let is_it = |line: &str| {
            let line = line.trim().strip_prefix("made(v3()").unwrap_or_default();
            let theirs =
                line.split(").").map(|step| step.split('(').next().unwrap_or_default().trim_matches(['.', ')']));
            let theirs: Vec<&str> = theirs
                .take_while(|step| !["query", "get", "post"].contains(step))
                .filter(|step| !step.is_empty())
                .collect();
            theirs == steps && line.contains(&format!(".{}(", spec.method.to_lowercase()))
        };
        assert!(known.lines().any(is_it), "{}: {chain}", spec.name);
    }
}
