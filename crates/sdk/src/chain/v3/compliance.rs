//! Below `/v3/compliance`: inactive merchants (不活跃商户身份核实).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Compliance "/v3/compliance"
    inactive_merchant_identity_verification: InactiveMerchantIdentityVerification "/inactive-merchant-identity-verification" {
        merchants: Merchants "/merchants" (post "发起不活跃商户身份核实") {
            sub_mchid: SubMchid {sub_mchid} {
                verifications: Verifications "/verifications" {
                    verification_id: VerificationId {verification_id} (get "查询不活跃商户身份核实结果")
                }
            }
        }
    }
}
