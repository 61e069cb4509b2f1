//! Below `/v3/payroll-card`: payroll cards (微工卡).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    PayrollCard "/v3/payroll-card"
    authentications: Authentications "/authentications" (get "查询核身记录") {
        pre_order: PreOrder "/pre-order" (post "微工卡核身预下单")
        pre_order_with_auth: PreOrderWithAuth "/pre-order-with-auth" (post "微工卡核身预下单（流程中完成授权）")
        authenticate_number: AuthenticateNumber {authenticate_number} (get "获取核身结果")
    }
    relations: Relations "/relations" {
        openid: Openid {openid} (get "查询微工卡授权关系")
    }
    tokens: Tokens "/tokens" (post "生成授权token")
    transfer_batches: TransferBatches "/transfer-batches" (post "发起批量转账")
    wesure: Wesure "/wesure" {
        insurance: Insurance "/insurance" (post "生成投保结果")
        token_validations: TokenValidations "/token-validations" (post "校验核身结果")
    }
}
