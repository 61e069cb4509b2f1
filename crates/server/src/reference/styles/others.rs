//! The SDKs of other languages, and the shell.

use super::{Call, Style};
use crate::reference::literal::{JSON, PHP, PYTHON};
use payscore_api::example::Sample;

pub(super) fn styles(call: &Call<'_>) -> Vec<Style> {
    [
        ("php", "PHP: wechatpay-php", php(call)),
        ("go", "Go: wechatpay-go", go(call)),
        ("java", "Java: wechatpay-java", java(call)),
        ("node", "Node.js: wechatpay-axios-plugin", node(call)),
        ("python", "Python: wechatpayv3", python(call)),
        ("curl", "curl", curl(call)),
    ]
    .map(|(id, title, text)| Style { id, title, text })
    .into()
}

fn json(call: &Call<'_>) -> Option<String> {
    call.body().map(|body| JSON.write(body, 0))
}

fn php(call: &Call<'_>) -> String {
    let mut options: Vec<String> = Vec::new();
    options.extend(
        call.example.path.iter().map(|(name, value)| format!("    {} => {},\n", PHP.text(name), PHP.text(value))),
    );
    if !call.example.query.is_empty() {
        options.push(format!("    'query' => {},\n", PHP.texts(&call.example.query, 1)));
    }
    if let Some(body) = call.body() {
        // An empty array would be a list in JSON.
        let body = match body {
            Sample::Object(members) if members.is_empty() => "new stdClass()".to_owned(),
            body => PHP.write(body, 1),
        };
        options.push(format!("    'json' => {body},\n"));
    }
    let (options, verb) = (options.concat(), call.verb());
    let arguments = if options.is_empty() { String::new() } else { format!("[\n{options}]") };
    let template = call.template();
    format!("$response = $instance->chain('{template}')->{verb}({arguments});\necho $response->getBody(), PHP_EOL;\n")
}

fn go(call: &Call<'_>) -> String {
    const END: &str = "if err != nil {\n\treturn err\n}\ndefer result.Response.Body.Close()\n";
    // wechatpay-go has no typed methods of PayScore: its raw calls, which sign, send and verify.
    let url = format!("https://api.mch.weixin.qq.com{}", call.target());
    match json(call) {
        None => format!("result, err := client.Get(ctx, \"{url}\")\n{END}"),
        Some(body) => {
            format!("body := json.RawMessage(`{body}`)\nresult, err := client.Post(ctx, \"{url}\", body)\n{END}")
        }
    }
}

fn java(call: &Call<'_>) -> String {
    let url = format!("https://api.mch.weixin.qq.com{}", call.target());
    let accept = "HttpHeaders headers = new HttpHeaders();\nheaders.addHeader(\"Accept\", \"application/json\");\n";
    match json(call) {
        None => format!("{accept}HttpResponse<Map> response = client.get(headers, \"{url}\", Map.class);\n"),
        Some(body) => format!(
            "{accept}headers.addHeader(\"Content-Type\", \"application/json\");\n\
             RequestBody body = new JsonRequestBody.Builder().body(\"\"\"\n{body}\n\"\"\").build();\n\
             HttpResponse<Map> response = client.post(headers, \"{url}\", body, Map.class);\n"
        ),
    }
}

fn node(call: &Call<'_>) -> String {
    let mut options: Vec<String> = Vec::new();
    options.extend(call.example.path.iter().map(|(name, value)| format!("  {name}: {},\n", JSON.text(value))));
    if !call.example.query.is_empty() {
        options.push(format!("  params: {},\n", JSON.texts(&call.example.query, 1)));
    }
    let options = options.concat();
    let options = if options.is_empty() { String::new() } else { format!("{{\n{options}}}") };
    let arguments = match json(call) {
        Some(body) if options.is_empty() => body,
        Some(body) => format!("{body}, {options}"),
        None => options,
    };
    format!("const {{ data }} = await wxpay.chain('{}').{}({arguments});\n", call.template(), call.verb())
}

fn python(call: &Call<'_>) -> String {
    let target = PYTHON.text(&call.target());
    // wechatpayv3 has methods for some of these; its raw call does for all.
    match call.body() {
        None => format!("code, message = wxpay._core.request({target})\n"),
        Some(body) => format!(
            "code, message = wxpay._core.request(\n    {target},\n    method=RequestType.POST,\n    data={},\n)\n",
            PYTHON.write(body, 1)
        ),
    }
}

/// With openssl, which signs.
fn curl(call: &Call<'_>) -> String {
    let Call { base_url, mchid, serial_no, folder, spec, .. } = call;
    let (method, target) = (spec.method, shell(&call.target()));
    let body = json(call).map_or_else(|| "''".to_owned(), |body| shell(&body));
    let send =
        if spec.method == "GET" { "" } else { " \\\n  -H 'Content-Type: application/json' --data-binary \"$body\"" };
    format!(
        "key={}\n\
         target={target}\n\
         body={body}\n\
         timestamp=$(date +%s) nonce=$(openssl rand -hex 16)\n\
         signature=$(printf '%s\\n' {method} \"$target\" \"$timestamp\" \"$nonce\" \"$body\" |\n  \
         openssl dgst -sha256 -sign \"$key\" | openssl base64 -A)\n\
         curl -sS -X {method} {}\"$target\" -H 'Accept: application/json' \\\n  \
         -H \"Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\\\"{mchid}\\\",nonce_str=\\\"$nonce\\\",\
         signature=\\\"$signature\\\",timestamp=\\\"$timestamp\\\",serial_no=\\\"{serial_no}\\\"\"{send}\n",
        shell(&format!("{folder}/apiclient_key.pem")),
        shell(base_url),
    )
}

/// As one word of a shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
