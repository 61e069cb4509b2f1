//! The code that makes a client, as each SDK's own documentation has it.

use super::{Access, Sdk};

/// Stands for the folder in the texts below.
const FOLDER: &str = "@FOLDER@";
const SERVER: &str = "@SERVER@";

pub(super) fn of(sdk: Sdk, access: &Access) -> String {
    let text = match sdk {
        Sdk::Rust => RUST,
        Sdk::Php => PHP,
        Sdk::Go => GO,
        Sdk::Java => JAVA,
        Sdk::Node => NODE,
        Sdk::NodeV3 => NODE_V3,
        Sdk::Python => PYTHON,
        Sdk::OtherRust => OTHER_RUST,
        Sdk::Curl => CURL,
    };
    // Paths stand in quotes of many kinds; what would end them is escaped as all of these languages do.
    let folder = access.merchant.to_string_lossy().replace('\\', r"\\").replace('"', "\\\"");
    // Go is indented by tabs.
    let text = if sdk == Sdk::Go { text.replace("    ", "\t") } else { text.to_owned() };
    text.replace(FOLDER, &folder).replace(SERVER, &access.base_url)
}

const RUST: &str = r#"use payscore::{Client, Config};

let config = Config::from_merchant_dir("@FOLDER@")?
    .with_base_url("@SERVER@")?;
let client = Client::new(config)?; // or payscore::blocking::Client
"#;

const PHP: &str = r#"use WeChatPay\Builder;
use WeChatPay\Crypto\Rsa;

$folder = "@FOLDER@";
$merchant = json_decode(file_get_contents("$folder/merchant.json"), true);
$public = fn ($name) => Rsa::from("file://$folder/$name", Rsa::KEY_TYPE_PUBLIC);
$instance = Builder::factory([
    'base_uri' => '@SERVER@/',
    'mchid' => $merchant['mchid'],
    'serial' => $merchant['serial_no'],
    'privateKey' => Rsa::from("file://$folder/apiclient_key.pem", Rsa::KEY_TYPE_PRIVATE),
    'certs' => [
        $merchant['platform_serial_no'] => $public('platform_cert.pem'),
        $merchant['wechatpay_public_key_id'] => $public('wechatpay_public_key.pem'),
    ],
]);
"#;

const GO: &str = r#"// Its host is fixed: started under `payscore run`, or with the variables of `payscore env`.
folder := "@FOLDER@"
var merchant struct {
    MchID    string `json:"mchid"`
    SerialNo string `json:"serial_no"`
    APIv3Key string `json:"apiv3_key"`
}
text, err := os.ReadFile(folder + "/merchant.json")
if err != nil {
    return err
}
if err := json.Unmarshal(text, &merchant); err != nil {
    return err
}
key, err := utils.LoadPrivateKeyWithPath(folder + "/apiclient_key.pem")
if err != nil {
    return err
}
ctx := context.Background()
client, err := core.NewClient(ctx,
    option.WithWechatPayAutoAuthCipher(merchant.MchID, merchant.SerialNo, key, merchant.APIv3Key))
if err != nil {
    return err
}
"#;

const JAVA: &str = r#"// Its host is fixed: started under `payscore run`, or with the flags of `payscore env`.
Path folder = Path.of("@FOLDER@");
JsonObject merchant = JsonParser.parseString(Files.readString(folder.resolve("merchant.json"))).getAsJsonObject();
Config config = new RSAAutoCertificateConfig.Builder()
    .merchantId(merchant.get("mchid").getAsString())
    .merchantSerialNumber(merchant.get("serial_no").getAsString())
    .privateKeyFromPath(folder.resolve("apiclient_key.pem").toString())
    .apiV3Key(merchant.get("apiv3_key").getAsString())
    .build();
HttpClient client = new DefaultHttpClientBuilder().config(config).build();
"#;

const NODE: &str = r#"const { readFileSync } = require('node:fs');
const { Rsa, Wechatpay } = require('wechatpay-axios-plugin');

const read = (name) => readFileSync(`${"@FOLDER@"}/${name}`, 'utf8');
const merchant = JSON.parse(read('merchant.json'));
const wxpay = new Wechatpay({
  baseURL: '@SERVER@/',
  mchid: merchant.mchid,
  serial: merchant.serial_no,
  privateKey: Rsa.from(read('apiclient_key.pem'), Rsa.KEY_TYPE_PRIVATE),
  certs: {
    [merchant.platform_serial_no]: read('platform_cert.pem'),
    [merchant.wechatpay_public_key_id]: read('wechatpay_public_key.pem'),
  },
});
"#;

const NODE_V3: &str = r#"// Its host is fixed, and it knows no proxy: createHttp sends its requests elsewhere.
const { readFileSync } = require('node:fs');
const WxPay = require('wechatpay-node-v3');
const { PayRequest } = require('wechatpay-node-v3/dist/lib/pay-request');

const folder = "@FOLDER@";
const merchant = JSON.parse(readFileSync(`${folder}/merchant.json`, 'utf8'));
const here = (url) => url.replace('https://api.mch.weixin.qq.com', '@SERVER@');
class Here extends PayRequest {
  get(url, headers) { return super.get(here(url), headers); }
  post(url, params, headers) { return super.post(here(url), params, headers); }
}
const wxpay = new WxPay({
  appid: merchant.appid,
  mchid: merchant.mchid,
  serial_no: merchant.serial_no,
  publicKey: readFileSync(`${folder}/apiclient_cert.pem`),
  privateKey: readFileSync(`${folder}/apiclient_key.pem`),
  key: merchant.apiv3_key,
});
wxpay.createHttp(new Here());
"#;

const PYTHON: &str = r#"# Its host is fixed: started under `payscore run`, or with the variables of `payscore env`.
import json
from pathlib import Path
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType

folder = Path("@FOLDER@")
merchant = json.loads((folder / "merchant.json").read_text())
wxpay = WeChatPay(
    wechatpay_type=WeChatPayType.MINIPROG,
    mchid=merchant["mchid"],
    private_key=(folder / "apiclient_key.pem").read_text(),
    cert_serial_no=merchant["serial_no"],
    appid=merchant["appid"],
    apiv3_key=merchant["apiv3_key"],
)
"#;

const OTHER_RUST: &str = r#"// rswxpay
builder.base_url("@SERVER@");
// wechat-pay-rust-sdk: a field of the client
client.base_url = "@SERVER@".to_owned();
// wxpay-rs: its host is fixed: started under `payscore run`, or with the variables of `payscore env`.
// The keys: @FOLDER@
"#;

const CURL: &str = r#"folder="@FOLDER@" server='@SERVER@'
mchid=$(sed -n 's/.*"mchid": "\(.*\)".*/\1/p' "$folder/merchant.json" | head -n 1)
serial_no=$(sed -n 's/.*"serial_no": "\(.*\)".*/\1/p' "$folder/merchant.json" | head -n 1)
wechatpay() { # METHOD TARGET [BODY]
  timestamp=$(date +%s) nonce=$(openssl rand -hex 16)
  signature=$(printf '%s\n' "$1" "$2" "$timestamp" "$nonce" "${3-}" |
    openssl dgst -sha256 -sign "$folder/apiclient_key.pem" | openssl base64 -A)
  fields="mchid=\"$mchid\",nonce_str=\"$nonce\",signature=\"$signature\",timestamp=\"$timestamp\""
  curl -sS -X "$1" "$server$2" ${3+-H 'Content-Type: application/json' --data-binary "$3"} \
    -H 'Accept: application/json' \
    -H "Authorization: WECHATPAY2-SHA256-RSA2048 $fields,serial_no=\"$serial_no\""
}
wechatpay GET /v3/certificates
"#;
