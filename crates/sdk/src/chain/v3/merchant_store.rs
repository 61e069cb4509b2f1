//! Below `/v3/merchant-store`: stores (商户门店).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    MerchantStore "/v3/merchant-store"
    stores: Stores "/stores" (post "创建门店") {
        store_id: StoreId {store_id} (get "查询门店", patch "修改门店") {
            recipients: Recipients "/recipients" {
                bind: Bind "/bind" (post "绑定门店收款信息")
                unbind: Unbind "/unbind" (post "解除门店收款信息绑定")
            }
        }
    }
}
