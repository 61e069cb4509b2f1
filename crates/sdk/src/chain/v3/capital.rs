//! Below `/v3/capital`: banks, provinces and cities (银行组件).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Capital "/v3/capital"
    capitallhh: Capitallhh "/capitallhh" {
        areas: Areas "/areas" {
            provinces: Provinces "/provinces" (get "查询省份列表") {
                province_code: ProvinceCode {province_code} {
                    cities: Cities "/cities" (get "查询城市列表")
                }
            }
        }
        banks: Banks "/banks" {
            corporate_banking: CorporateBanking "/corporate-banking" (get "查询支持对公业务的银行列表")
            personal_banking: PersonalBanking "/personal-banking" (get "查询支持个人业务的银行列表")
            search_banks_by_bank_account: SearchBanksByBankAccount "/search-banks-by-bank-account" (get "获取对私银行卡号开户银行")
            bank_alias_code: BankAliasCode {bank_alias_code} {
                branches: Branches "/branches" (get "查询支行列表")
            }
        }
    }
}
