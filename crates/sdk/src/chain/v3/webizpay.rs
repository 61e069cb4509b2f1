//! Below `/v3/webizpay`: payments for companies (企业支付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Webizpay "/v3/webizpay"
    avail_mch_ranges: AvailMchRanges "/avail-mch-ranges" (get "查询可用商户范围列表", post "创建可用商户范围") {
        range_id: RangeId {range_id} {
            merchant_identifiers: MerchantIdentifiers "/merchant-identifiers" (get "查询商户标识列表", post "添加商户标识") {
                merchant_identifier: MerchantIdentifier {merchant_identifier} (delete "删除商户标识")
            }
        }
    }
    bill: Bill "/bill" {
        proof: Proof "/proof" (post "申请企业商户企业支付出资凭证")
        trade_bill: TradeBill "/trade-bill" (post "申请企业商户企业支付业务账单")
    }
    employees: Employees "/employees" {
        employee_id: EmployeeId {employee_id} {
            out_quota_cards: OutQuotaCards "/out-quota-cards" {
                out_card_no: OutCardNo {out_card_no} (get "使用商户卡号查询企业支付额度卡")
            }
            quota_cards: QuotaCards "/quota-cards" (post "企业商户为员工下发企业支付额度卡") {
                card_no: CardNo {card_no} (get "企业商户查询企业支付额度卡") {
                    cancel: Cancel "/cancel" (post "企业商户作废员工企业支付额度卡")
                    payment_url: PaymentUrl "/payment-url" (get "企业商户获取指定额度卡支付链接")
                }
            }
            revoke: Revoke "/revoke" (post "企业商户发起解除员工企业支付授权")
        }
    }
    stores: Stores "/stores" {
        entity_matches: EntityMatches "/entity-matches" (post "发起门店主体匹配") {
            batch_id: BatchId {batch_id} (get "查询门店主体匹配结果")
        }
    }
    users: Users "/users" {
        user_id: UserId {user_id} {
            authorization_state: AuthorizationState "/authorization-state" (get "企业商户查询企业员工开通授权状态")
            authorization_url: AuthorizationUrl "/authorization-url" (post "企业商户发起员工开通企业支付授权")
        }
    }
}
