//! Below `/v3/customs`: customs declarations (清关报关).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Customs "/v3/customs"
    orders: Orders "/orders" (get "报关查询", patch "报关信息修改", post "报关")
    redeclare: Redeclare "/redeclare" (post "报关重推")
    verify_certificate: VerifyCertificate "/verify-certificate" (post "身份信息校验")
}
