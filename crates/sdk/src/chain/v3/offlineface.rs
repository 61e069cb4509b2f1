//! Below `/v3/offlineface`: face payments on campus (校园刷脸).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Offlineface "/v3/offlineface"
    authinfo: Authinfo "/authinfo" (post "获取authinfo接口")
    contracts: Contracts "/contracts" {
        presign: Presign "/presign" (post "预签约接口")
        contract_id: ContractId {contract_id} (get "签约查询接口")
    }
    face_collections: FaceCollections "/face-collections" (get "查询重采用户列表") {
        collection_id: CollectionId {collection_id} (get "查询重采请求详情")
    }
    repayment_url: RepaymentUrl "/repayment-url" (post "获取还款链接接口")
    transactions: Transactions "/transactions" (post "申请扣款接口") {
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "查单接口")
        }
    }
}
