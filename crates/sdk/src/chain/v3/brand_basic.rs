//! Below `/v3/brand-basic`: product permissions of brands (品牌基础信息).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    BrandBasic "/v3/brand-basic"
    partner: Partner "/partner" {
        brands: Brands "/brands" {
            brand_id: BrandId {brand_id} {
                product_authorities: ProductAuthorities "/product-authorities" (get "获得品牌已授权且在生效中的产品权限信息")
            }
        }
    }
}
