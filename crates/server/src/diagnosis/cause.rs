//! The causes that a diagnosis can name, with their words. Names are stable: programs may rely on them.
//! `docs/doctor.md` and `docs/doctor.zh-CN.md` list them; a test keeps the lists equal.

/// `Variant "name"`, then in English and in Chinese: what is wrong, and what to do. `{fact}` stands for a fact of the
/// finding.
macro_rules! causes {
    ($($variant:ident $name:literal $what:literal $what_zh:literal $mend:literal $mend_zh:literal;)*) => {
        /// Why a request is not let in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Cause { $($variant,)* }

        impl Cause {
            /// All of them, in the order of the documents' table.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(super) fn words(self) -> &'static Words {
                match self {
                    $(Self::$variant => {
                        &Words { name: $name, what: $what, what_zh: $what_zh, mend: $mend, mend_zh: $mend_zh }
                    })*
                }
            }
        }
    };
}

/// What is said about a cause.
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) what: &'static str,
    pub(super) what_zh: &'static str,
    pub(super) mend: &'static str,
    pub(super) mend_zh: &'static str,
}

causes! {
    // The header.
    AuthorizationMissing "authorization_missing"
        "The request has no Authorization header."
        "请求没有 Authorization 头。"
        "Sign every request; does a proxy or an HTTP client's redirect take the header off?"
        "每个请求都要签名；请检查代理或 HTTP 客户端的重定向是否去掉了该请求头。";
    AuthorizationTwice "authorization_twice"
        "The request has {count} Authorization headers."
        "请求带有 {count} 个 Authorization 头。"
        "Send exactly one: something else (a client's default, basic authentication) adds another."
        "只发送一个：可能是客户端默认设置或 Basic 认证又加了一个。";
    SchemeWrong "scheme_wrong"
        "The Authorization scheme is `{scheme}`, not {expected}."
        "Authorization 的认证类型是 `{scheme}`，应为 {expected}。"
        "Begin the header with `{expected} `, then the five fields."
        "请求头应以 `{expected} ` 开头，其后为五个字段。";
    FieldMissing "authorization_field_missing"
        "The Authorization header has no `{field}`."
        "Authorization 头缺少 `{field}`。"
        "All five are needed: mchid, nonce_str, signature, timestamp, serial_no."
        "五个字段缺一不可：mchid、nonce_str、signature、timestamp、serial_no。";
    FieldTwice "authorization_field_twice"
        "The Authorization header has `{field}` twice."
        "Authorization 头中 `{field}` 出现了两次。"
        "Name each field once."
        "每个字段只写一次。";
    FieldUnknown "authorization_field_unknown"
        "The Authorization header has a field `{field}`, which the scheme does not know."
        "Authorization 头含有未知字段 `{field}`。"
        "Only mchid, nonce_str, signature, timestamp and serial_no belong there, spelled so."
        "只能包含 mchid、nonce_str、signature、timestamp、serial_no，且拼写须一致。";
    AuthorizationMalformed "authorization_malformed"
        "The Authorization header cannot be read: {reason}."
        "无法解析 Authorization 头：{reason}。"
        "Write name=\"value\" with double quotes, separated by commas, on one line."
        "请写成 name=\"value\"（双引号），用逗号分隔，且不换行。";
    TimestampNoNumber "timestamp_not_a_number"
        "The timestamp is `{timestamp}`, not a number of seconds."
        "timestamp 为 `{timestamp}`，不是秒数。"
        "Use unix seconds, ten digits, the same in the signed message and in the header."
        "请使用 10 位 Unix 秒级时间戳，签名串与请求头中必须一致。";
    // The time.
    TimestampMilliseconds "timestamp_in_milliseconds"
        "The timestamp is in milliseconds ({digits} digits)."
        "timestamp 是毫秒（{digits} 位）。"
        "Divide by 1000: unix seconds have ten digits."
        "请除以 1000：Unix 秒级时间戳为 10 位。";
    TimeZone "time_zone"
        "The timestamp is {hours} hours {direction} the server's clock: a local time was taken for UTC."
        "timestamp 比服务器时钟{direction_zh} {hours} 小时：把本地时间当成了 UTC。"
        "Take the unix time from the system, which knows no time zones; do not compute it from a local date."
        "请直接取系统的 Unix 时间（与时区无关），不要由本地日期换算。";
    ClockSkew "clock_skew"
        "The timestamp is {seconds} s {direction} the server's clock; 300 s are accepted."
        "timestamp 比服务器时钟{direction_zh} {seconds} 秒，最多允许相差 300 秒。"
        "Set this machine's clock by NTP, and sign each request just before it is sent, retries too."
        "请用 NTP 校准本机时钟，并在每次发送前（包括重试）重新签名。";
    // The merchant and its serial number.
    MerchantUnknown "merchant_unknown"
        "No merchant {mchid} exists at this server. It has: {merchants}."
        "本服务器没有商户 {mchid}。现有商户：{merchants}。"
        "Use the merchant number of the data folder's merchants/…/merchant.json, or add yours there."
        "请使用数据目录 merchants/…/merchant.json 中的商户号，或把你的商户加进去。";
    MerchantIsSub "merchant_is_sub_merchant"
        "{mchid} is the sub-merchant of {provider}; sub-merchants do not sign."
        "{mchid} 是服务商 {provider} 的子商户，子商户不签名。"
        "Sign as the provider, with its mchid, key and serial_no; name the sub-merchant as sub_mchid in the request."
        "请以服务商的 mchid、私钥和证书序列号签名，在请求参数中用 sub_mchid 指明子商户。";
    MerchantOfOthers "credentials_of_another_merchant"
        "mchid says {mchid}, but key and serial_no are merchant {owner}'s."
        "mchid 为 {mchid}，但私钥和证书序列号属于商户 {owner}。"
        "Take mchid, key and serial_no from the same merchant's folder."
        "mchid、私钥和证书序列号须取自同一商户。";
    SerialOfPlatform "serial_of_platform"
        "serial_no names the {what}, not the merchant's own certificate."
        "serial_no 填的是{what_zh}，而不是商户自己的 API 证书序列号。"
        "Send the serial number of apiclient_cert.pem: {expected}."
        "请填 apiclient_cert.pem 的证书序列号：{expected}。";
    SerialOfMerchant "serial_of_another_merchant"
        "serial_no is that of merchant {owner}'s certificate, not of {mchid}'s."
        "serial_no 属于商户 {owner} 的证书，而不是 {mchid} 的证书。"
        "Send {expected}."
        "请填 {expected}。";
    SerialFormat "serial_misformatted"
        "serial_no is the right number in another notation: `{serial}`."
        "serial_no 的值正确但写法不对：`{serial}`。"
        "Write it in 40 hexadecimal digits without separators: {expected}."
        "请写成不带分隔符的 40 位十六进制：{expected}。";
    SerialUnknown "serial_unknown"
        "serial_no `{serial}` belongs to no certificate that this server knows."
        "serial_no `{serial}` 不属于本服务器已知的任何证书。"
        "Send the serial number of the merchant's own certificate: {expected}."
        "请填商户自己的证书序列号：{expected}。";
    // The key.
    KeyOfMerchant "key_of_another_merchant"
        "The signature was made with merchant {owner}'s private key, not with {mchid}'s."
        "签名使用了商户 {owner} 的私钥，而不是 {mchid} 的私钥。"
        "Load the apiclient_key.pem that goes with certificate {expected}."
        "请加载与证书 {expected} 配套的 apiclient_key.pem。";
    KeyOfPlatform "key_of_platform"
        "The signature was made with the platform's private key ({what})."
        "签名使用了平台的私钥（{what_zh}）。"
        "Sign with the merchant's apiclient_key.pem."
        "请使用商户的 apiclient_key.pem 签名。";
    KeyUnknown "key_unknown"
        "The signature was made with no private key that belongs to a certificate here, or was altered afterwards."
        "签名所用私钥不属于本服务器已知的任何证书，或签名在之后被改动。"
        "Is apiclient_key.pem the one of this data folder, or an old one, or of production? It has to go with certificate {expected}."
        "请确认 apiclient_key.pem 是否来自本数据目录，而不是旧的或生产环境的私钥；它必须与证书 {expected} 配套。";
    // The signature as such.
    SignatureHmac "signature_is_hmac"
        "The signature is an HMAC-SHA256 made with {key}, not an RSA signature."
        "signature 是用{key_zh}做的 HMAC-SHA256，而不是 RSA 签名。"
        "Sign with the private key in apiclient_key.pem: SHA256withRSA. The keys in merchant.json are for other things."
        "请用 apiclient_key.pem 中的私钥做 SHA256withRSA 签名；merchant.json 中的密钥另有用途。";
    SignatureHash "signature_is_hash"
        "The signature has {bytes} bytes, as many as {hash} gives; an RSA signature has 256."
        "signature 只有 {bytes} 字节，与 {hash} 的长度相同；RSA 签名应为 256 字节。"
        "Sign with the private key in apiclient_key.pem (SHA256withRSA), not with a key of merchant.json, and not APIv2's way."
        "请用 apiclient_key.pem 中的私钥做 SHA256withRSA 签名，不要用 merchant.json 中的密钥，也不要用 APIv2 的方式。";
    SignatureBase64Url "signature_base64url"
        "The signature is in the URL variant of base64 (`-` and `_`)."
        "signature 使用了 URL 安全的 Base64（`-` 和 `_`）。"
        "Use standard base64 with `+`, `/` and padding."
        "请使用标准 Base64（`+`、`/` 及填充 `=`）。";
    SignatureHex "signature_hex"
        "The signature is in hexadecimal, not in base64."
        "signature 是十六进制，而不是 Base64。"
        "Encode the signature's raw bytes in base64."
        "请把签名的原始字节做 Base64 编码。";
    SignatureUrlEncoded "signature_url_encoded"
        "The signature's base64 was percent-encoded, or its `+` became spaces."
        "signature 的 Base64 被 URL 编码了，或 `+` 变成了空格。"
        "Put the base64 into the header as it is."
        "请把 Base64 原样放进请求头。";
    SignatureUnpadded "signature_unpadded"
        "The signature's base64 lacks its padding (`=`)."
        "signature 的 Base64 缺少填充符（`=`）。"
        "Keep the `=` at the end; with the padding the signature is right in form."
        "请保留末尾的 `=`。";
    SignatureTwice "signature_base64_twice"
        "The signature was encoded in base64 twice."
        "signature 被做了两次 Base64 编码。"
        "Encode once: some libraries' sign() answers in base64 already."
        "只编码一次：有些库的 sign() 已返回 Base64。";
    SignatureCut "signature_cut"
        "The signature has {bytes} bytes; one of this key has {expected_bytes}. It was cut, or something was added."
        "signature 有 {bytes} 字节，此私钥的签名应为 {expected_bytes} 字节：被截断或多了内容。"
        "Send all of it: 344 characters of base64 for a key of 2048 bits."
        "请完整发送：2048 位密钥的签名为 344 个 Base64 字符。";
    SignatureNoBase64 "signature_not_base64"
        "The signature is not base64."
        "signature 不是 Base64。"
        "Encode the signature's raw bytes in standard base64."
        "请把签名的原始字节做标准 Base64 编码。";
    HashWrong "hash_wrong"
        "The signature uses {hash}, not SHA-256."
        "签名使用了 {hash}，而不是 SHA-256。"
        "Sign with SHA256withRSA (RSASSA-PKCS1-v1_5 with SHA-256)."
        "请使用 SHA256withRSA（RSASSA-PKCS1-v1_5 + SHA-256）。";
    PaddingPss "padding_pss"
        "The signature has PSS padding."
        "签名使用了 PSS 填充。"
        "Sign with PKCS#1 v1.5 padding: SHA256withRSA, not RSASSA-PSS."
        "请使用 PKCS#1 v1.5 填充（SHA256withRSA），不要用 RSASSA-PSS。";
    HashedTwice "hashed_twice"
        "The message was hashed before it was given to the signing function, which hashes by itself."
        "签名串在交给签名函数之前已被哈希过一次，而签名函数自己也会哈希。"
        "Give the message itself to SHA256withRSA, or use a function that signs a finished hash."
        "请把签名串原文交给 SHA256withRSA，或使用对摘要签名的函数。";
    // The message that was signed.
    BodyReserialized "body_reserialized"
        "Another spelling of the same JSON was signed than was sent: {how}. First difference at byte {byte} of the body: signed {signed}, sent {sent}."
        "签名所用的 JSON 与发送的 JSON 内容相同但写法不同：{how_zh}。第一处差异在请求体第 {byte} 字节：签名用 {signed}，发送的是 {sent}。"
        "Serialise once; sign that text and send the very same bytes, as text and not as an object that the HTTP client writes again."
        "只序列化一次，对该文本签名并原样发送这些字节，不要把对象交给 HTTP 客户端再次序列化。";
    BodyEnds "body_ends_differ"
        "The signed body and the one sent differ by {how}."
        "签名所用请求体与发送的请求体相差{how_zh}。"
        "Sign the very bytes that are sent. `curl -d @file` takes line breaks out; --data-binary does not."
        "请对实际发送的字节签名。`curl -d @file` 会去掉换行，--data-binary 不会。";
    BodyNotSigned "body_not_signed"
        "The body was left out: an empty one was signed, but {bytes} bytes were sent."
        "签名时漏了请求体：签的是空请求体，实际发送了 {bytes} 字节。"
        "The fifth line of the message is the body as sent."
        "签名串的第五行是实际发送的请求体。";
    BodyNotSent "body_not_sent"
        "The body `{signed}` was signed, but none was sent."
        "签名时带了请求体 `{signed}`，实际却没有发送请求体。"
        "Without a body the fifth line is empty: nothing but its newline. Clients send none with GET."
        "没有请求体时第五行为空（只有换行符）。GET 请求不带请求体。";
    BodyWholeUpload "upload_signed_whole"
        "The whole multipart body was signed; of an upload only the JSON in `meta` is."
        "签名用了整个 multipart 请求体；上传接口只对 `meta` 中的 JSON 签名。"
        "Put the bytes of the `meta` part, as sent, into the fifth line."
        "签名串第五行应为 `meta` 部分实际发送的字节。";
    QueryNotSigned "query_not_signed"
        "The query was left out of the signed path."
        "签名的 URL 漏了查询参数。"
        "The second line is the path with `?` and the query, exactly as sent."
        "签名串第二行为路径加 `?` 及查询参数，须与实际发送的一致。";
    QueryReordered "query_reordered"
        "The query's parameters were signed in another order than they were sent in."
        "签名的查询参数顺序与发送的不同。"
        "Build the URL once, and sign what is sent."
        "URL 只生成一次，签名与发送使用同一字符串。";
    TargetEncoding "target_encoding"
        "Path or query were signed with another percent-encoding than they were sent with: {how}. Signed `{signed}`, sent `{sent}`."
        "签名的路径或查询参数与发送的 URL 编码方式不同：{how_zh}。签名用 `{signed}`，发送的是 `{sent}`。"
        "Sign the target as it goes out; HTTP clients encode `|`, `*`, spaces and Chinese characters by themselves."
        "请对实际发出的 URL 签名；HTTP 客户端会自行编码 `|`、`*`、空格和中文。";
    UrlWhole "url_signed_whole"
        "The whole URL was signed (`{signed}`), not only path and query."
        "签名用了完整 URL（`{signed}`），而不只是路径和查询参数。"
        "The second line begins with `/v3/`."
        "签名串第二行应以 `/v3/` 开头。";
    PathTemplate "path_template_signed"
        "The path was signed with its placeholder not filled in: `{signed}`."
        "签名的路径中占位符未被替换：`{signed}`。"
        "Fill the path in first, then sign it."
        "请先填好路径再签名。";
    PathPart "path_incomplete"
        "Another path was signed than was sent: `{signed}`."
        "签名的路径与发送的不同：`{signed}`。"
        "Sign the whole path, from the first slash on, `/v3` included, as it is sent."
        "请对完整路径签名：从第一个斜杠开始，包含 `/v3`，且与发送的一致。";
    MethodDiffers "method_differs"
        "The method was signed as `{signed}`, but sent as `{sent}`."
        "签名的请求方法为 `{signed}`，实际发送的是 `{sent}`。"
        "The first line is the method as sent, in capitals."
        "签名串第一行为实际的请求方法，须大写。";
    TimestampDiffers "timestamp_differs"
        "The timestamp in the signed message is `{signed}`, in the header `{sent}`."
        "签名串中的时间戳为 `{signed}`，请求头中为 `{sent}`。"
        "Read the clock once, and use the value for both."
        "时间只取一次，签名串和请求头用同一个值。";
    NonceDiffers "nonce_differs"
        "The nonce in the signed message is {how}, not the header's nonce_str as it is."
        "签名串中的随机串是{how_zh}，与请求头的 nonce_str 不一致。"
        "Draw it once, and use the value for both."
        "随机串只生成一次，签名串和请求头用同一个值。";
    FinalNewline "final_newline_missing"
        "The signed message lacks the newline at its end."
        "签名串末尾缺少换行符。"
        "Each of the five lines ends in `\\n`, the last one too, also when the body is empty."
        "五行每行都以 `\\n` 结尾，最后一行也不例外，请求体为空时也一样。";
    NewlineSurplus "newline_surplus"
        "The signed message ends in one newline too many: of its own, or the body had one when it was signed and not when it was sent."
        "签名串末尾多了一个换行符：多加的，或签名时请求体末尾有换行而发送时没有。"
        "Each of the five lines ends in exactly one `\\n`."
        "五行每行恰好以一个 `\\n` 结尾。";
    Crlf "crlf"
        "The signed message's lines end in `\\r\\n`."
        "签名串以 `\\r\\n` 换行。"
        "Use `\\n` alone: mind text blocks, println and editors on Windows."
        "只用 `\\n`：注意文本块、println 以及 Windows 编辑器。";
    NewlinesEscaped "newlines_escaped"
        "The signed message has backslashes and `n` in the place of newlines."
        "签名串中是反斜杠加 `n` 两个字符，而不是换行符。"
        "Use real newlines (0x0A): in a shell printf '%s\\n', in most languages \"\\n\" in double quotes."
        "请使用真正的换行符（0x0A）：shell 中用 printf '%s\\n'，多数语言用双引号 \"\\n\"。";
    NewlinesMissing "newlines_missing"
        "The five parts were signed {how}, not one a line."
        "五个部分签名时{how_zh}，而不是每行一个。"
        "Put `\\n` after each of the five parts."
        "五个部分后面各加一个 `\\n`。";
    LinesSwapped "lines_swapped"
        "The signed message has its lines in another order: {how}."
        "签名串各行顺序不对：{how_zh}。"
        "The order is method, path with query, timestamp, nonce_str, body."
        "顺序为：请求方法、带查询参数的路径、时间戳、随机串、请求体。";
    ResponseMessage "response_message_signed"
        "The message of answers and notifications was signed (timestamp, nonce, body): it has no method and no path."
        "签名用了应答/通知的签名串（时间戳、随机串、请求体），缺少请求方法和路径。"
        "Requests have five lines: method, path with query, timestamp, nonce_str, body."
        "请求签名串共五行：请求方法、带查询参数的路径、时间戳、随机串、请求体。";
    MessageDiffers "message_differs"
        "The key is the right one, but another message was signed; none of the usual mistakes gives it. The nonce, the body or the path differ in a way that cannot be guessed."
        "私钥正确，但签的是另一份内容，且不属于任何常见错误：随机串、请求体或路径以无法猜测的方式不同。"
        "Print the message just before signing and give it to `payscore doctor --signed-message FILE`, which shows the first byte that differs."
        "请在签名前把签名串存成文件，用 `payscore doctor --signed-message FILE` 找出第一个不同的字节。";
    // What is left.
    NonceReplayed "nonce_replayed"
        "The nonce_str was used before: the request was let in once, and this is a copy of it."
        "nonce_str 已被使用：该请求已成功过一次，这是它的副本。"
        "Draw a new nonce_str and sign anew for each attempt, retries too."
        "每次发送（包括重试）都要生成新的 nonce_str 并重新签名。";
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in the first column of a document's table.
    fn listed(document: &str) -> Vec<&str> {
        let rows = document.lines().filter_map(|line| line.strip_prefix("| `"));
        rows.filter_map(|row| row.split_once("` |")).map(|(name, _)| name).filter(|name| !name.contains(' ')).collect()
    }

    #[test]
    fn the_documents_list_all_causes_in_order() {
        let names: Vec<&str> = Cause::ALL.iter().map(|cause| cause.words().name).collect();
        for document in [include_str!("../../../../docs/doctor.md"), include_str!("../../../../docs/doctor.zh-CN.md")] {
            assert_eq!(listed(document), names);
        }
    }

    #[test]
    fn both_languages_speak_of_the_same_facts() {
        let facts = |text: &'static str| {
            let parts = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            let mut facts: Vec<&str> = parts.map(|(fact, _)| fact.trim_end_matches("_zh")).collect();
            facts.sort_unstable();
            facts
        };
        for cause in Cause::ALL {
            let Words { name, what, what_zh, mend, mend_zh } = cause.words();
            assert_eq!((facts(what), facts(mend)), (facts(what_zh), facts(mend_zh)), "{name}");
        }
    }
}
