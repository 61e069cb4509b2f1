//! `/v3/payscore/merchant-bill`

use crate::Operation;
use crate::declare::{operation, schema};
use crate::spec::{OperationSpec, Shape, integer, list, text};

/// Every operation declared here, in the order of its path.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[GetMerchantBill::SPEC];

operation! {
    /// Names the files of a service's bill of a day, or of an hour.
    ///
    /// Each file is fetched by a signed request, decrypted, and unpacked where it is compressed; then all are put
    /// together in the order of `bill_sequence`.
    ///
    /// Errors: 400 `PARAM_ERROR`, 400 `NO_STATEMENT_EXIST`, 400 `STATEMENT_CREATING`, 403 `NO_AUTH`.
    GetMerchantBill "商户申请获取对账单": GET "/v3/payscore/merchant-bill" => 200 MerchantBill;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4013394586";
    in query {
        required {
            /// `yyyy-MM-dd`, or `yyyyMMddHH` for one hour; Beijing's.
            bill_date "账单日期": String => Shape::Text { min: 10, max: 10 };
            /// `AEAD_AES_256_GCM`.
            encryption_algorithm "加密算法": String => Shape::OneOf(&["AEAD_AES_256_GCM"]);
            /// The service.
            service_id "服务ID": String => text(32);
        }
        optional {
            /// `GZIP`, or the bare text when left out.
            tar_type "账单压缩类型": String => Shape::OneOf(&["GZIP"]);
        }
    }
}

schema! {
    /// The files of a bill.
    MerchantBill {
        required {
            /// How many files.
            download_bill_count "下载信息总数": i64 => integer(0, i64::MAX);
            /// The files.
            download_bill_list "下载信息明细": Vec<MerchantBillFile> => list::<MerchantBillFile>(100_000);
        }
    }
}

schema! {
    /// One file of a bill.
    MerchantBillFile {
        required {
            /// Its place in the whole, from 1.
            bill_sequence "账单文件序号": i64 => integer(1, i64::MAX);
            /// `SHA1`.
            hash_type "哈希类型": String => Shape::OneOf(&["SHA1"]);
            /// Of the file as it is before compression and encryption, in hex.
            hash_value "哈希值": String => text(1024);
            /// For five minutes, by a signed request of the same merchant. The file's answer itself is not signed.
            download_url "下载地址": String => text(2048);
            /// The file's key, encrypted to the merchant's certificate: RSA-OAEP (SHA-1), base64.
            encrypt_key "加密密钥": String => text(2048);
            /// The file's nonce. The associated data is empty, and the file is the bare ciphertext and tag.
            nonce "随机字符串": String => text(16);
        }
    }
}
