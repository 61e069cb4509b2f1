//! `/v3/certificates`

use crate::Operation;
use crate::declare::{operation, schema};
use crate::spec::{OperationSpec, Shape, list, object, text};

/// Every operation declared here.
pub(crate) const OPERATIONS: &[&OperationSpec] = &[ListCertificates::SPEC];

operation! {
    /// Lists the platform certificates in force, each encrypted under the merchant's APIv3 key.
    ///
    /// Errors: 404 `RESOURCE_NOT_EXISTS` for a merchant that uses the WeChat Pay public key only.
    ListCertificates "获取平台证书列表": GET "/v3/certificates" => 200 Certificates;
    source "https://pay.weixin.qq.com/doc/v3/merchant/4012551764";
    in query {
        optional {
            /// The certificates' algorithm.
            algorithm_type "证书算法类型": String => Shape::OneOf(&["RSA", "SM2", "ALL"]);
        }
    }
}

schema! {
    /// The platform certificates in force.
    Certificates {
        required {
            /// One entry a certificate; several while one is being replaced.
            data "平台证书列表": Vec<PlatformCertificate> => list::<PlatformCertificate>(16);
        }
    }
}

schema! {
    /// A platform certificate.
    PlatformCertificate {
        required {
            /// Its serial number: 40 hex digits.
            serial_no "证书序列号": String => text(40);
            /// Valid from, RFC 3339.
            effective_time "证书启用时间": String => text(64);
            /// Valid until, RFC 3339.
            expire_time "证书弃用时间": String => text(64);
            /// The PEM text, encrypted.
            encrypt_certificate "证书信息": EncryptedCertificate => object::<EncryptedCertificate>();
        }
    }
}

schema! {
    /// A certificate under AES-256-GCM with the merchant's APIv3 key.
    EncryptedCertificate {
        required {
            /// `AEAD_AES_256_GCM`.
            algorithm "加密算法": String => text(32);
            /// 12 bytes.
            nonce "随机串": String => text(16);
            /// `certificate`.
            associated_data "附加数据": String => text(16);
            /// Base64.
            ciphertext "数据密文": String => text(1_048_576);
        }
    }
}
